"""Insiders who look where they should not, in half a year that is drawn: which are found."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

import numpy as np

from tocsin.core.accesses.finding import ALL, find
from tocsin.core.accesses.patterns import RULES, Hit, Pattern
from tocsin.core.accesses.record import Act, Record, Span
from tocsin.core.accesses.reviewing import Line, drawn, reviewers
from tocsin.core.accesses.single import away_from_duty
from tocsin.project.campaigns.abuse_year import (
    BEGAN,
    DAY,
    DAYS,
    HOUR,
    LEAVERS,
    MINUTE,
    OUTSIDE,
    SUPERVISORS,
    TAKERS,
    USERS,
    Person,
    Year,
    drawn_year,
    plan_of,
)
from tocsin.project.campaigns.outcome import Outcome

WEEK = 7 * DAY
OF_EACH = 4
OWN_SURNAMES, SCRAPED = 24, 75
# From here on a month lies before whatever is planted, and two after it.
EARLIEST, LATEST = 30, 120
LAST_DAY = BEGAN + DAYS * DAY
# Who takes calls or leads, has a plan, and one that does not end before what is planted.
PLANNED_AT_DESKS = [
    one for one in range(TAKERS + SUPERVISORS) if (plan := plan_of(one)) and plan.until > LAST_DAY
]
LEADERS = frozenset(range(TAKERS, TAKERS + SUPERVISORS))


@dataclass(frozen=True, slots=True)
class Planted:
    """Looks that show a pattern, because somebody put them there."""

    pattern: Pattern
    looks: frozenset[int]
    officers: frozenset[int]


def outside(year: Year) -> int:
    """Draw an officer who works outside and stays."""
    first = TAKERS + SUPERVISORS + LEAVERS
    return int(year.rng.integers(first, first + OUTSIDE - LEAVERS))


def on_shift(year: Year, officer: int, day: int) -> datetime:
    """Give a moment in a shift of an officer on or after a day."""
    duty = year.readers[officer].duty or ()
    span = next(span for span in duty if span.since >= BEGAN + day * DAY)
    return span.since + HOUR + year.minutes(300)


def some_day(year: Year) -> int:
    """Draw a day."""
    return int(year.rng.integers(EARLIEST, LATEST))


def worked_look(year: Year, officer: int, who: Person, at: datetime) -> int:
    """Let an officer look at somebody in a case that they work on."""
    station = year.stations[officer]
    acts = [Act(officer, at + 10 * MINUTE)]
    return year.look(officer, who, year.open_case(0, at - HOUR, station, acts), at)


def stranger(year: Year, officer: int) -> Person:
    """Draw somebody new at the officer's own station."""
    return year.new_person(year.stations[officer])


def own_name(year: Year) -> Iterator[int]:
    """Look at somebody of the own full name."""
    officer = outside(year)
    name = year.readers[officer].name
    who = Person(f"self {officer}", name, year.readers[officer].surname)
    yield worked_look(year, officer, who, on_shift(year, officer, some_day(year)))


def own_surname(year: Year) -> Iterator[int]:
    """Look at relatives for six weeks, each in a case that gives a reason."""
    officer, first = outside(year), some_day(year)
    surname = year.readers[officer].surname
    for number in range(OWN_SURNAMES):
        who = year.new_person(year.stations[officer], surname)
        yield worked_look(year, officer, who, on_shift(year, officer, first + 2 * number))


def many_readers(year: Year) -> Iterator[int]:
    """Let a dozen officers look at somebody who is talked about, within three weeks."""
    who, first = year.new_person(0), some_day(year)
    crowd = TAKERS + SUPERVISORS + LEAVERS + year.rng.permutation(OUTSIDE - LEAVERS)[:12]
    for number, officer in enumerate(int(one) for one in crowd):
        yield worked_look(year, officer, who, on_shift(year, officer, first + number))


def without_action(year: Year) -> Iterator[int]:
    """Look in four cases of others within a week, and do nothing."""
    officer, first = outside(year), 7 * (some_day(year) // 7)
    for number in range(RULES.cases_without_action):
        at = BEGAN + (first + number) * DAY + 12 * HOUR
        case = year.open_case(0, at - HOUR, year.stations[officer], [Act(1, at)])
        yield year.look(officer, stranger(year, officer), case, at)


def opened_to_read(year: Year) -> Iterator[int]:
    """Open a case, look, and leave it at that."""
    officer = outside(year)
    at = on_shift(year, officer, some_day(year))
    case = year.open_case(officer, at, year.stations[officer])
    yield year.look(officer, stranger(year, officer), case, at + 2 * MINUTE)


def off_shift(year: Year) -> Iterator[int]:
    """Look from home, hours after the shift."""
    officer = outside(year)
    at = on_shift(year, officer, some_day(year))
    while (away_from_duty(year.readers[officer], at) or RULES.late_by) <= RULES.late_by:
        at += HOUR
    yield worked_look(year, officer, stranger(year, officer), at)


def off_shift_at_a_desk(year: Year) -> Iterator[int]:
    """Look from home as a call-taker or supervisor who has a plan, hours after the shift."""
    officer = int(year.rng.choice(PLANNED_AT_DESKS))
    at = on_shift(year, officer, some_day(year))
    while (away_from_duty(year.readers[officer], at) or RULES.late_by) <= RULES.late_by:
        at += HOUR
    yield worked_look(year, officer, stranger(year, officer), at)


def after_leaving(year: Year) -> Iterator[int]:
    """Look with an account that nobody closed."""
    officer = TAKERS + SUPERVISORS + int(year.rng.integers(LEAVERS))
    left = year.readers[officer].left_at or BEGAN
    at = left + int(year.rng.integers(1, 60)) * DAY + HOUR
    yield worked_look(year, officer, stranger(year, officer), at)


def slow_scraping(year: Year) -> Iterator[int]:
    """Read a few people on every day of four weeks, always with a reason."""
    officer, first = outside(year), some_day(year)
    for number in range(SCRAPED):
        at = on_shift(year, officer, first + 28 * number // SCRAPED)
        yield worked_look(year, officer, stranger(year, officer), at)


Abuse = Callable[[Year], Iterator[int]]
ABUSES: Mapping[Pattern, Abuse] = {
    Pattern.OWN_NAME: own_name,
    Pattern.OWN_SURNAME: own_surname,
    Pattern.MANY_READERS: many_readers,
    Pattern.WITHOUT_ACTION: without_action,
    Pattern.OPENED_TO_READ: opened_to_read,
    Pattern.OFF_SHIFT: off_shift,
    Pattern.AFTER_LEAVING: after_leaving,
    Pattern.SLOW_SCRAPING: slow_scraping,
}

SOWN = tuple(ABUSES.items())
AT_DESKS = (Pattern.OFF_SHIFT, off_shift_at_a_desk)


def plant_all(year: Year) -> list[Planted]:
    """Plant each abuse several times."""
    sown = [planted(year, pattern, abuse) for _ in range(OF_EACH) for pattern, abuse in SOWN]
    return [*sown, *(planted(year, *AT_DESKS) for _ in range(OF_EACH))]


def planted(year: Year, pattern: Pattern, abuse: Abuse) -> Planted:
    """Plant one abuse."""
    looks = frozenset(abuse(year))
    return Planted(pattern, looks, frozenset(year.looks[number].officer for number in looks))


def weeks() -> list[Span]:
    """List the weeks, and those after the end in which the last looks are judged."""
    return [Span(BEGAN + week * WEEK, BEGAN + (week + 1) * WEEK) for week in range(DAYS // 7 + 2)]


def run(*, seed: int, plant: str | None, told: Callable[[int], None]) -> Outcome:
    """Draw the half year, let the detectors judge each week; a planted fault switches one off."""
    begun = perf_counter()
    year = drawn_year(seed)
    sown = plant_all(year)
    record = year.record()
    patterns = ALL - {Pattern(plant)} if plant else ALL
    hits: list[Hit] = []
    for done, week in enumerate(weeks()):
        hits += find(record, week, patterns=patterns)
        told(done + 1)
    missed = [one.pattern for one in sown if not is_found(one, hits)]
    at_desks = [one for one in sown if one.officers <= set(PLANNED_AT_DESKS)]
    own = own_reviews(record, hits, seed)
    told_of = figures(year, sown, hits, missed) | {
        "planted_at_desks": len(at_desks),
        "found_at_desks": sum(is_found(one, hits) for one in at_desks),
        "off_shift_without_a_plan": sum(told_without_plan(year, hit) for hit in hits),
        "own_looks_reviewed": own,
        "seconds": round(perf_counter() - begun, 1),
    }
    unplanned = sum(told_without_plan(year, hit) for hit in hits)
    return Outcome("insiders", seed, plant, len(sown), len(missed) + own + unplanned, told_of)


def told_without_plan(year: Year, hit: Hit) -> bool:
    """Say whether somebody is said to be off shift whose shifts nobody knows then."""
    plan = plan_of(hit.officer)
    moments = [year.looks[number].at for number in hit.looks]
    return (
        hit.pattern == Pattern.OFF_SHIFT
        and plan is not None
        and any(at not in plan for at in moments)
    )


def is_found(one: Planted, hits: Sequence[Hit]) -> bool:
    """Say whether a hit of the pattern lies on the planted looks."""
    return any(hit.pattern == one.pattern and one.looks & set(hit.looks) for hit in hits)


def is_false(hit: Hit, planted: Sequence[Planted]) -> bool:
    """Say whether a hit lies on no planted look, and is no echo of what its officer did earlier."""
    return not any(
        one.looks & set(hit.looks) or (one.pattern == hit.pattern and hit.officer in one.officers)
        for one in planted
    )


def figures(
    year: Year, planted: Sequence[Planted], hits: Sequence[Hit], missed: Sequence[Pattern]
) -> dict[str, object]:
    """Count what there was, what was missed, and alarms over what nobody planted."""
    false = Counter(hit.pattern.value for hit in hits if is_false(hit, planted))
    number = len(weeks())
    return {
        "users": USERS,
        "days": DAYS,
        "looks": len(year.looks),
        "cases": len(year.cases),
        "hits": len(hits),
        "missed": dict(Counter(pattern.value for pattern in missed)),
        "false_alarms_per_week": round(false.total() / number, 2),
        "false_alarms_per_week_of": {
            pattern.value: round(false[pattern] / number, 2) for pattern in Pattern
        },
        "surname_alarms_per_week_stated": RULES.surname_alarms,
    }


def own_reviews(record: Record, hits: Sequence[Hit], seed: int) -> int:
    """Count reviews that would fall to whoever looked, of samples and hits, however they climb."""
    line = Line([LEADERS, LEADERS | {USERS - 1}])
    rng = np.random.default_rng(seed)
    looked = [look.officer for week in weeks() for look in drawn(record.during(week), rng)]
    looked += [hit.officer for hit in hits]
    return sum(
        officer in reviewers(line, officer=officer, climbed=height)
        for officer in looked
        for height in range(3)
    )
