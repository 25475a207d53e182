"""Fitting corrections to trips, robustly: weighted medians of what is left unexplained."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.roads.calibration.trips import Trips

QUANTILES = (0.1, 0.5, 0.9)
# Night, morning, day, evening, late: each part of the day begins at this hour.
DAY_PARTS = (0, 6, 10, 16, 20)
# Ways shorter and longer than these are not equally sure.
LENGTH_EDGES = (180.0, 480.0)
DRAWN_BY_TRIPS = 20.0
"""With so many trips a correction counts half."""
SPREAD_DRAWN_BY_TRIPS = 60.0
MOST_ROUNDS, STILL = 15, 1e-3
Row = tuple[float, float, float]
Indices = NDArray[np.intp]
# Our estimate until trips are recorded, wide on purpose.
WIDE: Row = (0.7, 1.0, 1.8)


@dataclass(frozen=True, slots=True)
class Fit:
    """How many times as long a way takes as the engine tells.

    The factors of rank of road, part of the day and class of area multiply; none named is 1.
    ``spread`` has a row for short, middling and long ways: q10, q50 and q90 of what remains.
    """

    roads: tuple[float, ...] = (1.0,)
    day: tuple[float, ...] = (1.0,) * len(DAY_PARTS)
    areas: Mapping[str, float] = field(default_factory=dict)
    spread: tuple[Row, ...] = (WIDE,) * (len(LENGTH_EDGES) + 1)

    def seconds(self, free_seconds: Floats, hour: Indices, area: Iterable[str]) -> Floats:
        """Correct the times of ways, shape (n,), from the seconds on each rank of road."""
        roads = np.broadcast_to(np.array(self.roads), free_seconds.shape[1:])
        by_area = np.array([self.areas.get(one, 1.0) for one in area])
        times: Floats = (free_seconds @ roads) * np.array(self.day)[day_part(hour)] * by_area
        return times

    def quantiles(self, free_seconds: Floats, hour: Indices, area: Iterable[str]) -> Floats:
        """Tell q10, q50 and q90 of arrivals, shape (n, 3), in seconds."""
        length = np.searchsorted(LENGTH_EDGES, free_seconds.sum(axis=1))
        rows: Floats = np.array(self.spread)[length]
        return self.seconds(free_seconds, hour, area)[:, None] * rows


DEFAULT = Fit()


def day_part(hour: Indices) -> Indices:
    """Say in which part of the day hours lie.

    >>> day_part(np.array([0, 6, 15, 23])).tolist()
    [0, 1, 2, 4]
    """
    return np.searchsorted(DAY_PARTS, hour, side="right") - 1


def fit(trips: Trips) -> Fit:
    """Fit the corrections and what remains uncertain to trips that can be right.

    Parameters
    ----------
    trips
        At least one.

    Examples
    --------
    >>> free, noon = np.full((400, 1), 200.0), np.full(400, 12)
    >>> learnt = fit(Trips(free, free[:, 0], noon, ("town",) * 400, free[:, 0] * 1.5, noon * 0.0))
    >>> learnt.quantiles(free[:1], noon[:1], ["town"]).round().tolist()
    [[300.0, 300.0, 300.0]]
    """
    names = tuple(sorted(set(trips.area)))
    part = day_part(trips.hour)
    index = np.searchsorted(names, trips.area)
    logs = _Logs.zero(trips.free_seconds.shape[1], len(names))
    for _ in range(MOST_ROUNDS):
        before = logs.copy()
        for rank in range(len(logs.roads)):
            share = logs.shares(trips)[:, rank]
            logs.roads[rank] = drawn(logs.rest(trips, part, index) + logs.roads[rank], share)
        logs.base += weighted_median(logs.rest(trips, part, index), np.ones(len(trips)))
        for values, member in ((logs.day, part), (logs.areas, index)):
            for one in range(len(values)):
                inside = (member == one).astype(np.float64)
                values[one] = drawn(logs.rest(trips, part, index) + values[one], inside)
        if logs.moved(before) < STILL:
            break
    rest = logs.rest(trips, part, index)
    return Fit(
        roads=tuple(np.exp(logs.base + logs.roads).tolist()),
        day=tuple(np.exp(logs.day).tolist()),
        areas={name: exp(logs.areas[at]) for at, name in enumerate(names)},
        spread=spread_of(rest, np.searchsorted(LENGTH_EDGES, trips.free)),
    )


@dataclass(slots=True)
class _Logs:
    """Logarithms of the factors while they are fitted."""

    base: float
    roads: Floats
    day: Floats
    areas: Floats

    @classmethod
    def zero(cls, ranks: int, areas: int) -> "_Logs":
        return cls(0.0, np.zeros(ranks), np.zeros(len(DAY_PARTS)), np.zeros(areas))

    def copy(self) -> "_Logs":
        return _Logs(self.base, self.roads.copy(), self.day.copy(), self.areas.copy())

    def shares(self, trips: Trips) -> Floats:
        """Say what share of each trip each rank of road has, shape (n, roads)."""
        parts = trips.free_seconds * np.exp(self.roads)
        shares: Floats = parts / parts.sum(axis=1, keepdims=True)
        return shares

    def rest(self, trips: Trips, part: Indices, area: Indices) -> Floats:
        """Give what is left unexplained, shape (n,)."""
        told = self.base + np.log(trips.free_seconds @ np.exp(self.roads))
        rest: Floats = np.log(trips.took_seconds) - told - self.day[part] - self.areas[area]
        return rest

    def moved(self, before: "_Logs") -> float:
        """Say how far the factors moved, the farthest of them."""
        pairs = (self.roads, before.roads), (self.day, before.day), (self.areas, before.areas)
        steps = [abs(self.base - before.base), *(np.abs(a - b).max(initial=0.0) for a, b in pairs)]
        return float(max(steps))


def drawn(values: Floats, weights: Floats) -> float:
    """Take the weighted median, drawn towards zero the more the less it rests on.

    >>> drawn(np.full(20, 0.2), np.ones(20))
    0.1
    """
    total = float(weights.sum())
    if total <= 0.0:
        return 0.0
    return weighted_median(values, weights) * total / (total + DRAWN_BY_TRIPS)


def weighted_median(values: Floats, weights: Floats) -> float:
    """Find the value below which half the weight lies.

    >>> weighted_median(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 5.0]))
    2.0
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2.0)])


def spread_of(rest: Floats, length: Indices) -> tuple[Row, ...]:
    """Tell q10, q50 and q90 of what remains for each length, thin ones drawn towards all."""
    everywhere = honest_quantiles(rest)
    rows: list[Row] = []
    for one in range(len(LENGTH_EDGES) + 1):
        here = rest[length == one]
        weight = len(here) / (len(here) + SPREAD_DRAWN_BY_TRIPS)
        own = honest_quantiles(here) if len(here) else everywhere
        low, middle, high = np.exp(weight * own + (1.0 - weight) * everywhere).tolist()
        rows.append((low, middle, high))
    return tuple(rows)


def honest_quantiles(values: Floats, levels: Sequence[float] = QUANTILES) -> Floats:
    """Take quantiles as the next value will see them: of n values, counted as of n + 1.

    >>> honest_quantiles(np.arange(9.0)).tolist()
    [0.0, 4.0, 8.0]
    """
    count = len(values)
    ranks = np.clip(np.array(levels) * (count + 1) - 1, 0, count - 1)
    found: Floats = np.interp(ranks, np.arange(count), np.sort(values))
    return found
