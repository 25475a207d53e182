"""Expected coverage: how likely the next call finds a free unit near enough.

MEXCLP (Daskin 1983): each unit is busy with the same chance q, whatever the others do, so a place
within reach of k free units is covered with chance 1 - q^k. DMEXCLP (Jagtenberg, Bhulai, van der
Mei 2015) asks it of the units that are free now, and weighs places by the calls they have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Coverage:
    """What free units cover from where they stand.

    ``codes`` names the free units; ``seconds`` has shape (units, places) and tells how long each
    needs to each place where calls come from; ``demand`` has shape (places,), calls a year or any
    other weight; ``within_seconds`` is within how long somebody should be there, for all places or
    for each, shape (places,); ``busy_share`` is the chance that a unit is busy when it is called.
    """

    codes: tuple[str, ...]
    seconds: Floats
    demand: Floats
    within_seconds: float | Floats
    busy_share: float

    def __post_init__(self) -> None:
        if self.seconds.shape != (len(self.codes), len(self.demand)):
            raise ValueError("Coverage needs the way of each unit to each place.")
        if not (self.demand >= 0).all() or not self.demand.sum() > 0:
            raise ValueError("Coverage needs demand: none negative, some above zero.")
        if not 0 <= self.busy_share < 1:
            raise ValueError("A unit is busy for a share of its time from 0 to below 1.")

    @cached_property
    def reach(self) -> Marks:
        """Which unit covers which place, shape (units, places)."""
        near: Marks = self.seconds <= self.within_seconds
        return near

    def expected(self, gone: Sequence[str] = ()) -> float:
        """Tell the share of calls that find a free unit within reach, some units being gone.

        Examples
        --------
        >>> both = Coverage(("1", "2"), np.zeros((2, 1)), np.ones(1), 300.0, 0.5)
        >>> both.expected(), both.expected(gone=["1"])
        (0.75, 0.5)
        """
        index = {code: row for row, code in enumerate(self.codes)}
        away = [index[code] for code in gone if code in index]
        times = self._times - self.reach[away].sum(axis=0)
        return covered_share(times, self.demand, self.busy_share)

    def bared_by(self, code: str) -> int | None:
        """Name the place that loses most when a unit goes; None where it covers nothing.

        Examples
        --------
        >>> ways, calls = np.array([[90.0, 60.0]]), np.array([1.0, 2.0])
        >>> Coverage(("1",), ways, calls, 300.0, 0.5).bared_by("1")
        1
        """
        if code not in self.codes:
            return None
        lost = self.reach[self.codes.index(code)] * self._last
        return int(lost.argmax()) if lost.any() else None

    def lost_with(self) -> dict[str, float]:
        """Tell for each unit how much expected coverage goes when it alone goes.

        Returns
        -------
        dict
            Code to the share of all calls, 0 to 1.
        """
        lost = self.reach @ self._last / self.demand.sum()
        return dict(zip(self.codes, lost.tolist(), strict=True))

    @cached_property
    def _times(self) -> NDArray[np.int64]:
        times: NDArray[np.int64] = self.reach.sum(axis=0)
        return times

    @cached_property
    def _last(self) -> Floats:
        """How many calls of each place go with one of its units."""
        others = np.maximum(self._times - 1, 0)
        last: Floats = self.demand * (1.0 - self.busy_share) * self.busy_share**others
        return last


def covered_share(times_covered: NDArray[np.int64], demand: Floats, busy_share: float) -> float:
    """Tell the share of calls that find a free unit within reach.

    Parameters
    ----------
    times_covered
        Shape (places,), how many units reach each place in time.

    Examples
    --------
    >>> covered_share(np.array([0, 1, 2]), np.ones(3), 0.5)
    0.4166666666666667
    """
    free = 1.0 - busy_share ** times_covered.astype(np.float64)
    return float(demand @ free / demand.sum())
