"""Working a cordon out: roads in force, units that are free, what was decided by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite

import numpy as np
from django.utils.translation import gettext as _

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads import RoadEngine, TravelMode
from tocsin.core.roads.cordon import (
    NOBODY,
    CannotBeClosed,
    Front,
    Hand,
    Laid,
    Mark,
    lay_cordon,
    links_for,
    stretches_of,
    ways_around,
)
from tocsin.desks.dispatch.cordons.wishes import Found, MarkWish, PostFound, Wish
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.queries.engagements import busy_units
from tocsin.desks.dispatch.travel.moving import fix_age, local_hour, mode_of
from tocsin.kernel.errors import Refusal, Unacceptable
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import STALE_AFTER, DutyStatus, ReadyUnit, UnitKind

KMH = 3.6
TENTHS = 1
SAME_POST_METRES = 5.0
PLACES_OF_A_DEGREE = 7
Ways = Callable[[Floats], Floats]
# Who neither closes a road nor is ours to post.
NOT_AT_POSTS = frozenset({UnitKind.PARTNER, UnitKind.MEDIATOR, UnitKind.DRONE_TEAM})


class NoRoads(Refusal):
    """There is no road map on which a cordon could be planned."""

    code = "dispatch.no_roads"


class LeadsOut(Unacceptable):
    """What may not be a post leads from inside to outside."""

    code = "dispatch.cordon_leads_out"


class NoRoadThere(Unacceptable):
    """No road that could be closed is near."""

    code = "dispatch.no_road_there"


@dataclass(frozen=True, slots=True)
class Crews:
    """Who may be posted: free units with a fresh position, and those that stand already."""

    units: tuple[ReadyUnit, ...]
    standing: tuple[MarkWish, ...]
    without_position: int

    def row_of(self, code: str) -> int:
        """Find a unit; ``NOBODY`` where it cannot be posted any more."""
        found = (row for row, unit in enumerate(self.units) if unit.code == code)
        return next(found, NOBODY)

    def kept_to_their_posts(self, ways: Ways) -> Ways:
        """Give those who were sent to a post no way to another."""

        def kept(posts: Floats) -> Floats:
            seconds = ways(posts)
            for one in self.standing:
                away = LocalPlane(Point(one.lon, one.lat)).to_metres(posts)
                elsewhere = np.hypot(away[:, 0], away[:, 1]) > SAME_POST_METRES
                seconds[self.row_of(one.unit), elsewhere] = np.inf
            return seconds

        return kept


def work_out(incident: Incident, wish: Wish, at: datetime) -> tuple[Wish, Found]:
    """Find where to close and who stands there; return the wish with the marks that still count.

    Raises
    ------
    NoRoads
        No road map is loaded.
    NoRoadThere
        No road leads through the ring.
    LeadsOut
        What may not be a post leads from inside to outside.
    """
    engine = places.travel_times(incident.bureau, at)
    if not isinstance(engine, RoadEngine):
        raise NoRoads(_("No road map is loaded, so no cordon can be planned. Load one first."))
    network, area = engine.network, wish.area
    stretches = stretches_of(network, area, links_for(network, TravelMode(wish.stops)))
    if not len(stretches):
        raise NoRoadThere(
            _("No road of the map lies between the area and the ring. Move or widen them.")
        )
    crews = crews_for(incident, at)
    # Who was sent to a post stays there whatever is decided afterwards.
    marks = [*wish.marks, *crews.standing]
    ways = ways_around(
        engine,
        area,
        np.array([unit.place for unit in crews.units], dtype=np.float64).reshape(-1, 2),
        [mode_of(unit, incident.priority) for unit in crews.units],
        at_hour=local_hour(incident, at),
    )
    try:
        laid = lay_cordon(
            network,
            stretches,
            area,
            crews.kept_to_their_posts(ways),
            marks=[
                Mark(Hand(one.hand), Point(one.lon, one.lat), crews.row_of(one.unit))
                for one in marks
            ],
            front=front_of(wish, at),
        )
    except CannotBeClosed as open_way:
        raise LeadsOut(
            _("Without this post the area cannot be closed off. The plan stays as it was.")
        ) from open_way
    kept = [marks[number] for number in laid.marks if number < len(wish.marks)]
    return replace(wish, marks=tuple(kept)), found_of(laid, engine, crews)


def front_of(wish: Wish, at: datetime) -> Front | None:
    """Say how what is kept in moves, seen from now."""
    front = wish.front
    if front is None:
        return None
    return Front(front.kmh / KMH, front.head_start_seconds(at), front.by_road)


def crews_for(incident: Incident, at: datetime) -> Crews:
    """Find who may be posted."""
    busy = busy_units(incident.bureau_id)
    standing = standing_posts(incident)
    chosen: list[ReadyUnit] = []
    without = 0
    for unit in units.ready(incident.bureau):
        here = unit.pk in standing
        free = unit.duty == DutyStatus.AVAILABLE and unit.pk not in busy
        if not here and (not free or unit.kind in NOT_AT_POSTS):
            continue
        age = fix_age(unit, at)
        if not here and (age is None or age > STALE_AFTER.total_seconds()):
            without += 1
            continue
        chosen.append(unit)
    chosen.sort(key=lambda unit: unit.code)
    posts = [
        MarkWish(Hand.POST.value, *standing[unit.pk], unit=unit.code)
        for unit in chosen
        if unit.pk in standing
    ]
    return Crews(tuple(chosen), tuple(posts), without)


def standing_posts(incident: Incident) -> dict[int, tuple[float, float]]:
    """Map the units that were sent to a post of this incident to where that is."""
    rows = Assignment.objects.filter(
        bureau_id=incident.bureau_id, incident=incident, ended_at=None, post_lon__isnull=False
    )
    return {
        unit: (lon, lat)
        for unit, lon, lat in rows.order_by().values_list("unit_id", "post_lon", "post_lat")
        if lon is not None and lat is not None
    }


def found_of(laid: Laid, engine: RoadEngine, crews: Crews) -> Found:
    """Write what came out, with the names of roads and units."""
    network = engine.network
    found = []
    for number, post in enumerate(laid.posts, 1):
        unit = None if post.unit == NOBODY else crews.units[post.unit]
        found.append(
            PostFound(
                number=number,
                lon=round(post.point.lon, PLACES_OF_A_DEGREE),
                lat=round(post.point.lat, PLACES_OF_A_DEGREE),
                road=network.name_of(post.link),
                rank=int(network.link_class[post.link]),
                unit=unit.code if unit else "",
                name=unit.name if unit else "",
                seconds=tenths(post.seconds),
                earliest=tenths(post.earliest),
                front=tenths(post.front),
                marked=post.marked,
                unit_marked=post.unit_marked,
                lack=post.lack.value if post.lack else "",
            )
        )
    return Found(
        posts=tuple(found),
        latest=tenths(laid.latest_seconds),
        short_by=laid.short_by,
        closed=laid.closed,
        leads_in=laid.reaches_inside,
        leads_out=laid.reaches_outside,
        units=len(crews.units),
        without_position=crews.without_position,
        proved=laid.proved,
    )


def tenths(seconds: float | None) -> float | None:
    """Round seconds to be kept; what never comes is None."""
    return round(seconds, TENTHS) if seconds is not None and isfinite(seconds) else None


def is_on_road(wish: Wish, marks: Sequence[MarkWish]) -> bool:
    """Tell whether the last mark still counts."""
    return bool(marks) and marks[-1] in wish.marks
