"""Simulated crews: they take what they are sent, drive along the roads, work, and come back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from tocsin.adapters.simulation.county import World, desk_of_unit
from tocsin.adapters.simulation.driving import Roads
from tocsin.adapters.simulation.sending import Act, Facts
from tocsin.core.geo import Point, destination
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import MilestoneKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.units import api as units

HEARTBEAT_SECONDS = 240.0
RECEIPT_SECONDS = 12.0
TURNOUT_SECONDS = 40.0
FEEDBACK_SECONDS = 240.0
WORK_SECONDS = 900.0
SHORTEST_WORK_SECONDS = 60.0
ASK_AGAIN_SECONDS = 120.0
PATROL_METRES = 2_500.0
PATROL_SHARE = 0.25
# Of incidents numbered one by one, every how many is one whose caller is rung up.
RUNG_UP_OF = 5
PRESSING = 2
Step = Callable[[dispatch.Assignment, datetime], None]
PATROLS = frozenset({units.UnitKind.CAR, units.UnitKind.MOTORCYCLE})


class Crews:
    """The people in the units: their way, their stamps and their positions."""

    def __init__(self, world: World, leaders: dict[int, Officer]) -> None:
        self.world = world
        self.leaders = leaders
        self.under_way: set[UUID] = set()
        self.roads = Roads(world)

    def look(self, at: datetime) -> None:
        """Let each crew begin with an assignment it has not seen yet."""
        busy = dispatch.open_assignments_by_unit(self.world.bureau.pk)
        for unit_id in sorted(busy):
            sent = busy[unit_id].assignment
            if self.world.is_taken(desk_of_unit(unit_id)):
                self.carry(sent, at)
                continue
            if sent.pk in self.under_way:
                continue
            self.under_way.add(sent.pk)
            self.roads.stop(unit_id, at)
            self.begin(sent, at)

    def carry(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Drive a person's unit, who stamps the steps: to the scene once they have set out."""
        there = {stamp.kind for stamp in sent.milestones.all()}
        scene = Point(sent.incident.lon, sent.incident.lat)
        if MilestoneKind.ARRIVED in there or MilestoneKind.DEPARTED not in there:
            self.roads.stop(sent.unit_id, at)
        elif sent.unit_id not in self.roads.drives and self.roads.still.get(sent.unit_id) != scene:
            self.roads.drive(sent.unit, scene, at, pressing=sent.incident.priority <= PRESSING)

    def begin(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Go on with an assignment from its last stamp."""
        there = {stamp.kind for stamp in sent.milestones.all()}
        if MilestoneKind.FEEDBACK in there:
            self.then(at, self.world.about(WORK_SECONDS), self.clear, sent.pk)
        elif MilestoneKind.ARRIVED in there:
            self.then(at, self.world.about(FEEDBACK_SECONDS), self.report, sent.pk)
        elif MilestoneKind.DEPARTED in there:
            self.then(at, 0.0, self.set_out, sent.pk)
        elif MilestoneKind.RECEIVED in there:
            self.then(at, self.world.about(TURNOUT_SECONDS), self.depart, sent.pk)
        else:
            self.then(at, self.world.about(RECEIPT_SECONDS), self.receive, sent.pk)

    def then(self, at: datetime, seconds: float, step: Step, key: UUID) -> None:
        """Plan the next step of an assignment."""
        self.world.agenda.add_after(at, seconds, partial(self.take, step, key))

    def take(self, step: Step, key: UUID, at: datetime) -> None:
        """Take a step, unless the assignment is over or a person has taken the unit over."""
        sent = dispatch.Assignment.objects.select_related("unit", "incident__bureau").get(pk=key)
        taken = self.world.is_taken(desk_of_unit(sent.unit_id))
        if sent.ended_at is None and not taken:
            step(sent, at)
            return
        self.under_way.discard(key)
        if taken or dispatch.open_assignment_of(sent.unit) is None:
            self.roads.stop(sent.unit_id, at)

    def stamp(self, sent: dispatch.Assignment, kind: MilestoneKind, at: datetime) -> None:
        """Press a step on the phone; one that stands already, or is passed, is left as it is."""
        leader = self.leaders.get(sent.unit_id) or sent.assigned_by
        press = partial(dispatch.record_milestone, assignment=sent, kind=kind, at=at, actor=leader)
        stands = partial(sent.milestones.filter(kind=kind).first)
        facts: Facts = {"assignment": str(sent.pk), "step": kind.value}
        try:
            self.world.sender.send(Act("stamped", leader, at, press, stands, lambda _: [facts]))
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)

    def receive(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Say that the order was received."""
        self.stamp(sent, MilestoneKind.RECEIVED, at)
        self.then(at, self.world.about(TURNOUT_SECONDS), self.depart, sent.pk)

    def depart(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Set out for the scene."""
        self.stamp(sent, MilestoneKind.DEPARTED, at)
        self.set_out(sent, at)

    def set_out(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Drive to the scene; some ring the caller up on the way."""
        self.ring_up(sent, at)
        scene = Point(sent.incident.lon, sent.incident.lat)
        pressing = sent.incident.priority <= PRESSING
        seconds = self.roads.drive(sent.unit, scene, at, pressing=pressing)
        self.then(at, seconds * self.world.between(0.9, 1.25), self.arrive, sent.pk)

    def ring_up(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Open the number of whoever called, every so often; the look is on record."""
        leader, number = self.leaders.get(sent.unit_id), sent.incident.number
        if leader is None or int(number[-1]) % RUNG_UP_OF:
            return
        rows = calls.Call.objects.filter(bureau=self.world.bureau).exclude(caller=None)
        call = calls.calls_of_incident(rows, number).first()
        if call is None:
            return
        look = partial(calls.show_caller, call=call, task="call_back", actor=leader, at=at)
        try:
            self.world.sender.insist(look)
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)

    def arrive(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Arrive, and later report what was found."""
        self.roads.park(sent.unit_id, Point(sent.incident.lon, sent.incident.lat), at)
        self.stamp(sent, MilestoneKind.ARRIVED, at)
        self.then(at, self.world.about(FEEDBACK_SECONDS), self.report, sent.pk)

    def report(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Give the first feedback, then work until it is done."""
        self.stamp(sent, MilestoneKind.FEEDBACK, at)
        truth = self.world.truths.get(sent.incident.number)
        work = truth.on_scene_seconds if truth else self.world.about(WORK_SECONDS)
        self.then(at, max(SHORTEST_WORK_SECONDS, work - FEEDBACK_SECONDS), self.clear, sent.pk)

    def clear(self, sent: dispatch.Assignment, at: datetime) -> None:
        """Be done, and drive home; when the desk does not take it, try again."""
        self.stamp(sent, MilestoneKind.CLEARED, at)
        if dispatch.open_assignment_of(sent.unit) is not None:
            self.then(at, ASK_AGAIN_SECONDS, self.clear, sent.pk)
            return
        self.under_way.discard(sent.pk)
        home = Point(sent.unit.home_lon, sent.unit.home_lat)
        self.roads.drive(sent.unit, home, at, pressing=False)

    def move(self, at: datetime) -> None:
        """Send the positions of all who drive, again and again."""
        self.roads.move(at)
        self.world.agenda.add_after(at, self.world.send_seconds, self.move, quiet=True)

    def beat(self, at: datetime) -> None:
        """Let every crew on duty say where it stands, and let idle ones patrol."""
        on_duty = list(units.on_duty(self.world.bureau).order_by("code"))
        self.roads.beat(on_duty, at)
        self.patrol(on_duty, at)
        self.world.agenda.add_after(at, HEARTBEAT_SECONDS, self.beat, quiet=True)

    def patrol(self, on_duty: list[units.Unit], at: datetime) -> None:
        """Send some of the idle crews around their beat."""
        busy = dispatch.open_assignments_by_unit(self.world.bureau.pk)
        for unit in on_duty:
            idle = unit.pk not in busy and unit.pk not in self.roads.drives
            idle = idle and not self.world.is_taken(desk_of_unit(unit.pk))
            if idle and unit.kind in PATROLS and self.world.rng.random() < PATROL_SHARE:
                home = Point(unit.home_lon, unit.home_lat)
                bearing = self.world.between(0.0, 360.0)
                metres = self.world.between(300.0, PATROL_METRES)
                self.roads.drive(unit, destination(home, bearing, metres), at, pressing=False)
