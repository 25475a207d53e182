"""The way from a unit to its incident: found by road, and drawn as a line."""

from collections import defaultdict
from datetime import datetime

from tocsin.core.geo import Point
from tocsin.core.roads import RoadEngine, Route, TravelMode, TravelTimes, Weather
from tocsin.core.roads.graph import Changes
from tocsin.desks.dispatch.geojson import Feature
from tocsin.desks.dispatch.models import Incident, StandBy
from tocsin.desks.dispatch.travel.moving import CALM, hour_of, local_hour, mode_of, place_of
from tocsin.registers.places import api as places
from tocsin.registers.units.api import Unit

# Beyond this many points a line on a screen looks no different.
MOST_POINTS = 400


MOST_KNOWN = 500


Key = tuple[Point, Point, TravelMode, int]


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
    unit: Unit,
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


def way_to_stand_by(row: StandBy, unit: Unit, engine: TravelTimes, at: datetime) -> Route | None:
    """Find the way of a unit to where it was told to stand by: without siren."""
    mode = mode_of(unit, CALM)
    here, there = Point(*place_of(unit)), Point(row.lon, row.lat)
    return _known[row.bureau_id].way(engine, (here, there, mode, hour_of(row.bureau, at)))


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
