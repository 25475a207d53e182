"""The way from a unit to its incident: found by road, and drawn as a line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.core.geo import Point
from tocsin.core.roads import RoadEngine, Route, TravelMode, TravelTimes, Weather
from tocsin.core.roads.calibration import seconds_by_road
from tocsin.core.roads.graph import Changes
from tocsin.desks.dispatch.arriving import UNDER_WAY, heard_lately
from tocsin.desks.dispatch.calibrating import calibration_in_force
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.panel import ADVISABLE
from tocsin.desks.dispatch.progress import progress_of
from tocsin.desks.dispatch.queries import with_standing_stamps
from tocsin.desks.dispatch.recommending import local_hour, mode_of, place_of, recommend
from tocsin.desks.dispatch.spans import Expected
from tocsin.registers.places import api as places
from tocsin.registers.units.api import ReadyUnit, Unit

# Beyond this many points a line on a screen looks no different.
MOST_POINTS = 400
MOST_WAYS = 4
MOST_KNOWN = 500
Key = tuple[Point, Point, TravelMode, int]
Feature = dict[str, object]


class WaysKnown:
    """Ways found lately over the roads of one bureau, by where they begin and end.

    A unit that stands still is not asked for again; what changes on the roads forgets them all.
    """

    def __init__(self) -> None:
        self._over: tuple[TravelTimes, Changes | None, Weather] | None = None
        self._ways: dict[Key, Route | None] = {}

    def way(self, engine: TravelTimes, key: Key) -> Route | None:
        """Find a way, or remember it."""
        if self._outdated(engine) or len(self._ways) >= MOST_KNOWN:
            self._over, self._ways = (engine, changes_of(engine), engine.weather), {}
        ways = self._ways
        if key not in ways:
            here, there, mode, hour = key
            ways[key] = engine.route(here, there, mode=mode, at_hour=hour)
        return ways[key]

    def _outdated(self, engine: TravelTimes) -> bool:
        if self._over is None:
            return True
        known, changes, weather = self._over
        same = known is engine and changes is changes_of(engine) and weather == engine.weather
        return not same


def changes_of(engine: TravelTimes) -> Changes | None:
    """Give the closures and slow-downs in force; a straight line knows none."""
    return engine.changes if isinstance(engine, RoadEngine) else None


_known: dict[int, WaysKnown] = defaultdict(WaysKnown)


def way_from(
    place: tuple[float, float],
    incident: Incident,
    unit: Unit | ReadyUnit,
    at: datetime,
    *,
    goal: tuple[float, float] | None = None,
    engine: TravelTimes | None = None,
) -> Route | None:
    """Find the way of a unit from a place to an incident or a post; None where there is none."""
    engine = engine or places.travel_times(incident.bureau, at)
    there, mode = goal or (incident.lon, incident.lat), mode_of(unit, incident.priority)
    key = Point(*place), Point(*there), mode, local_hour(incident, at)
    return _known[incident.bureau_id].way(engine, key)


def expected_on(route: Route, incident: Incident, at: datetime) -> Expected:
    """Tell how long a way takes of which the roads are known, by what trips taught of them."""
    learnt = calibration_in_force(incident.bureau)
    span = learnt.span_by_road(
        seconds_by_road(route), hour=local_hour(incident, at), area=incident.area_class
    )
    trips = learnt.trips if learnt.calibrated_by_road else 0
    return Expected(span.q10, span.q50, span.q90, trips)


def line_of(route: Route) -> list[list[float]]:
    """Write the line of a way, as many points as a screen can show."""
    every = max(1, -(-len(route.lonlat) // MOST_POINTS))
    line: list[list[float]] = route.lonlat[:-1:every].round(5).tolist()
    return [*line, route.lonlat[-1].round(5).tolist()]


def drawn(route: Route, **properties: str) -> Feature:
    """Draw a way as GeoJSON."""
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line_of(route)},
        "properties": {"kind": "route", **properties},
    }


@dataclass(frozen=True, slots=True)
class Going:
    """A unit that goes, or would go, from a place to the scene or to a post of its cordon."""

    unit: Unit | ReadyUnit
    place: tuple[float, float]
    post: tuple[float, float] | None = None


def ways_to(incident: Incident, at: datetime) -> list[Feature]:
    """Draw the ways of the units under way to an incident; where none is, of those to send."""
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
    advice = recommend(incident=incident, at=at)
    picks = [advice.units[pick.code] for pick in advice.found.picks]
    return lines(incident, [Going(unit, unit.place) for unit in picks], at, "recommended")


def lines(incident: Incident, some: Sequence[Going], at: datetime, state: str) -> list[Feature]:
    """Draw the first few ways that there are."""
    found = [
        (one.unit, way_from(one.place, incident, one.unit, at, goal=one.post))
        for one in some[:MOST_WAYS]
    ]
    return [drawn(way, state=state, unit=unit.name) for unit, way in found if way is not None]
