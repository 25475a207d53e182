"""Which looks are reviewed, by whom, and who is next when it is not done in time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import numpy as np
from numpy.random import Generator

from tocsin.core.accesses.record import Look

SHARE, LEAST = 0.02, 20
# A look behind broken glass is reviewed within a day, all others within a week; whoever it climbs
# to has as long again.
BROKEN_DUE, DUE = timedelta(hours=24), timedelta(days=7)


def drawn(
    looks: Sequence[Look], rng: Generator, *, share: float = SHARE, least: int = LEAST
) -> list[Look]:
    """Draw the sample of a week: a share of the looks, but not fewer than some, in their order."""
    size = min(len(looks), max(least, ceil(share * len(looks))))
    places = rng.permutation(len(looks))[:size]
    return [looks[place] for place in np.sort(places)]


@dataclass(frozen=True, slots=True)
class Line:
    """Those who review, the nearest first; each rung is a set of officers."""

    rungs: Sequence[frozenset[int]]

    def without(self, officer: int) -> "Line":
        """Leave out whoever looked: nobody reviews a look of their own."""
        others = (rung - {officer} for rung in self.rungs)
        return Line([rung for rung in others if rung])

    def at(self, climbed: int) -> frozenset[int]:
        """Say who reviews after climbing so often; at the top it stays.

        >>> sorted(Line([frozenset({1}), frozenset({2, 3})]).at(7))
        [2, 3]
        """
        return self.rungs[min(climbed, len(self.rungs) - 1)] if self.rungs else frozenset()


def climbed(*, due: datetime, at: datetime, within: timedelta) -> int:
    """Count how often a review has climbed: once when it is overdue, and after each time again.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> climbed(due=noon, at=noon + timedelta(hours=25), within=timedelta(hours=24))
    2
    """
    return 0 if at < due else 1 + (at - due) // within


def reviewers(line: Line, *, officer: int, climbed: int) -> frozenset[int]:
    """Say who reviews a look of an officer: never that officer."""
    return line.without(officer).at(climbed)


def fewest(who: Collection[int], waiting: Sequence[int]) -> int | None:
    """Choose the reviewer for whom the fewest wait; nobody where there is none.

    ``waiting`` names the reviewer of each review that is not done.
    """
    return min(who, key=lambda one: (waiting.count(one), one), default=None)
