"""Shifts of the simulated county: crews come on duty and go home when their work is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tocsin.adapters.simulation.county import World, desk_of_unit
from tocsin.adapters.simulation.driving import moving
from tocsin.adapters.simulation.sending import Act, Facts
from tocsin.core.county.records import Shift
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.units import api as units

LATER_SECONDS = 120.0
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Roster:
    """Who may come on duty: the officers by unit and shift, the vehicle by unit."""

    crews: Mapping[tuple[int, str], Sequence[Officer]]
    vehicles: Mapping[int, units.Vehicle]


class Shifts:
    """Who is on duty when."""

    def __init__(
        self,
        world: World,
        shifts: Sequence[Shift],
        roster: Roster,
        leaders: dict[int, Officer],
        actor: Officer,
    ) -> None:
        self.world = world
        self.shifts = list(shifts)
        self.roster = roster
        self.leaders = leaders
        self.actor = actor
        self.zone = ZoneInfo(world.bureau.time_zone)

    def current(self, at: datetime) -> Shift:
        """Say which shift is on."""
        local = at.astimezone(self.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        return next(shift for shift in self.shifts if shift.starts <= second < shift.ends)

    def next_change(self, at: datetime) -> datetime:
        """Say when the next shift begins."""
        midnight = datetime.combine(at.astimezone(self.zone).date(), time(), self.zone)
        starts = [shift.starts for shift in self.shifts]
        moments = [
            midnight + timedelta(seconds=start + day)
            for day in (0, DAY_SECONDS)
            for start in starts
        ]
        return min(moment for moment in moments if moment > at)

    def begin(self, at: datetime) -> None:
        """Put the present shift and the partner agencies on duty."""
        for unit in units.units_of(self.world.bureau).filter(agency__gt="").order_by("code"):
            self.stand_by(unit, at)
        self.change(at)

    def change(self, at: datetime) -> None:
        """Change every crew whose unit is free; the others follow when they are."""
        name = self.current(at).name
        for unit in units.units_of(self.world.bureau).filter(agency="").order_by("code"):
            self.relieve(unit, name, at)
        self.world.agenda.add(self.next_change(at), self.change)

    def relieve(self, unit: units.Unit, name: str, at: datetime) -> None:
        """End a unit's shift and start the next one, unless it is with an incident."""
        crew = units.crew_of(unit)
        if crew is not None and crew.shift == name:
            self.lead(unit, name)
            return
        if crew is not None and self.stays(unit):
            self.world.agenda.add_after(
                at,
                LATER_SECONDS,
                lambda then: self.relieve(unit, self.current(then).name, then),
            )
            return
        try:
            if crew is not None:
                self.go_home(unit, crew, at)
            self.man(unit, name, at)
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)

    def man(self, unit: units.Unit, name: str, at: datetime) -> None:
        """Start a unit's shift, when it has a crew for it."""
        members = self.roster.crews.get((unit.pk, name))
        if members:
            self.come_on(unit, members, name, at)
            self.lead(unit, name)
            fix = units.Fix(unit.pk, unit.home_lon, unit.home_lat, at)
            self.world.sender.send(moving(self.world.bureau, [fix], self.actor, at))

    def stand_by(self, unit: units.Unit, at: datetime) -> None:
        """Let an agency's unit be there to be asked for."""
        ready = partial(
            units.set_duty,
            unit=unit,
            duty=units.DutyStatus.AVAILABLE,
            actor=self.actor,
            at=at,
        )
        facts: Facts = {"unit": unit.pk}
        stands = partial(units.Unit.objects.get, pk=unit.pk)
        self.world.sender.send(Act("stood by", self.actor, at, ready, stands, lambda _: [facts]))

    def come_on(
        self, unit: units.Unit, members: Sequence[Officer], name: str, at: datetime
    ) -> None:
        """Put a crew on duty."""
        start = partial(
            units.start_shift,
            unit=unit,
            members=members,
            shift=name,
            vehicle=self.roster.vehicles.get(unit.pk),
            actor=self.actor,
            at=at,
        )
        self.world.sender.send(
            Act(
                "came on",
                self.actor,
                at,
                start,
                partial(units.Crew.objects.get, unit=unit, shift=name, until_at=None),
                lambda crew: [{"crew": crew.pk}],
            )
        )

    def go_home(self, unit: units.Unit, crew: units.Crew, at: datetime) -> None:
        """End a crew's shift."""
        end = partial(units.end_shift, unit=unit, actor=self.actor, at=at)
        facts: Facts = {"crew": crew.pk}
        self.world.sender.send(
            Act("went home", self.actor, at, end, lambda: crew, lambda _: [facts])
        )

    def stays(self, unit: units.Unit) -> bool:
        """Say whether a crew cannot go home yet: it has work, or a person is with it."""
        if self.world.is_taken(desk_of_unit(unit.pk)):
            return True
        return dispatch.open_assignment_of(unit) is not None

    def lead(self, unit: units.Unit, name: str) -> None:
        """Let the first of a unit's crew press its steps."""
        members = self.roster.crews.get((unit.pk, name))
        if members:
            self.leaders[unit.pk] = members[0]
