"""Fitting corrections to trips, robustly: weighted medians of what is left unexplained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.roads.calibration.trips import Circumstances, Trips

QUANTILES = (0.1, 0.5, 0.9)
# Night, morning, day, evening, late: each part of the day begins at this hour.
DAY_PARTS = (0, 6, 10, 16, 20)
GROUPS = ("day", "area", "mode", "weather")
# Ways of so many seconds have a spread of their own; between them it goes over.
LENGTHS = (120.0, 300.0, 700.0)
USUAL_SECONDS = 300.0
DRAWN_BY_TRIPS = 20.0
"""With so many trips a correction counts half."""
SPREAD_DRAWN_BY_TRIPS = 60.0
STEEPEST, FALLING = 0.6, 0.35
"""The powers of the length by which factor and spread may fall: below 1 together, so that a longer
way is never told to be quicker."""
MOST_ROUNDS, STILL = 15, 1e-3
Row = tuple[float, float, float]
Indices = NDArray[np.intp]
# Our estimate until trips are recorded, wide on purpose.
WIDE: Row = (0.7, 1.0, 1.8)


@dataclass(frozen=True, slots=True)
class Fit:
    """How many times as long a way takes as the engine tells.

    The factors of rank of road, and of part of the day, class of area, way of moving and weather
    (``factors``, by group and name), multiply; none named is 1. ``length`` is the power of the
    length by which short ways take longer than long ones, 0 where they do not. ``spread`` has a
    row for each of ``LENGTHS``: q10, q50 and q90 of what remains.
    """

    roads: tuple[float, ...] = (1.0,)
    factors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    length: float = 0.0
    spread: tuple[Row, ...] = (WIDE,) * len(LENGTHS)

    def seconds(self, free_seconds: Floats, how: Circumstances) -> Floats:
        """Correct the times of ways, shape (n,), from the seconds on each rank of road."""
        roads = np.broadcast_to(np.array(self.roads), free_seconds.shape[1:])
        times: Floats = (free_seconds @ roads) * np.exp(
            self.length * relative_length(free_seconds.sum(axis=1))
        )
        for group, names in names_of(how).items():
            known = self.factors.get(group, {})
            times *= np.array([known.get(name, 1.0) for name in names])
        return times

    def quantiles(self, free_seconds: Floats, how: Circumstances) -> Floats:
        """Tell q10, q50 and q90 of arrivals, shape (n, 3), in seconds."""
        length = np.log(np.maximum(free_seconds.sum(axis=1), 1.0))
        rows = [np.interp(length, np.log(LENGTHS), row) for row in np.array(self.spread).T]
        told: Floats = self.seconds(free_seconds, how)[:, None] * np.column_stack(rows)
        return told


DEFAULT = Fit()


def names_of(how: Circumstances) -> Mapping[str, Sequence[str]]:
    """Name what each group says of ways."""
    part = day_part(np.array(how.hour, dtype=np.intp))
    return {
        "day": [PART_NAMES[one] for one in part.tolist()],
        "area": how.area,
        "mode": how.mode,
        "weather": how.weather,
    }


PART_NAMES = tuple(
    f"{start:02}-{end:02}" for start, end in zip(DAY_PARTS, (*DAY_PARTS[1:], 24), strict=True)
)


def day_part(hour: Indices) -> Indices:
    """Say in which part of the day hours lie.

    >>> day_part(np.array([0, 6, 15, 23])).tolist()
    [0, 1, 2, 4]
    """
    return np.searchsorted(DAY_PARTS, hour, side="right") - 1


def relative_length(seconds: Floats) -> Floats:
    """Tell how much longer than usual ways are, as the logarithm of the ratio.

    >>> relative_length(np.array([300.0])).tolist()
    [0.0]
    """
    told: Floats = np.log(np.clip(seconds, LENGTHS[0] / 4.0, LENGTHS[-1] * 4.0) / USUAL_SECONDS)
    return told


def fit(trips: Trips) -> Fit:
    """Fit the corrections and what remains uncertain to trips that can be right.

    Parameters
    ----------
    trips
        At least one.

    Examples
    --------
    >>> free = np.full((400, 1), 200.0)
    >>> how = Circumstances.alike(400, hour=12, area="town", mode="car", weather="dry")
    >>> learnt = fit(Trips(free, free[:, 0], how, free[:, 0] * 1.5, free[:, 0] * 0.0))
    >>> learnt.quantiles(free, how)[0].round().tolist()
    [300.0, 300.0, 300.0]
    """
    logs = _Logs.of(trips)
    for _ in range(MOST_ROUNDS):
        before = logs.values()
        logs.improve()
        if np.abs(logs.values() - before).max() < STILL:
            break
    return Fit(
        roads=tuple(np.exp(logs.base + logs.roads).tolist()),
        factors={
            group.name: {name: exp(log) for name, log in zip(group.names, group.logs, strict=True)}
            for group in logs.groups
        },
        length=logs.length,
        spread=spread_of(logs.rest(), trips.free),
    )


@dataclass(slots=True)
class _Group:
    """The logarithms of one group of factors, and which of them each trip has, shape (n,)."""

    name: str
    names: tuple[str, ...]
    member: Indices
    logs: Floats

    @classmethod
    def of(cls, name: str, said: Sequence[str]) -> "_Group":
        names, member = np.unique(np.array(said), return_inverse=True)
        return cls(name, tuple(names.tolist()), member.ravel(), np.zeros(len(names)))


@dataclass(slots=True)
class _Logs:
    """Logarithms of the factors while they are fitted to trips."""

    trips: Trips
    long: Floats
    roads: Floats
    groups: tuple[_Group, ...]
    base: float = 0.0
    length: float = 0.0

    @classmethod
    def of(cls, trips: Trips) -> "_Logs":
        """Begin without any correction."""
        said = names_of(trips.circumstances)
        return cls(
            trips,
            relative_length(trips.free),
            np.zeros(trips.free_seconds.shape[1]),
            tuple(_Group.of(name, said[name]) for name in GROUPS),
        )

    def improve(self) -> None:
        """Fit one factor after the other to what the others leave unexplained."""
        for rank in range(len(self.roads) if len(self.roads) > 1 else 0):
            share = self.shares()[:, rank]
            self.roads[rank] = drawn(self.rest() + self.roads[rank], share)
        self.base += weighted_median(self.rest(), np.ones(len(self.trips)))
        for group in self.groups:
            for one in range(len(group.names)):
                inside = (group.member == one).astype(np.float64)
                group.logs[one] = drawn(self.rest() + group.logs[one], inside)
        self.length = slope(self.rest() + self.length * self.long, self.long)

    def shares(self) -> Floats:
        """Say what share of each trip each rank of road has, shape (n, roads)."""
        parts = self.trips.free_seconds * np.exp(self.roads)
        shares: Floats = parts / parts.sum(axis=1, keepdims=True)
        return shares

    def rest(self) -> Floats:
        """Give what is left unexplained, shape (n,)."""
        told = self.base + np.log(self.trips.free_seconds @ np.exp(self.roads))
        for group in self.groups:
            told += group.logs[group.member]
        rest: Floats = np.log(self.trips.took_seconds) - told - self.length * self.long
        return rest

    def values(self) -> Floats:
        """Lay all out, to see whether they still move."""
        parts = [np.array([self.base, self.length]), self.roads, *(g.logs for g in self.groups)]
        return np.concatenate(parts)


def slope(values: Floats, long: Floats) -> float:
    """Find the power of the length that leaves least unexplained, drawn towards none.

    The least sum of absolute rests of a line through zero is a weighted median of ratios.

    >>> long = np.array([-1.0, 1.0] * 10)
    >>> round(slope(-0.4 * long, long), 6)
    -0.2
    """
    weights = np.abs(long)
    told = weights > 0.0
    if not told.any():
        return 0.0
    ratios = np.zeros_like(values)
    np.divide(values, long, out=ratios, where=told)
    return max(-STEEPEST, min(STEEPEST, drawn(ratios, weights)))


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


def spread_of(rest: Floats, free: Floats) -> tuple[Row, ...]:
    """Tell q10, q50 and q90 of what remains for each length, thin ones drawn towards all."""
    nearest = np.abs(np.log(np.maximum(free, 1.0))[:, None] - np.log(LENGTHS)).argmin(axis=1)
    everywhere = honest_quantiles(rest)
    rows: list[Row] = []
    least = np.full(len(QUANTILES), -np.inf)
    for one in range(len(LENGTHS)):
        here = rest[nearest == one]
        weight = len(here) / (len(here) + SPREAD_DRAWN_BY_TRIPS)
        own = honest_quantiles(here) if len(here) else everywhere
        logs = np.maximum(weight * own + (1.0 - weight) * everywhere, least)
        low, middle, high = np.exp(logs).tolist()
        rows.append((low, middle, high))
        least = logs - FALLING * np.log(LENGTHS[min(one + 1, len(LENGTHS) - 1)] / LENGTHS[one])
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
