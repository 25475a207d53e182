"""Half a year of looks in an invented bureau, in which some officers look where they should not.

Everybody and everything is drawn from a seed; names are numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tocsin.core.accesses.record import Act, Case, Look, Reader, Record, Span

BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
DAYS, USERS, STATIONS = 180, 220, 9
# How many of the users take calls, lead, and work outside; the rest are community officers.
TAKERS, SUPERVISORS, OUTSIDE = 36, 12, 140
CASES_A_DAY = 90
SURNAMES, GIVEN = 120, 400
RETURNING = 0.15
DAYS_ON = 6
# How often the call-taker rings back, and how often two go out together.
RUNG_BACK, TOGETHER = 0.5, 0.2
LEAVERS = 4
SHIFT = timedelta(hours=8)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# What honest people do that looks odd: they look and do nothing, they stay after the shift.
IDLE, OVERTIME = 0.04, 0.001
GATHERINGS = 6
# Of the call-takers the last ones have no plan, and those before them one that ends.
WITHOUT_PLAN, PLAN_ENDS = 4, 4
PLANNED_DAYS = 90

# The plan of whoever has none.
NONE = Span(BEGAN, BEGAN)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is looked at."""

    person: str
    name: str
    surname: str


@dataclass(slots=True)
class Year:
    """What has been drawn so far."""

    rng: Generator
    readers: dict[int, Reader] = field(default_factory=dict)
    stations: dict[int, int] = field(default_factory=dict)
    roster: defaultdict[Span, list[int]] = field(default_factory=lambda: defaultdict(list))
    people: defaultdict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[str, Case] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    mixes: Sequence[NDArray[np.float64]] = ()

    def person(self, station: int) -> Person:
        """Draw somebody who turns to a station: known already, or new."""
        known = self.people[station]
        if known and self.rng.random() < RETURNING:
            return known[int(self.rng.integers(len(known)))]
        return self.new_person(station)

    def new_person(self, station: int, surname: str = "") -> Person:
        """Draw somebody new; each station has villages of its own surnames."""
        surname = surname or f"s{self.rng.choice(SURNAMES, p=self.mixes[station])}"
        known = self.people[station]
        made = Person(f"p{station}.{len(known)}", f"{surname}.{self.given()}", surname)
        known.append(made)
        return made

    def given(self) -> int:
        """Draw a given name."""
        return int(self.rng.integers(GIVEN))

    def open_case(
        self, opened_by: int, at: datetime, station: int, acts: Sequence[Act] = ()
    ) -> str:
        """Open a case at a station."""
        name = f"c{len(self.cases)}"
        self.cases[name] = Case(opened_by, at, f"station {station}", acts)
        return name

    def look(self, officer: int, who: Person, case: str, at: datetime) -> int:
        """Write a look down; return its number."""
        number = len(self.looks)
        self.looks.append(Look(number, officer, who.person, case, at, who.name, who.surname))
        return number

    def any_of(self, officers: Sequence[int]) -> int:
        """Draw one of some officers."""
        return officers[int(self.rng.integers(len(officers)))]

    def minutes(self, most: float) -> timedelta:
        """Draw how long something took."""
        return float(self.rng.random()) * most * MINUTE

    def record(self) -> Record:
        """Put all looks in order."""
        return Record(sorted(self.looks, key=lambda look: look.at), self.readers, self.cases)


def drawn_year(seed: int) -> Year:
    """Draw a bureau and what it did honestly."""
    rng = np.random.default_rng(seed)
    common = 1 / (np.arange(SURNAMES) + 3.0)
    mixes = [rng.dirichlet(60 * common / common.sum()) for _ in range(STATIONS)]
    year = Year(rng, mixes=mixes)
    for officer in range(USERS):
        enlist(year, officer)
    for day in range(DAYS):
        work_of(year, day)
    for _ in range(GATHERINGS):
        gather(year)
    return year


def enlist(year: Year, officer: int) -> None:
    """Give an officer a station, a name, work, and shifts in turns of three."""
    station = officer % STATIONS
    surname = f"s{year.rng.choice(SURNAMES, p=year.mixes[station])}"
    left_day = (
        DAYS // 2 if TAKERS + SUPERVISORS <= officer < TAKERS + SUPERVISORS + LEAVERS else DAYS
    )
    worked, plan = duty_of(officer, left_day), plan_of(officer)
    known = [span for span in worked if plan is None or span.since in plan]
    year.stations[officer] = station
    for span in worked:
        year.roster[span].append(officer)
    year.readers[officer] = Reader(
        officer,
        work=work(officer),
        name=f"{surname}.{year.given()}",
        surname=surname,
        duty=None if plan == NONE else known,
        planned=plan,
        left_at=BEGAN + left_day * DAY if left_day < DAYS else None,
    )


def duty_of(officer: int, left_day: int) -> list[Span]:
    """List the shifts that an officer works, planned or not."""
    turn, days = officer // STATIONS, range(left_day)
    return [shift(day, (day + turn) % 3) for day in days if (day + officer) % 7 < DAYS_ON]


def plan_of(officer: int) -> Span | None:
    """Say how far the plan of somebody at a desk reaches; all others are known by their crews."""
    if officer >= TAKERS + SUPERVISORS:
        return None
    last = officer - (TAKERS - WITHOUT_PLAN)
    if 0 <= last < WITHOUT_PLAN:
        return NONE
    ends = PLANNED_DAYS if -PLAN_ENDS <= last < 0 else DAYS + 7
    return Span(BEGAN, BEGAN + ends * DAY)


def work(officer: int) -> str:
    """Say what an officer does."""
    ends = {
        "calls": TAKERS,
        "leads": TAKERS + SUPERVISORS,
        "outside": TAKERS + SUPERVISORS + OUTSIDE,
    }
    return next((name for name, end in ends.items() if officer < end), "community")


def shift(day: int, turn: int) -> Span:
    """Give the shift of a day."""
    began = BEGAN + day * DAY + turn * SHIFT
    return Span(began, began + SHIFT)


def work_of(year: Year, day: int) -> None:
    """Take and settle the cases of a day."""
    for span in (shift(day, turn) for turn in range(3)):
        present = year.roster[span]
        takers = [one for one in present if work(one) == "calls"]
        by_station: defaultdict[int, list[int]] = defaultdict(list)
        for one in present:
            if work(one) in {"outside", "community"}:
                by_station[year.stations[one]].append(one)
        for _ in range(int(year.rng.poisson(CASES_A_DAY / 3))):
            at = span.since + year.minutes(420)
            settle(year, at, year.any_of(takers), by_station)


def settle(year: Year, at: datetime, taker: int, by_station: Mapping[int, list[int]]) -> None:
    """Take one call, send somebody who looks at the caller, and write down what was done."""
    station = int(year.rng.integers(STATIONS))
    there = by_station.get(station) or [taker]
    officer = year.any_of(there)
    who = year.person(station)
    acts = [Act(taker, at + MINUTE)]
    idle = year.rng.random() < IDLE
    if not idle:
        acts.append(Act(officer, at + 10 * MINUTE))
    case = year.open_case(taker, at, station, acts)
    if year.rng.random() < RUNG_BACK:
        year.look(taker, who, case, at + year.minutes(2))
    for other in {officer, year.any_of(there)} if year.rng.random() < TOGETHER else {officer}:
        late = 9 * HOUR if year.rng.random() < OVERTIME else timedelta(0)
        year.look(other, who, case, at + late + year.minutes(20))


def gather(year: Year) -> None:
    """Let something large happen to one person, in which many take part and look."""
    span = shift(int(year.rng.integers(DAYS // 2)), 0)
    at = span.since + 2 * HOUR
    people = year.rng.permutation(year.roster[span])
    crowd = [int(one) for one in people[: int(year.rng.integers(5, 13))]]
    acts = [Act(one, at + HOUR) for one in crowd]
    case = year.open_case(crowd[0], at, 0, acts)
    who = year.new_person(0)
    for one in crowd:
        year.look(one, who, case, at + year.minutes(90))
