"""Which shifts begin when so that each hour has the crews it needs, with the fewest hours paid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array

from tocsin.core.geo import Floats
from tocsin.core.siting.programs import Program

Whole = NDArray[np.int64]
SHORT_COST = 1_000.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shift as it may be worked: the hour of the day in which it begins and how many it lasts."""

    name: str
    begins: int
    hours: int

    def __post_init__(self) -> None:
        if not 0 <= self.begins < 24 or not 0 < self.hours <= 24:  # noqa: PLR2004 - hours of a day
            raise ValueError("A shift begins in an hour from 0 to 23 and lasts 1 to 24 hours.")


@dataclass(frozen=True)
class Covered:
    """How many crews begin each shift on each day, and the hours that have too few or too many.

    ``crews`` has shape (days, patterns); ``short`` and ``spare`` shape (hours,).
    """

    crews: Whole
    short: Whole
    spare: Whole
    crew_hours: int
    proven: bool


def cover_hours(
    needed: Whole,
    patterns: Sequence[Pattern],
    *,
    most_crews: int | None = None,
    round_week: bool = True,
) -> Covered:
    """Choose shifts with the fewest crew-hours that give every hour what it needs.

    Parameters
    ----------
    needed
        Crews for each hour from a midnight on, whole days.
    patterns
        The shifts there may be.
    most_crews
        How many may begin in all; where they do not suffice, as few crew-hours as can be go short.
    round_week
        Whether what lasts beyond the end counts at the beginning, as in a week that repeats.

    Notes
    -----
    G. B. Dantzig, Operations Research 2, 1954, as an integer program.

    >>> needed = np.array([1] * 8 + [2] * 8 + [1] * 8)
    >>> shifts = [Pattern("day", 8, 8), Pattern("all", 0, 24)]
    >>> cover_hours(needed, shifts).crews
    array([[1, 1]])
    """
    if needed.ndim != 1 or len(needed) % 24 or not len(needed):
        raise ValueError("The need is told for every hour of whole days.")
    if not patterns or (needed < 0).any():
        raise ValueError("At least one shift is to choose from, and no need is negative.")
    worked = _worked(len(needed), patterns, round_week=round_week)
    shifts, hours = worked.shape[1], len(needed)
    cost = np.concatenate(
        [np.tile([float(one.hours) for one in patterns], hours // 24), np.full(hours, SHORT_COST)]
    )
    rows = [LinearConstraint(csr_array(np.hstack([worked, np.eye(hours)])), needed, np.inf)]
    if most_crews is not None:
        begun = np.concatenate([np.ones(shifts), np.zeros(hours)])[None, :]
        rows.append(LinearConstraint(csr_array(begun), 0, most_crews))
    values, _, proven = Program(
        cost,
        np.ones(shifts + hours, dtype=bool),
        np.zeros(shifts + hours),
        np.full(shifts + hours, float(needed.max(initial=0) + 1)),
        tuple(rows),
    ).solve()
    crews = np.rint(values[:shifts]).astype(np.int64)
    there = (worked @ crews).astype(np.int64)
    return Covered(
        crews.reshape(-1, len(patterns)),
        np.maximum(needed - there, 0),
        np.maximum(there - needed, 0),
        int(crews @ np.tile([one.hours for one in patterns], hours // 24)),
        proven,
    )


def _worked(hours: int, patterns: Sequence[Pattern], *, round_week: bool) -> Floats:
    """Say which hours each shift of each day works, shape (hours, days x patterns)."""
    columns = []
    for day in range(hours // 24):
        for one in patterns:
            at = day * 24 + one.begins + np.arange(one.hours)
            column = np.zeros(hours)
            np.add.at(column, at % hours if round_week else at[at < hours], 1.0)
            columns.append(column)
    return np.array(columns).T
