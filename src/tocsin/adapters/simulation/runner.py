"""Runs the simulated county: as fast as it goes, or in step with the clock on the wall."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tocsin.adapters.simulation.agenda import Agenda, Deed
from tocsin.adapters.simulation.callers import DAY, Callers, Drawer
from tocsin.adapters.simulation.calltakers import CallTakers
from tocsin.adapters.simulation.county import World
from tocsin.adapters.simulation.crews import Crews
from tocsin.adapters.simulation.dispatchers import Dispatchers
from tocsin.adapters.simulation.sending import Sender
from tocsin.adapters.simulation.shifts import Roster, Shifts
from tocsin.core.county.callprocess import draw_calls
from tocsin.core.county.callrecords import CallDraw, Phrases
from tocsin.core.county.records import County
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau, Officer, Role, service_officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.units import api as units

CLOCK_STREAM, CALL_STREAM = 1, 2
SECOND = timedelta(seconds=1)
Progress = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Cast:
    """The accounts in whose names the simulated people act."""

    call_takers: list[Officer]
    dispatchers: list[Officer]
    switch: Officer


def cast_of(bureau: Bureau) -> Cast:
    """Find the bureau's call-takers and dispatchers."""
    rows = Officer.objects.filter(bureau=bureau, is_service=False, grants__ended_at=None)
    rows = rows.select_related("bureau").order_by("pk")
    return Cast(
        call_takers=list(rows.filter(grants__role=Role.CALL_TAKER)),
        dispatchers=list(rows.filter(grants__role=Role.DISPATCHER)),
        switch=service_officer(bureau, "switch"),
    )


def crews_of(bureau: Bureau, county: County) -> dict[tuple[int, str], list[Officer]]:
    """Find the officers of each unit and shift."""
    ids = dict(units.units_of(bureau).values_list("code", "pk"))
    officers = {one.username: one for one in Officer.objects.filter(bureau=bureau)}
    badges = [f"{bureau.code}.{one.badge}" for one in county.officers]
    return {
        (ids[county.units[crew.unit].code], county.shifts[crew.shift].name): [
            officers[badges[number]] for number in crew.officers
        ]
        for crew in county.crews
        if crew.officers
    }


def vehicles_of(bureau: Bureau, county: County) -> dict[int, units.Vehicle]:
    """Find the vehicle of each unit that has one."""
    ids = dict(units.units_of(bureau).values_list("code", "pk"))
    plates = {one.code: one for one in units.Vehicle.objects.filter(bureau=bureau)}
    return {ids[one.code]: plates[one.vehicle] for one in county.units if one.vehicle in plates}


def drawer_for(county: County, phrases: Phrases, seed: int) -> Drawer:
    """Draw the calls of any day in the rhythm of its weekday and season, the same each time."""

    def draw(midnight: datetime) -> CallDraw:
        return draw_calls(
            county,
            phrases,
            np.random.default_rng([seed, CALL_STREAM, midnight.toordinal()]),
            seconds=DAY.total_seconds(),
            first_weekday=midnight.weekday(),
            first_day=midnight.timetuple().tm_yday - 1,
        )

    return draw


class Simulation:
    """The whole simulated county on one agenda."""

    def __init__(
        self,
        *,
        bureau: Bureau,
        county: County,
        draw: Drawer,
        seed: int,
        start: datetime,
        live: bool = False,
        sender: Sender | None = None,
    ) -> None:
        rng = np.random.default_rng([seed, CLOCK_STREAM])
        self.world = World(bureau, Agenda(), rng, live=live, sender=sender or Sender())
        self.start = start.astimezone(ZoneInfo(bureau.time_zone))
        leaders: dict[int, Officer] = {}
        cast = cast_of(bureau)
        self.callers = Callers(self.world, draw, cast.switch)
        self.call_takers = CallTakers(self.world, self.callers, cast.call_takers)
        self.dispatchers = Dispatchers(self.world, cast.dispatchers)
        self.crews = Crews(self.world, leaders)
        self.shifts = Shifts(
            self.world,
            county.shifts,
            Roster(crews_of(bureau, county), vehicles_of(bureau, county)),
            leaders,
            service_officer(bureau, "roster"),
        )

    def begin(self) -> None:
        """Learn where things stand, put the shift on duty and start what recurs."""
        midnight = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
        self.world.look_who_works()
        for day in (midnight - DAY, midnight):
            self.callers.remember(day, self.start)
        self.callers.open_day(midnight, self.start)
        self.crews.roads.remember(self.start)
        self.shifts.begin(self.start)
        self.crews.beat(self.start)
        self.crews.move(self.start)
        self.call_takers.resume(self.start)
        self.dispatchers.resume(self.start)

    def look(self, at: datetime) -> None:
        """Let everybody look at their desk."""
        self.call_takers.look(at)
        self.dispatchers.look(at)
        self.crews.look(at)

    def do(self, deed: Deed, at: datetime) -> None:
        """Do one thing; what the desk declines is noted, and ends nothing."""
        try:
            deed(at)
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)

    def run_until(self, end: datetime, progress: Progress) -> None:
        """Do everything that is due before a moment, as fast as it goes, clocks included."""
        due = dispatch.next_due(self.world.bureau)
        while (at := self.world.agenda.next_at()) is not None and at < end:
            if due is not None and due < at:
                due = self.scan(due, at)
            at, quiet, deed = self.world.agenda.pop()
            self.do(deed, at)
            if not quiet:
                self.look(at)
                due = dispatch.next_due(self.world.bureau)
            progress(at)
        if due is not None and due < end:
            self.scan(due, end)

    def scan(self, due: datetime, before: datetime) -> datetime | None:
        """Look at the response clocks whenever one is due before a moment; say what comes next."""
        coming: datetime | None = due
        while coming is not None and coming < before:
            dispatch.scan_clocks(at=min(coming + SECOND, before), bureau=self.world.bureau)
            after = dispatch.next_due(self.world.bureau)
            if after == coming:
                break
            coming = after
        return coming
