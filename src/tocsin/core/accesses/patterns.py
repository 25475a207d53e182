"""The patterns of looks that somebody is asked about, and where each begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Pattern(StrEnum):
    """What is odd about one look, or about several."""

    OWN_NAME = "own_name"
    OWN_SURNAME = "own_surname"
    MANY_READERS = "many_readers"
    WITHOUT_ACTION = "without_action"
    OPENED_TO_READ = "opened_to_read"
    OFF_SHIFT = "off_shift"
    AFTER_LEAVING = "after_leaving"
    SLOW_SCRAPING = "slow_scraping"


@dataclass(frozen=True, slots=True)
class Hit:
    """Looks of one officer that show a pattern, by their numbers; ``measure`` says how far."""

    pattern: Pattern
    officer: int
    looks: Sequence[int]
    measure: float


@dataclass(frozen=True, slots=True)
class Rules:
    """Where each pattern begins.

    ``surname_alarms`` is how many alarms of chance alone are accepted in a whole bureau and week.
    ``scraping_spreads`` counts spreads above the middle of those who do the same work.
    """

    many_readers: int = 10
    crowd_within: timedelta = timedelta(days=30)
    cases_without_action: int = 4
    acted_within: timedelta = timedelta(days=1)
    begun_within: timedelta = timedelta(days=2)
    late_by: timedelta = timedelta(minutes=30)
    surnames_over: timedelta = timedelta(days=90)
    surname_alarms: float = 0.1
    scraping_over: timedelta = timedelta(days=28)
    scraping_spreads: float = 6.0
    scraping_persons: int = 40
    scraping_peers: int = 5


RULES = Rules()
