"""The way from the unit to its incident, told and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.core.roads import FoundBy, Route, Step, TravelTimes
from tocsin.core.roads.directions import arrival as side_of
from tocsin.core.roads.engine import RoadEngine
from tocsin.desks.dispatch.api import (
    Arrival,
    Incident,
    Journey,
    StandBy,
    arrival_at_post,
    arrival_by,
    drawn,
    place_of,
    way_from,
    way_to_stand_by,
)
from tocsin.desks.duty.turns import distance_words, road_words, there_words, told_by_turns
from tocsin.registers.places import api as places
from tocsin.registers.units.api import Unit

MOST_STEPS = 40
LEAST_TOLD_METRES = 15.0
MARGIN_DEGREES = 0.002
Feature = dict[str, object]


@dataclass(frozen=True, slots=True)
class StretchShown:
    """One road of the way, and how far it is followed."""

    name: str
    metres: float

    @property
    def distance(self) -> str:
        """How far, the way one says it."""
        return distance_words(self.metres)


@dataclass(frozen=True, slots=True)
class WayShown:
    """The way to an incident: how far, how long, over which roads, and as a drawing."""

    metres: float
    arrival: Arrival
    by_roads: bool
    stretches: list[StretchShown]
    told: list[str]
    there: str
    features: Feature
    bounds: str

    @property
    def distance(self) -> str:
        """How far, the way one says it."""
        return distance_words(self.metres)


def way_to(one: Journey, at: datetime, *, post_name: str = "") -> WayShown | None:
    """Find the way from where the unit was heard last, to its post if it has one."""
    incident, unit = one.incident, one.unit
    engine = places.travel_times(incident.bureau, at)
    route = way_from(place_of(unit), incident, unit, at, goal=one.post, engine=engine)
    if route is None:
        return None
    arrival = arrival_by(one, route.seconds, engine.weather, at)
    goal = spot_of_post(*one.post, post_name) if one.post else spot_of_incident(incident)
    return shown(route, arrival, engine, unit, goal)


def way_to_post(row: StandBy, unit: Unit, at: datetime) -> WayShown | None:
    """Find the way from where the unit was heard last to where it was told to stand by."""
    engine = places.travel_times(row.bureau, at)
    route = way_to_stand_by(row, unit, engine, at)
    if route is None:
        return None
    arrival = arrival_at_post(row, unit, route.seconds, engine.weather, at)
    return shown(route, arrival, engine, unit, spot_of_post(row.lon, row.lat, row.post_name))


def shown(
    route: Route, arrival: Arrival, engine: TravelTimes, unit: Unit, goal: Feature
) -> WayShown:
    """Tell and draw a way that was found."""
    return WayShown(
        metres=route.metres,
        arrival=arrival,
        by_roads=route.by == FoundBy.ROADS,
        stretches=stretches_of(route.steps),
        told=told_by_turns(route, engine.network if isinstance(engine, RoadEngine) else None),
        there=there_words(side_of(route)),
        features=picture_of(route, unit, goal),
        bounds=bounds_of(route),
    )


def stretches_of(steps: Sequence[Step]) -> list[StretchShown]:
    """Name the roads one after the other; a stretch too short to notice is left out."""
    told = [step for step in steps if step.metres >= LEAST_TOLD_METRES] or list(steps)
    return [
        StretchShown(road_words(step.name, step.road_class), step.metres)
        for step in told[:MOST_STEPS]
    ]


def picture_of(route: Route, unit: Unit, goal: Feature) -> Feature:
    """Draw the way, where it leads and the unit as GeoJSON."""
    here = route.lonlat[0].round(5).tolist()
    start = spot(here, kind="unit", state="en_route", label=unit.name)
    return {"type": "FeatureCollection", "features": [drawn(route), start, goal]}


def spot_of_incident(incident: Incident) -> Feature:
    """Draw the incident."""
    return spot(
        [incident.lon, incident.lat],
        kind="incident",
        level=incident.priority,
        label=incident.place_text,
    )


def spot_of_post(lon: float, lat: float, label: str = "") -> Feature:
    """Draw a post at which the unit is to stand."""
    return spot([lon, lat], kind="post", state="post-held", label=label)


def spot(lonlat: list[float], **properties: str | int) -> Feature:
    """Draw one point."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": lonlat},
        "properties": properties,
    }


def bounds_of(route: Route) -> str:
    """Write the corners of the map that shows the whole way."""
    west, south = route.lonlat.min(axis=0) - MARGIN_DEGREES
    east, north = route.lonlat.max(axis=0) + MARGIN_DEGREES
    return f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}"
