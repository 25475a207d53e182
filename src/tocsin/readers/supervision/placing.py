"""How calls got their place, by month and beat: found at once, among five, by hand, or corrected.

Figures are of the finder and its register, never of whoever took the call.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tocsin.core.legs import Share, wilson
from tocsin.desks.calls.api import PlacingFact, placing_facts
from tocsin.desks.dispatch.api import places_corrected
from tocsin.kernel.access.api import Scope
from tocsin.readers.supervision.periods import Period

BY_HAND, BY_NETWORK = "point", "caller"
ENCLOSING = frozenset({"division", "street"})
FIVE = 5
# Of fewer cases a share says nothing; they are told as so many of so many.
FEWEST = 10
MONTHS = 12
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many cases; the share only where there are enough of them."""

    count: int
    of: int

    @property
    def share(self) -> Share | None:
        """The share with its interval; None where there are too few cases."""
        return wilson(self.count, self.of) if self.of >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Placing:
    """How the calls of one beat or month got their place.

    ``unknown`` calls have a place of which nobody recorded how it was chosen; they are in no share.
    ``corrected`` counts among the calls that opened an incident.
    """

    key: str
    located: int
    unknown: int
    first: Part
    among_five: Part
    by_hand: Part
    by_network: Part
    enclosing: Part
    corrected: Part


@dataclass(frozen=True, slots=True)
class PlacingReport:
    """The figures of a month over all, and by beat; or of a beat, month by month."""

    whole: Placing
    rows: Sequence[Placing]


def month_of(day: date, time_zone: str) -> Period:
    """Make the period of a calendar month."""
    first = day.replace(day=1)
    after = date(first.year + first.month // DECEMBER, first.month % DECEMBER + 1, 1)
    return Period(first, date.fromordinal(after.toordinal() - 1), time_zone)


def months_until(month: Period) -> Period:
    """Make the period of the twelve months that end with one."""
    year, index = divmod(month.first.year * DECEMBER + month.first.month - MONTHS, DECEMBER)
    return Period(date(year, index + 1, 1), month.last, month.time_zone)


def placing_by_beat(scope: Scope, month: Period) -> PlacingReport:
    """Report a month, by beat: two queries."""
    return _report(scope, month, lambda fact: fact.beat)


def placing_by_month(scope: Scope, month: Period, beat: str) -> PlacingReport:
    """Report one beat over the twelve months that end with one, the newest first: two queries."""
    zone = ZoneInfo(month.time_zone)
    found = _report(
        scope,
        months_until(month),
        lambda fact: f"{fact.located_at.astimezone(zone):%Y-%m}",
        beat,
    )
    return PlacingReport(found.whole, found.rows[::-1])


def _report(
    scope: Scope,
    period: Period,
    key: Callable[[PlacingFact], str],
    beat: str | None = None,
) -> PlacingReport:
    since: datetime = period.since
    facts = placing_facts(
        bureau_id=scope.bureau_id,
        since=since,
        until=period.until,
        station_id=scope.station_id,
    )
    asked = [fact for fact in facts if beat is None or fact.beat == beat]
    corrected = places_corrected(bureau_id=scope.bureau_id, since=since)
    groups: dict[str, list[PlacingFact]] = {}
    for fact in asked:
        groups.setdefault(key(fact), []).append(fact)
    rows = [placing_of(name, groups[name], corrected) for name in sorted(groups)]
    return PlacingReport(placing_of("", asked, corrected), rows)


def placing_of(key: str, facts: Sequence[PlacingFact], corrected: frozenset[str]) -> Placing:
    """Count how calls got their place."""
    known = [fact for fact in facts if fact.rank or fact.kind in {BY_HAND, BY_NETWORK}]
    opened = [fact for fact in facts if fact.is_first]

    def part(holds: Callable[[PlacingFact], bool], among: Iterable[PlacingFact] = known) -> Part:
        tried = [holds(fact) for fact in among]
        return Part(sum(tried), len(tried))

    return Placing(
        key=key,
        located=len(facts),
        unknown=len(facts) - len(known),
        first=part(lambda fact: fact.rank == 1),
        among_five=part(lambda fact: fact.rank is not None and fact.rank <= FIVE),
        by_hand=part(lambda fact: fact.rank is None and fact.kind == BY_HAND),
        by_network=part(lambda fact: fact.rank is None and fact.kind == BY_NETWORK),
        enclosing=part(lambda fact: fact.rank is not None and fact.kind in ENCLOSING),
        corrected=part(lambda fact: fact.incident in corrected, opened),
    )
