"""Who may use a road, at which hours, and where signs and barriers forbid a way on."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Point

HOURS = 24
ALL_DAY = tuple(range(HOURS))


class Access(IntFlag):
    """Which kinds of unit may use a road, or are not bound by a rule; the value is stored."""

    NOBODY = 0
    CAR = 1
    MOTORCYCLE = 2
    FOOT = 4
    LIGHTS_AND_SIREN = 8
    ALL = 15


EachHour = tuple[Access, ...]
"""Who may, at each of the 24 hours of the day."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Who may use a way along its points and against them, at each hour of the day."""

    along: EachHour
    against: EachHour


def at_hour(table: NDArray[np.int8], hour: int | None) -> NDArray[np.int8]:
    """Tell who may at an hour; of an unknown hour, only those who may at every one.

    Parameters
    ----------
    table
        Hours last, 24 of them.

    Examples
    --------
    >>> table = np.full((1, 24), Access.ALL, dtype=np.int8)
    >>> table[0, 7] = Access.FOOT
    >>> at_hour(table, 7).tolist(), at_hour(table, 8).tolist(), at_hour(table, None).tolist()
    ([4], [15], [4])
    """
    found: NDArray[np.int8] = (
        np.bitwise_and.reduce(table, axis=-1) if hour is None else table[..., hour]
    )
    return found


@dataclass(frozen=True, slots=True)
class TurnRule:
    """What a sign says at a junction: from one way into another not at all, or nowhere else.

    The turn is taken at the point ``via``, or along the whole of ``via_ways``. Ways go by their
    numbers. ``exempt`` are those who need not heed the sign; it speaks at the ``hours`` alone.
    """

    from_way: int
    to_way: int
    via: Point | None = None
    via_ways: tuple[int, ...] = ()
    only: bool = False
    exempt: Access = Access.FOOT | Access.LIGHTS_AND_SIREN
    hours: tuple[int, ...] = ALL_DAY

    @property
    def allowed(self) -> EachHour:
        """Who may do at each hour what the sign forbids."""
        return tuple(self.exempt if hour in self.hours else Access.ALL for hour in ALL_DAY)


@dataclass(frozen=True, slots=True)
class Barrier:
    """A bollard, gate or block on a road, and who gets past it."""

    point: Point
    access: Access

    @property
    def allowed(self) -> EachHour:
        """Who gets past at each hour."""
        return (self.access,) * HOURS


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """Sequences of arcs that may not be driven one after the other.

    Sequence ``i`` is ``arc[start[i]:start[i + 1]]``, at least two arcs, each beginning where the
    one before ends; ``exempt[i]``, shape (24,), are those who may drive it all the same at each
    hour. ``left_out`` counts the signs that say nothing clear about these roads.
    """

    arc: NDArray[np.int64]
    start: NDArray[np.int64]
    exempt: NDArray[np.int8]
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.exempt)

    def sequences(self) -> Iterator[tuple[tuple[int, ...], EachHour]]:
        """Give each sequence with those who are exempt."""
        for begin, end, exempt in zip(self.start[:-1], self.start[1:], self.exempt, strict=True):
            yield tuple(self.arc[begin:end].tolist()), tuple(map(Access, exempt.tolist()))


def no_turns() -> Turns:
    """Forbid nothing."""
    none = np.empty(0, dtype=np.int64)
    return Turns(none, np.zeros(1, dtype=np.int64), np.empty((0, HOURS), dtype=np.int8))
