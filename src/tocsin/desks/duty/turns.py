"""A way in words: where to turn, into which road, how far, and how the place lies to the road."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from tocsin.core.roads import RoadClass, RoadNetwork, Route
from tocsin.core.roads.directions import Arrival, Direction, Turn, directions

KILOMETRE, TEN = 1_000, 10
MOST_TOLD = 40
FAR_METRES = 200.0
ROADS = {
    RoadClass.MOTORWAY: gettext_lazy("motorway"),
    RoadClass.TRUNK: gettext_lazy("national road"),
    RoadClass.PRIMARY: gettext_lazy("provincial road"),
    RoadClass.SECONDARY: gettext_lazy("county road"),
    RoadClass.TERTIARY: gettext_lazy("township road"),
    RoadClass.VILLAGE: gettext_lazy("village road"),
    RoadClass.STREET: gettext_lazy("street"),
    RoadClass.SERVICE: gettext_lazy("yard or compound"),
    RoadClass.TRACK: gettext_lazy("unpaved track"),
    RoadClass.PATH: gettext_lazy("footpath"),
}
COMPASS = (
    pgettext_lazy("direction of travel", "north"),
    pgettext_lazy("direction of travel", "north-east"),
    pgettext_lazy("direction of travel", "east"),
    pgettext_lazy("direction of travel", "south-east"),
    pgettext_lazy("direction of travel", "south"),
    pgettext_lazy("direction of travel", "south-west"),
    pgettext_lazy("direction of travel", "west"),
    pgettext_lazy("direction of travel", "north-west"),
)
SENTENCES = {
    Turn.STRAIGHT: gettext_lazy("Go straight on along {road} for {distance}"),
    Turn.SLIGHT_LEFT: gettext_lazy("Keep left along {road} for {distance}"),
    Turn.LEFT: gettext_lazy("Turn left into {road}, {distance}"),
    Turn.SHARP_LEFT: gettext_lazy("Turn sharp left into {road}, {distance}"),
    Turn.SLIGHT_RIGHT: gettext_lazy("Keep right along {road} for {distance}"),
    Turn.RIGHT: gettext_lazy("Turn right into {road}, {distance}"),
    Turn.SHARP_RIGHT: gettext_lazy("Turn sharp right into {road}, {distance}"),
    Turn.U_TURN: gettext_lazy("Make a U-turn into {road}, {distance}"),
    Turn.WALK: gettext_lazy("On foot, {distance}"),
}
AT_END = {
    Turn.SLIGHT_LEFT: gettext_lazy("At the end of the road keep left along {road}, {distance}"),
    Turn.LEFT: gettext_lazy("At the end of the road turn left into {road}, {distance}"),
    Turn.SHARP_LEFT: gettext_lazy("At the end of the road turn sharp left into {road}, {distance}"),
    Turn.SLIGHT_RIGHT: gettext_lazy("At the end of the road keep right along {road}, {distance}"),
    Turn.RIGHT: gettext_lazy("At the end of the road turn right into {road}, {distance}"),
    Turn.SHARP_RIGHT: gettext_lazy(
        "At the end of the road turn sharp right into {road}, {distance}"
    ),
}

EXITS = (
    pgettext_lazy("exit of a roundabout", "first"),
    pgettext_lazy("exit of a roundabout", "second"),
    pgettext_lazy("exit of a roundabout", "third"),
    pgettext_lazy("exit of a roundabout", "fourth"),
    pgettext_lazy("exit of a roundabout", "fifth"),
    pgettext_lazy("exit of a roundabout", "sixth"),
    pgettext_lazy("exit of a roundabout", "seventh"),
    pgettext_lazy("exit of a roundabout", "eighth"),
)


def distance_words(metres: float) -> str:
    """Write a distance the way one says it on the road.

    >>> distance_words(347.0), distance_words(3240.0)
    ('350 m', '3.2 km')
    """
    if metres < KILOMETRE:
        return f"{round(metres / TEN) * TEN} m"
    return f"{metres / KILOMETRE:.1f} km"


def road_words(name: str, rank: RoadClass | None) -> str:
    """Name a road, else its rank, else say that one walks."""
    if name:
        return name
    return str(ROADS[rank]) if rank is not None else _("off the road")


def told_by_turns(route: Route, network: RoadNetwork | None) -> list[str]:
    """Tell a way in sentences, one for each turn."""
    return [turn_words(one) for one in directions(route, network)[:MOST_TOLD]]


def turn_words(one: Direction) -> str:
    """Tell one stretch in a sentence."""
    road, distance = road_words(one.name, one.road_class), distance_words(one.metres)
    if one.turn == Turn.SET_OFF:
        return _("Go {compass} along {road} for {distance}").format(
            compass=COMPASS[one.compass], road=road, distance=distance
        )
    if one.turn == Turn.ROUNDABOUT:
        return roundabout_words(one.exit, road, distance)
    pattern = AT_END.get(one.turn) if one.at_end else None
    return str(pattern or SENTENCES[one.turn]).format(road=road, distance=distance)


def roundabout_words(number: int, road: str, distance: str) -> str:
    """Tell by which exit a roundabout is left, and into which road."""
    if number > len(EXITS):
        pattern = _("At the roundabout take exit number {exit} onto {road}, {distance}")
        return pattern.format(exit=number, road=road, distance=distance)
    pattern = _("At the roundabout take the {exit} exit onto {road}, {distance}")
    return pattern.format(exit=EXITS[number - 1], road=road, distance=distance)


def there_words(there: Arrival | None) -> str:
    """Say how the place lies to the road one comes by."""
    if there is None:
        return ""
    road = road_words(there.road, there.road_class)
    distance = distance_words(there.metres)
    if there.metres >= FAR_METRES:
        return _("The last {distance} on foot from {road}, to the {side}").format(
            distance=distance, road=road, side=side_words(there.side)
        )
    if there.side == 0:
        return _("The place is on {road}").format(road=road)
    return _("The place is on the {side} of {road}, {distance} off").format(
        side=side_words(there.side), road=road, distance=distance
    )


def side_words(side: int) -> str:
    """Name a side of the road."""
    return (
        pgettext("side of the road", "left") if side < 0 else pgettext("side of the road", "right")
    )
