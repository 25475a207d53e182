"""Simulated crews: they take what they are sent, drive along the roads, work, and come back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from tocsin.adapters.simulation.county import World, desk_of_unit
from tocsin.core.geo import Point, destination
from tocsin.core.roads import Route, TravelMode
from tocsin.core.roads.driving import along
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import MilestoneKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

FIX_SECONDS = 10.0
HEARTBEAT_SECONDS = 240.0
RECEIPT_SECONDS = 12.0
TURNOUT_SECONDS = 40.0
FEEDBACK_SECONDS = 240.0
WORK_SECONDS = 900.0
PATROL_METRES = 2_500.0
PATROL_SHARE = 0.25
PRESSING = 2
MODES = {units.UnitKind.MOTORCYCLE: TravelMode.MOTORCYCLE, units.UnitKind.FOOT: TravelMode.FOOT}
Step = Callable[[dispatch.Assignment, datetime], None]
PATROLS = frozenset({units.UnitKind.CAR, units.UnitKind.MOTORCYCLE})


@dataclass(slots=True)
class Drive:
    """A crew on its way since a moment."""

    route: Route
    since: datetime

    def point(self, at: datetime) -> Point:
        """Say where the crew is."""
        return along(self.route, (at - self.since).total_seconds()).point


class Crews:
    """The people in the units: their way, their stamps and their positions."""

    def __init__(self, world: World, leaders: dict[int, Officer]) -> None:
        self.world = world
        self.leaders = leaders
        self.under_way: set[UUID] = set()
        self.drives: dict[int, Drive] = {}
        self.still: dict[int, Point] = {}

    def look(self, at: datetime) -> None:
        """Let each crew begin with an assignment it has not seen yet."""
        for unit_id, engaged in dispatch.open_assignments_by_unit(self.world.bureau.pk).items():
            sent = engaged.assignment
            if sent.pk in self.under_way or self.world.is_taken(desk_of_unit(unit_id)):
                continue
            self.under_way.add(sent.pk)
            self.stop(unit_id, at)
            self.then(at, self.world.about(RECEIPT_SECONDS), self.receive, sent.pk)

    def then(self, at: datetime, seconds: float, step: Step, key: UUID) -> None:
        """Plan the next step of an assignment."""
        self.world.agenda.add_after(at, seconds, partial(self.take, step, key))

    def take(self, step: Step, key: UUID, at: datetime) -> None:
        """Take a step, unless the assignment is over or a person has taken the unit over."""
        sent = dispatch.Assignment.objects.select_related("unit", "incident__bureau").get(pk=key)
        if sent.ended_at is not None or self.world.is_taken(desk_of_unit(sent.unit_id)):
            self.under_way.discard(key)
            self.stop(sent.unit_id, at)
            return
        step(sent, at)

    def stamp(self, sent: dispatch.Assignment, kind: MilestoneKind, at: datetime) -> bool:
        """Press a step on the phone; say whether the desk took it."""
        leader = self.leaders.get(sent.unit_id) or sent.assigned_by
        try:
            dispatch.record_milestone(assignment=sent, kind=kind, at=at, actor=leader)
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)
            return False
        return True

    def receive(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Say that the order was received."""
        if self.stamp(sent, MilestoneKind.RECEIVED, at):
            self.then(at, self.world.about(TURNOUT_SECONDS), self.depart, sent.pk)

    def depart(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Set out for the scene."""
        if not self.stamp(sent, MilestoneKind.DEPARTED, at):
            return
        scene = Point(sent.incident.lon, sent.incident.lat)
        pressing = sent.incident.priority <= PRESSING
        seconds = self.drive(sent.unit, scene, at, pressing=pressing)
        self.then(at, seconds * self.world.between(0.9, 1.25), self.arrive, sent.pk)

    def arrive(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Arrive, and later report what was found."""
        self.park(sent.unit_id, Point(sent.incident.lon, sent.incident.lat), at)
        if self.stamp(sent, MilestoneKind.ARRIVED, at):
            self.then(at, self.world.about(FEEDBACK_SECONDS), self.report, sent.pk)

    def report(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Give the first feedback, then work until it is done."""
        if not self.stamp(sent, MilestoneKind.FEEDBACK, at):
            return
        truth = self.world.truths.get(sent.incident.number)
        work = truth.on_scene_seconds if truth else self.world.about(WORK_SECONDS)
        self.then(at, max(60.0, work - FEEDBACK_SECONDS), self.clear, sent.pk)

    def clear(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Be done, and drive home."""
        if self.stamp(sent, MilestoneKind.CLEARED, at):
            self.under_way.discard(sent.pk)
            home = Point(sent.unit.home_lon, sent.unit.home_lat)
            self.drive(sent.unit, home, at, pressing=False)

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
        hour = at.astimezone(ZoneInfo(self.world.bureau.time_zone)).hour
        engine = places.travel_times(self.world.bureau)
        route = engine.route(self.where(unit, at), to, mode=mode, at_hour=hour)
        if route is None:
            return WORK_SECONDS
        self.drives[unit.pk] = Drive(route, at)
        return route.seconds

    def move(self, at: datetime) -> None:
        """Send the positions of all who drive, in one go; who has arrived stands still."""
        fixes = []
        for unit_id, drive in list(self.drives.items()):
            point = drive.point(at)
            fixes.append(units.Fix(unit_id, point.lon, point.lat, at))
            if (at - drive.since).total_seconds() >= drive.route.seconds:
                self.drives.pop(unit_id)
                self.still[unit_id] = point
        self.send(fixes, at)
        self.world.agenda.add_after(at, FIX_SECONDS, self.move, quiet=True)

    def park(self, unit_id: int, point: Point, at: datetime) -> None:
        """Stand still at a place."""
        self.drives.pop(unit_id, None)
        self.still[unit_id] = point
        self.send([units.Fix(unit_id, point.lon, point.lat, at)], at)

    def stop(self, unit_id: int, at: datetime) -> None:
        """Stand still wherever the unit is now."""
        drive = self.drives.get(unit_id)
        if drive is not None:
            self.park(unit_id, drive.point(at), at)

    def send(self, fixes: list[units.Fix], at: datetime) -> None:
        """Send positions to the desk."""
        units.record_fixes(self.world.bureau, fixes, at)

    def beat(self, at: datetime) -> None:
        """Let every crew on duty say where it stands, and let idle ones patrol."""
        on_duty = list(units.on_duty(self.world.bureau))
        fixes = []
        for unit in on_duty:
            point = self.where(unit, at)
            fixes.append(units.Fix(unit.pk, point.lon, point.lat, at))
        self.send(fixes, at)
        self.patrol(on_duty, at)
        self.world.agenda.add_after(at, HEARTBEAT_SECONDS, self.beat, quiet=True)

    def patrol(self, on_duty: list[units.Unit], at: datetime) -> None:
        """Send some of the idle crews around their beat."""
        busy = dispatch.open_assignments_by_unit(self.world.bureau.pk)
        for unit in on_duty:
            idle = unit.pk not in busy and unit.pk not in self.drives
            if idle and unit.kind in PATROLS and self.world.rng.random() < PATROL_SHARE:
                home = Point(unit.home_lon, unit.home_lat)
                bearing = self.world.between(0.0, 360.0)
                metres = self.world.between(300.0, PATROL_METRES)
                self.drive(unit, destination(home, bearing, metres), at, pressing=False)
