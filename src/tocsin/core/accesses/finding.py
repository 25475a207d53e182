"""All detectors over one week."""

from collections.abc import Callable, Collection, Iterator, Mapping

from tocsin.core.accesses.patterns import RULES, Hit, Pattern, Rules
from tocsin.core.accesses.record import Record, Span
from tocsin.core.accesses.several import many_readers, slow_scraping
from tocsin.core.accesses.single import (
    after_leaving,
    off_shift,
    opened_to_read,
    own_name,
    without_action,
)
from tocsin.core.accesses.surnames import own_surname

Detector = Callable[[Record, Span, Rules], Iterator[Hit]]
DETECTORS: Mapping[Pattern, Detector] = {
    Pattern.OWN_NAME: own_name,
    Pattern.OWN_SURNAME: own_surname,
    Pattern.MANY_READERS: many_readers,
    Pattern.WITHOUT_ACTION: without_action,
    Pattern.OPENED_TO_READ: opened_to_read,
    Pattern.OFF_SHIFT: off_shift,
    Pattern.AFTER_LEAVING: after_leaving,
    Pattern.SLOW_SCRAPING: slow_scraping,
}
ALL = frozenset(Pattern)


def find(
    record: Record, week: Span, *, rules: Rules = RULES, patterns: Collection[Pattern] = ALL
) -> list[Hit]:
    """Find every pattern in the looks of a week.

    The record must reach back as far as the rules look: see :func:`reach`.
    """
    return [hit for pattern in sorted(patterns) for hit in DETECTORS[pattern](record, week, rules)]


def reach(week: Span, rules: Rules = RULES) -> Span:
    """Say which looks have to be at hand to judge a week."""
    longest = max(rules.surnames_over, rules.scraping_over, rules.crowd_within)
    soonest = min(week.until - longest, week.since - rules.begun_within)
    return Span(soonest, week.until)
