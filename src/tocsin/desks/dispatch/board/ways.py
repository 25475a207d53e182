"""The ways that the map of the board shows with an incident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.desks.dispatch.geojson import Feature
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.queries.engagements import with_standing_stamps
from tocsin.desks.dispatch.queries.progress import progress_of
from tocsin.desks.dispatch.recommending.showing import ADVISABLE
from tocsin.desks.dispatch.travel.arriving import UNDER_WAY, heard_lately
from tocsin.desks.dispatch.travel.moving import place_of
from tocsin.desks.dispatch.travel.ways import drawn, way_from
from tocsin.registers.units.api import Unit

MOST_WAYS = 4


@dataclass(frozen=True, slots=True)
class Going:
    """A unit that goes, or would go, from a place to the scene or to a post of its cordon."""

    unit: Unit
    place: tuple[float, float]
    post: tuple[float, float] | None = None


def ways_to(incident: Incident, at: datetime, to_send: Sequence[Unit]) -> list[Feature]:
    """Draw the ways of the units under way to an incident; where none is, of those to send.

    Whom to send is what the panel beside the map shows: it is not worked out a second time.
    """
    rows = Assignment.objects.filter(
        bureau_id=incident.bureau_id, incident=incident, ended_at=None
    ).select_related("unit__position")
    under_way = [
        Going(row.unit, place_of(row.unit), row.post)
        for row in with_standing_stamps(rows)
        if progress_of(stamp.kind for stamp in row.milestones.all()) in UNDER_WAY
        and heard_lately(row.unit, at)
    ]
    if under_way or incident.state not in ADVISABLE:
        return lines(incident, under_way, at, "sent")
    going = [Going(unit, place_of(unit)) for unit in to_send]
    return lines(incident, going, at, "recommended")


def lines(incident: Incident, some: Sequence[Going], at: datetime, state: str) -> list[Feature]:
    """Draw the first few ways that there are."""
    found = [
        (one.unit, way_from(one.place, incident, one.unit, at, goal=one.post))
        for one in some[:MOST_WAYS]
    ]
    return [drawn(way, state=state, unit=unit.name) for unit, way in found if way is not None]
