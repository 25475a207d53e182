"""A point on the map in words: one line that stands for the place, and what more is known of it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.core.roads.roadside import Compass, Hand, Roadside
from tocsin.registers.places.facts import NearestPlace
from tocsin.registers.places.pointing import KILOMETRE, Pointed

BESIDE = " · "
SIDES: dict[Compass, Promise] = {
    Compass.NORTH: gettext_lazy("north side of {road}"),
    Compass.NORTH_EAST: gettext_lazy("north-east side of {road}"),
    Compass.EAST: gettext_lazy("east side of {road}"),
    Compass.SOUTH_EAST: gettext_lazy("south-east side of {road}"),
    Compass.SOUTH: gettext_lazy("south side of {road}"),
    Compass.SOUTH_WEST: gettext_lazy("south-west side of {road}"),
    Compass.WEST: gettext_lazy("west side of {road}"),
    Compass.NORTH_WEST: gettext_lazy("north-west side of {road}"),
    Compass.ON_IT: gettext_lazy("on {road}"),
}
HANDS: dict[Hand, Promise] = {
    Hand.LEFT: gettext_lazy("left, going as the kilometres ascend"),
    Hand.RIGHT: gettext_lazy("right, going as the kilometres ascend"),
}


@dataclass(frozen=True, slots=True)
class PointTold:
    """A point in words; ``text`` stands for it in a call, ``lines`` say what more is known."""

    text: str
    lines: list[str]


def told(pointed: Pointed) -> PointTold:
    """Tell what is at a point, for a reader who has to send somebody there."""
    side = side_told(pointed.roadside) if pointed.roadside else ""
    post = post_told(pointed)
    near = _("near {name}").format(name=pointed.nearest.text) if pointed.nearest else ""
    hand = pointed.chainage.hand if pointed.chainage else None
    hand_told = str(HANDS[hand]) if hand else ""
    lines = [
        distance_told(pointed.address) if pointed.address else "",
        BESIDE.join(filter(None, [side if post else "", hand_told])),
        BESIDE.join(filter(None, [pointed.division, beat_told(pointed)])),
    ]
    text = post or BESIDE.join(filter(None, [near, side])) or _("Point on the map")
    return PointTold(text[:200], [line for line in lines if line])


def side_told(beside: Roadside) -> str:
    """Say on which side of its road a place lies."""
    return str(SIDES[beside.side]).format(road=beside.road)


def post_told(pointed: Pointed) -> str:
    """Write the kilometre as a post does."""
    if pointed.chainage is None or pointed.roadside is None:
        return ""
    kilometres, metres = divmod(round(pointed.chainage.metres), int(KILOMETRE))
    return f"{pointed.roadside.road} K{kilometres}+{metres:03d}"


def distance_told(address: NearestPlace) -> str:
    """Say how far the nearest door is."""
    metres = round(address.metres)
    return ngettext("{metres} metre from {door}", "{metres} metres from {door}", metres).format(
        metres=metres, door=address.text
    )


def beat_told(pointed: Pointed) -> str:
    """Name whose ground it is."""
    if pointed.ground is None:
        return _("on no station's ground")
    beat = pointed.ground.beat
    return pointed.ground.station.name + (f" {beat.name}" if beat else "")
