"""How a place off the roads is reached: from which road, and how much is left to walk."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from tocsin.core.geo import Point, bearing_degrees
from tocsin.core.roads import RoadEngine, TravelMode
from tocsin.core.roads.meeting import Meeting, meetings
from tocsin.desks.dispatch.models import Incident
from tocsin.registers.places import api as places

COMPASS = (
    pgettext_lazy("where from a road", "north"),
    pgettext_lazy("where from a road", "north-east"),
    pgettext_lazy("where from a road", "east"),
    pgettext_lazy("where from a road", "south-east"),
    pgettext_lazy("where from a road", "south"),
    pgettext_lazy("where from a road", "south-west"),
    pgettext_lazy("where from a road", "west"),
    pgettext_lazy("where from a road", "north-west"),
)
EIGHTH = 45.0
MINUTE, TEN = 60.0, 10


def walk_words(incident: Incident, at: datetime) -> str:
    """Say from where one walks to a place off the roads; nothing where one drives up to it."""
    engine = places.travel_times(incident.bureau, at)
    if not isinstance(engine, RoadEngine):
        return ""
    place = Point(incident.lon, incident.lat)
    found = meetings(engine, place, TravelMode.CAR)
    if not found:
        return _("No road that cars can use is near this place.")
    if not found[0].is_far:
        return ""
    nearest, others = found[0], [one.name for one in found[1:] if one.name]
    minutes = max(1, round(nearest.walk_seconds / MINUTE))
    told = ngettext(
        "{metres} m {compass} of {road}: the last {n} min are on foot",
        "{metres} m {compass} of {road}: the last {n} min are on foot",
        minutes,
    ).format(
        metres=round(nearest.metres / TEN) * TEN,
        compass=compass_of(nearest, place),
        road=nearest.name or _("the nearest road"),
        n=minutes,
    )
    if not others:
        return told
    return _("{told}; or from {roads}").format(
        told=told, roads=pgettext("between names", ", ").join(others)
    )


def compass_of(road: Meeting, place: Point) -> str:
    """Say on which side of the road a place lies, by the compass."""
    return str(COMPASS[round(bearing_degrees(road.point, place) / EIGHTH) % len(COMPASS)])
