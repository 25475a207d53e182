"""The trips on record: departed and arrived, and what the roads say of the way between.

Which unit drove is needed to find where it set out, and goes no further than this module.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from tocsin.core.geo import Point, haversine_metres
from tocsin.core.roads import TravelTimes
from tocsin.core.roads.calibration import (
    ROADS,
    Calibration,
    Circumstances,
    Trips,
    calibrate,
    seconds_by_road,
)
from tocsin.desks.dispatch.models import Assignment
from tocsin.desks.dispatch.states import MilestoneKind
from tocsin.desks.dispatch.travel.moving import mode_of_kind
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Fix

# A position so long before a stamp still tells where the stamp was made.
HEARD_BEFORE = timedelta(minutes=2)
TRIPS_AT_ONCE = 100
Window = tuple[int, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Driven:
    """One way that was driven, as it stands on record."""

    unit: int
    kind: str
    priority: int
    area: str
    from_lon: float | None
    from_lat: float | None
    lon: float
    lat: float
    departed_at: datetime
    arrived_at: datetime

    @property
    def windows(self) -> tuple[Window, Window]:
        """When to look for the unit: just before it set out, and before it said it was there."""
        ends = self.departed_at, self.arrived_at
        first, last = ((self.unit, then - HEARD_BEFORE, then) for then in ends)
        return first, last

    def begun(self, heard: Sequence[Fix]) -> Point | None:
        """Say where it set out: where it was heard, else where it was when it was sent."""
        seen = last_heard(heard, self.departed_at)
        if seen is not None:
            return seen
        if self.from_lon is None or self.from_lat is None:
            return None
        return Point(self.from_lon, self.from_lat)


def last_heard(heard: Sequence[Fix], at: datetime) -> Point | None:
    """Say where a unit was heard last, shortly before a moment; its fixes are in order."""
    before = bisect_right(heard, at, key=lambda fix: fix.fixed_at)
    if not before or at - heard[before - 1].fixed_at > HEARD_BEFORE:
        return None
    return Point(heard[before - 1].lon, heard[before - 1].lat)


def driven_between(bureau: Bureau, since: datetime, until: datetime) -> list[Driven]:
    """List the ways that ended with an arrival, of the assignments made in a span of time."""
    departed, arrived = (
        Max("milestones__at", filter=Q(milestones__kind=kind, milestones__superseded_at=None))
        for kind in (MilestoneKind.DEPARTED, MilestoneKind.ARRIVED)
    )
    rows = (
        Assignment.objects.filter(
            bureau_id=bureau.pk, assigned_at__gte=since, assigned_at__lt=until, withdrawn=False
        )
        .annotate(departed=departed, arrived=arrived)
        .filter(departed__isnull=False, arrived__isnull=False)
        .order_by("departed", "pk")
        .values_list(
            *("unit_id", "unit__kind", "incident__priority", "incident__area_class"),
            *("from_lon", "from_lat"),
            Coalesce("post_lon", "incident__lon"),
            Coalesce("post_lat", "incident__lat"),
            *("departed", "arrived"),
        )
    )
    return list(starmap(Driven, rows.iterator()))


def learn(bureau: Bureau, *, since: datetime, until: datetime) -> Calibration:
    """Learn from the trips of a span of time, and store nothing."""
    return calibrate(trips_between(bureau, since, until))


def newest_sending(bureau: Bureau) -> datetime | None:
    """Say when a unit was sent last; None where none ever was."""
    rows = Assignment.objects.filter(bureau_id=bureau.pk)
    newest: datetime | None = rows.aggregate(newest=Max("assigned_at"))["newest"]
    return newest


def trips_between(bureau: Bureau, since: datetime, until: datetime) -> Trips:
    """Read the trips of a span of time, each with what the roads in force then say of its way."""
    roads, zone = places.RoadsOnRecord(bureau), ZoneInfo(bureau.time_zone)
    learnt = _Columns([], [], [], [], [], [], [], [])
    driven = driven_between(bureau, since, until)
    for first in range(0, len(driven), TRIPS_AT_ONCE):
        some = driven[first : first + TRIPS_AT_ONCE]
        trails = units.trails(window for one in some for window in one.windows)
        for one in some:
            engine = roads.at(one.departed_at)
            learnt.add(one, trails.get(one.unit, []), engine, zone)
    return learnt.trips()


@dataclass(slots=True)
class _Columns:
    """Trips while they are gathered."""

    free: list[Iterable[float]]
    metres: list[float]
    hours: list[int]
    areas: list[str]
    modes: list[str]
    weathers: list[str]
    took: list[float]
    off: list[float]

    def add(self, one: Driven, heard: Sequence[Fix], engine: TravelTimes, zone: ZoneInfo) -> None:
        """Add a trip, with the engine as it was when it began."""
        hour, scene = one.departed_at.astimezone(zone).hour, Point(one.lon, one.lat)
        here, there = one.begun(heard), last_heard(heard, one.arrived_at)
        mode = mode_of_kind(one.kind, one.priority)
        way = here and engine.route(here, scene, mode=mode, at_hour=hour)
        self.free.append(seconds_by_road(way) if way else np.full(ROADS, np.inf))
        self.metres.append(haversine_metres(*here, *scene) if here else np.nan)
        self.hours.append(hour)
        self.areas.append(one.area)
        self.modes.append(mode.value)
        self.weathers.append(engine.weather.value)
        self.took.append((one.arrived_at - one.departed_at).total_seconds())
        self.off.append(haversine_metres(*there, *scene) if there else np.nan)

    def trips(self) -> Trips:
        """Give the trips without anything of who drove."""
        return Trips(
            free_seconds=np.array(self.free, dtype=np.float64).reshape(-1, ROADS),
            metres=np.array(self.metres, dtype=np.float64),
            circumstances=Circumstances(
                hour=tuple(self.hours),
                area=tuple(self.areas),
                mode=tuple(self.modes),
                weather=tuple(self.weathers),
            ),
            took_seconds=np.array(self.took, dtype=np.float64),
            off_metres=np.array(self.off, dtype=np.float64),
        )
