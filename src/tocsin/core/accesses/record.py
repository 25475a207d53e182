"""What is known of looks: who looked, in which case, and what was done about the case."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a person's record.

    ``person``, ``name`` and ``surname`` are opaque: they only say whether two are the same. An
    empty name is not known.
    """

    number: int
    officer: int
    person: str
    case: str
    at: datetime
    name: str = ""
    surname: str = ""
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment until another, which no longer belongs to it."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever may look.

    ``duty`` lists the spans on duty in order; without a roster it is nothing, and nobody is off
    shift. Where it was planned beforehand, ``planned`` is how far the plan reaches: outside it
    nothing is known. ``left_at`` is when the last role ended.
    """

    officer: int
    work: str = ""
    name: str = ""
    surname: str = ""
    duty: Sequence[Span] | None = None
    planned: Span | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Something done about a case, other than looking; opening or closing it is no ``work``."""

    officer: int
    at: datetime
    work: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """The case in which a person was looked at."""

    opened_by: int | None
    opened_at: datetime
    place: str = ""
    acts: Sequence[Act] = ()


@dataclass(frozen=True)
class Record:
    """Looks in order of time, with those who looked and the cases they looked in."""

    looks: Sequence[Look]
    readers: Mapping[int, Reader]
    cases: Mapping[str, Case]
    moments: Sequence[datetime] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moments", [look.at for look in self.looks])

    def during(self, span: Span) -> Sequence[Look]:
        """Cut out the looks of a span."""
        since, until = (bisect_left(self.moments, end) for end in (span.since, span.until))
        return self.looks[since:until]
