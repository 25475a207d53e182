"""Where the simulated crews are: on their way, or standing still."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np

from tocsin.adapters.simulation.county import World
from tocsin.adapters.simulation.sending import Act, Facts
from tocsin.core.geo import Point
from tocsin.core.roads import Route, TravelMode
from tocsin.core.roads.driving import along, places_along
from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

NO_ROAD_SECONDS = 900.0
MODES = {units.UnitKind.MOTORCYCLE: TravelMode.MOTORCYCLE, units.UnitKind.FOOT: TravelMode.FOOT}


@dataclass(slots=True)
class Drive:
    """A crew on its way since a moment; ``told`` is until when its positions were sent."""

    route: Route
    since: datetime
    told: datetime

    def point(self, at: datetime) -> Point:
        """Say where the crew is."""
        return along(self.route, (at - self.since).total_seconds()).point

    def ended(self, at: datetime) -> bool:
        """Say whether the end of the way is reached."""
        return (at - self.since).total_seconds() >= self.route.seconds

    def fixes(self, unit_id: int, at: datetime, every: float) -> list[units.Fix]:
        """List the fixes since those that were sent, the last one at the moment itself."""
        first = (self.told - self.since).total_seconds()
        last = (at - self.since).total_seconds()
        seconds = np.append(np.arange(first + every, last, every), last)
        self.told = at
        return [
            units.Fix(unit_id, lon, lat, self.since + timedelta(seconds=when))
            for (lon, lat), when in zip(
                places_along(self.route, seconds).tolist(), seconds.tolist(), strict=True
            )
        ]


class Roads:
    """The ways of all crews at a moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.drives: dict[int, Drive] = {}
        self.still: dict[int, Point] = {}
        self.actor = service_officer(world.bureau, "roster")
        self.zone = ZoneInfo(world.bureau.time_zone)

    def remember(self, at: datetime) -> None:
        """Learn where everyone was seen last before a pause."""
        for unit_id, fix in units.fixes(self.world.bureau, at).items():
            self.still[unit_id] = Point(fix.lon, fix.lat)

    def where(self, unit: units.Unit, at: datetime) -> Point:
        """Say where a unit is."""
        drive = self.drives.get(unit.pk)
        if drive is not None:
            return drive.point(at)
        return self.still.get(unit.pk) or Point(unit.home_lon, unit.home_lat)

    def drive(self, unit: units.Unit, to: Point, at: datetime, *, pressing: bool) -> float:
        """Set out for a place; return how long the way takes, in seconds."""
        mode = MODES.get(units.UnitKind(unit.kind))
        if mode is None:
            mode = TravelMode.LIGHTS_AND_SIREN if pressing else TravelMode.CAR
        hour = at.astimezone(self.zone).hour
        engine = places.travel_times(self.world.bureau, at)
        route = engine.route(self.where(unit, at), to, mode=mode, at_hour=hour)
        if route is None:
            return NO_ROAD_SECONDS
        self.drives[unit.pk] = Drive(route, at, at)
        return route.seconds

    def move(self, at: datetime) -> None:
        """Send the positions of all who drive, in one go; who has arrived stands still."""
        fixes = []
        for unit_id, drive in list(self.drives.items()):
            fixes += drive.fixes(unit_id, at, self.world.fix_seconds)
            if drive.ended(at):
                self.drives.pop(unit_id)
                self.still[unit_id] = drive.point(at)
        self.send(fixes, at)

    def park(self, unit_id: int, point: Point, at: datetime) -> None:
        """Stand still at a place."""
        drive = self.drives.pop(unit_id, None)
        way = drive.fixes(unit_id, at, self.world.fix_seconds)[:-1] if drive else []
        self.still[unit_id] = point
        self.send([*way, units.Fix(unit_id, point.lon, point.lat, at)], at)

    def stop(self, unit_id: int, at: datetime) -> None:
        """Stand still wherever the unit is now."""
        drive = self.drives.get(unit_id)
        if drive is not None:
            self.park(unit_id, drive.point(at), at)

    def beat(self, on_duty: list[units.Unit], at: datetime) -> None:
        """Say where everyone stands who stands still."""
        fixes = []
        for unit in on_duty:
            if unit.pk not in self.drives:
                point = self.where(unit, at)
                fixes.append(units.Fix(unit.pk, point.lon, point.lat, at))
        self.send(fixes, at)

    def send(self, fixes: list[units.Fix], at: datetime) -> None:
        """Send positions to the desk; who is taken over sends their own."""
        if fixes:
            self.world.sender.send(moving(self.world.bureau, fixes, self.actor, at))


def moving(
    bureau: Bureau, fixes: Sequence[units.Fix], actor: Officer, at: datetime
) -> Act[list[list[int | float]]]:
    """Say how positions reach the desk."""
    record = partial(units.record_fixes, bureau, fixes, at)
    return Act("moved", actor, at, record, list, positions_told)


def positions_told(moved: Sequence[Sequence[int | float]]) -> list[Facts]:
    """Say by what positions that moved on are found: each unit's, and until when it is known."""
    return [{"unit": int(unit), "known": math.floor(known)} for unit, _lon, _lat, known in moved]
