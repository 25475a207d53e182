"""Rules with a condition, such as ``no @ (Mo-Fr 07:00-09:00)``: what they say at which hours."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tocsin.core.roads.signs import ALL_DAY, HOURS

_CLAUSE = re.compile(r"\s*([^@;()]+?)\s*@\s*(\([^()]*\)|[^;()]+)\s*(?:;|$)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})")
_SUN = {"sunrise": "06:00", "dawn": "06:00", "sunset": "18:00", "dusk": "18:00"}
_EVERY_DAY = re.compile(r"24/7|Mo-Su", re.IGNORECASE)
_DAYS = re.compile(
    r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|week|easter|off)\b|\b\d{4}\b|\b\d{1,2}\b",
    re.IGNORECASE,
)
_MINUTES = 60
_LATEST = 48 * _MINUTES


@dataclass(frozen=True, slots=True)
class Clause:
    """What a rule says under its condition.

    ``sure`` are the hours through the whole of which it speaks, whatever day it is; ``perhaps``
    those in which it may speak.
    """

    value: str
    sure: frozenset[int]
    perhaps: frozenset[int]


@lru_cache(maxsize=4096)
def clauses(written: str) -> tuple[Clause, ...]:
    """Read a conditional rule; conditions that are no times, such as weights, are left out.

    Examples
    --------
    >>> [clause] = clauses("no @ (Mo-Fr 07:00-09:30)")
    >>> clause.value, sorted(clause.sure), sorted(clause.perhaps)
    ('no', [], [7, 8, 9])
    >>> [clause] = clauses("yes @ (22:00-06:30)")
    >>> sorted(clause.sure)
    [0, 1, 2, 3, 4, 5, 22, 23]
    >>> clauses("no @ (weight>3.5)")
    ()
    """
    found = []
    for value, condition in _CLAUSE.findall(written):
        hours = _hours_of(condition.strip("() "))
        if hours is not None:
            found.append(Clause(value.strip(), *hours))
    return tuple(found)


def _hours_of(condition: str) -> tuple[frozenset[int], frozenset[int]] | None:
    """Tell in which hours a condition surely and perhaps holds; None where it is about no time."""
    for name, clock in _SUN.items():
        condition = re.sub(name, clock, condition, flags=re.IGNORECASE)
    rest = _EVERY_DAY.sub(" ", _SPAN.sub(" ", condition))
    if not condition or any(one.isalpha() or one in "<>=" for one in _DAYS.sub(" ", rest)):
        return None
    sure: set[int] = set()
    perhaps: set[int] = set()
    for begin, begin_minute, end, end_minute in _SPAN.findall(condition):
        first = int(begin) * _MINUTES + int(begin_minute)
        last = int(end) * _MINUTES + int(end_minute)
        if max(first, last) > _LATEST:
            return None
        last += HOURS * _MINUTES if last <= first else 0
        sure |= {hour % HOURS for hour in range(-(-first // _MINUTES), last // _MINUTES)}
        perhaps |= {hour % HOURS for hour in range(first // _MINUTES, -(-last // _MINUTES))}
    if not perhaps:
        sure, perhaps = set(ALL_DAY), set(ALL_DAY)
    return frozenset() if _DAYS.search(rest) else frozenset(sure), frozenset(perhaps)
