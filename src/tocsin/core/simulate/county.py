"""What a simulated county consists of: ground, crews, calls. No one of them is a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats

Whole = NDArray[np.int64]
HOUR = 3_600.0
HOURS = 24


@dataclass(frozen=True)
class Ground:
    """Places and the ways between them.

    ``seconds`` has shape (places, places): the way from each place to each, by an empty road; no
    way is infinite. ``hour_factors`` has shape (24,): by how much a way takes longer in that hour
    of the day.
    """

    seconds: Floats
    hour_factors: Floats = field(default_factory=lambda: np.ones(HOURS))

    def __post_init__(self) -> None:
        if self.seconds.shape != (len(self.seconds),) * 2:
            raise ValueError("The ground needs the way from each place to each.")
        if np.isnan(self.seconds).any() or (self.seconds < 0).any():
            raise ValueError("A way takes a number of seconds, not negative.")
        if self.hour_factors.shape != (HOURS,) or not (self.hour_factors > 0).all():
            raise ValueError("Each of the 24 hours needs a factor above zero.")

    @cached_property
    def rows(self) -> list[list[float]]:
        """The ways as lists, which are read one at a time."""
        rows: list[list[float]] = self.seconds.tolist()
        return rows

    @cached_property
    def factors(self) -> list[float]:
        """The factors as a list."""
        factors: list[float] = self.hour_factors.tolist()
        return factors

    def factor(self, at: float) -> float:
        """By how much ways take longer at a moment, in seconds from a midnight."""
        return self.factors[int(at // HOUR) % HOURS]


@dataclass(frozen=True, slots=True)
class Break:
    """A rest within a shift: not before one moment, not begun after another, so long."""

    earliest: float
    latest: float
    seconds: float


@dataclass(frozen=True)
class Crew:
    """A crew that may be sent: where it stands, what it can do, when it is on duty.

    ``shifts`` are spans of seconds from a midnight, ascending and apart; without any it is always
    on duty.
    """

    post: int
    skills: frozenset[str] = frozenset({"car"})
    shifts: tuple[tuple[float, float], ...] = ()
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        ends = [moment for shift in self.shifts for moment in shift]
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("Shifts ascend, and each begins after the one before has ended.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one call asks for: so many crews that can do a thing."""

    skill: str
    crews: int = 1


@dataclass(frozen=True)
class Calls:
    """Calls in the order in which they came; all columns have shape (calls,).

    ``at`` in seconds from a midnight, ascending; ``place`` by number; ``urgency`` from 1, the most
    urgent; ``handling`` the seconds until a crew can be sent; ``service`` the seconds at the scene;
    ``kind`` says which of ``kinds`` is wanted; ``joins`` is the earlier call that tells of the same
    matter, or -1. ``way_factors`` has shape (calls, crews sent one after the other): what chance
    makes of a way.
    """

    at: Floats
    place: Whole
    urgency: Whole
    handling: Floats
    service: Floats
    kind: Whole
    joins: Whole
    way_factors: Floats
    kinds: tuple[tuple[Wanted, ...], ...] = ((Wanted("car"),),)

    def __post_init__(self) -> None:
        columns = (self.place, self.urgency, self.handling, self.service, self.kind, self.joins)
        if any(column.shape != self.at.shape for column in columns) or self.at.ndim != 1:
            raise ValueError("Each call needs one figure in every column.")
        if (np.diff(self.at) < 0).any():
            raise ValueError("The calls are to be in the order in which they came.")
        if len(self.way_factors) != len(self.at) or self.way_factors.ndim == 1:
            raise ValueError("Each call needs factors for its crews' ways.")
        if (self.joins >= np.arange(len(self.at))).any():
            raise ValueError("A call joins only an earlier one.")
        if len(self.kind) and not 0 <= self.kind.min() <= self.kind.max() < len(self.kinds):
            raise ValueError("Each call is of one of the kinds.")

    def __len__(self) -> int:
        return len(self.at)


def plain_calls(
    at: Sequence[float] | Floats, place: Sequence[int] | Whole, service: Sequence[float] | Floats
) -> Calls:
    """Make calls for one crew each, at once and of equal urgency, with ways as the ground has them.

    >>> len(plain_calls([0.0, 5.0], [1, 2], [60.0, 60.0]))
    2
    """
    count = len(at)
    zeros = np.zeros(count, dtype=np.int64)
    return Calls(
        at=np.asarray(at, dtype=np.float64),
        place=np.asarray(place, dtype=np.int64),
        urgency=zeros + 1,
        handling=np.zeros(count),
        service=np.asarray(service, dtype=np.float64),
        kind=zeros,
        joins=zeros - 1,
        way_factors=np.ones((count, 1)),
    )
