"""Units for the closures of a cordon: the last of them there as early as can be.

The largest number of closures that can be held comes first, then the latest arrival (bottleneck
assignment; Garfinkel 1971), then the seconds of all ways together.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, maximum_bipartite_matching

from tocsin.core.geo import Floats, LocalPlane
from tocsin.core.roads.cordon.area import Area
from tocsin.core.roads.cordon.outlines import Marks
from tocsin.core.roads.cordon.stretches import INSIDE, Stretches

MILLISECONDS = 1_000.0
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Posting:
    """Which unit holds each closure, ``NOBODY`` for none, and when the last of them is there."""

    units: tuple[int, ...]
    latest_seconds: float | None
    total_seconds: float

    @property
    def short_by(self) -> int:
        """How many closures nobody can hold."""
        return self.units.count(NOBODY)


@dataclass(frozen=True, slots=True)
class Front:
    """How fast what is kept in comes, and for how long it has been under way.

    Along the roads, or straight over the ground as gas and water go.
    """

    metres_per_second: float
    head_start_seconds: float = 0.0
    by_road: bool = False

    def __post_init__(self) -> None:
        if not self.metres_per_second > 0 or not self.head_start_seconds >= 0:
            raise ValueError("A front moves, and has been under way for no or some seconds.")


def post_units(seconds: Floats, before: Floats | None = None) -> Posting:
    """Match units to closures.

    Equal ways go to the units and closures that come first.

    Parameters
    ----------
    seconds
        Shape (units, closures), ``inf`` where a unit has no way.
    before
        Shape (closures,): a unit counts only where it is there before this many seconds.

    Examples
    --------
    >>> post_units(np.array([[60.0, 90.0], [70.0, 400.0]]))
    Posting(units=(1, 0), latest_seconds=90.0, total_seconds=160.0)
    """
    _units, closures = seconds.shape
    whole = np.rint(np.where(np.isfinite(seconds), seconds, 0.0) * MILLISECONDS)
    able = np.isfinite(seconds)
    if before is not None:
        able &= seconds < before
    if not able.any():
        return Posting((NOBODY,) * closures, None, 0.0)
    able &= whole <= _bottleneck(whole, able)
    far = float(whole[able].sum()) + 1.0
    rows, columns = linear_sum_assignment(np.where(able, whole, far))
    chosen = [NOBODY] * closures
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if able[row, column]:
            chosen[column] = row
    ways = [float(seconds[unit, at]) for at, unit in enumerate(chosen) if unit != NOBODY]
    return Posting(tuple(chosen), max(ways), sum(ways))


def _bottleneck(whole: Floats, able: Marks) -> float:
    """Find the earliest latest arrival with which as many closures are held as can be."""
    times = np.unique(whole[able])
    most = _held(able)
    low, high = 0, len(times) - 1
    while low < high:
        middle = (low + high) // 2
        if _held(able & (whole <= times[middle])) == most:
            high = middle
        else:
            low = middle + 1
    return float(times[low])


def _held(able: Marks) -> int:
    """Count how many closures can be held at once."""
    matched = maximum_bipartite_matching(csr_array(able), perm_type="column")
    return int((matched >= 0).sum())


def front_seconds(stretches: Stretches, area: Area, front: Front) -> Floats:
    """Tell when a front that leaves the inner area reaches the post of each stretch.

    Returns
    -------
    ndarray of float
        Shape (stretches,), seconds from now, not below zero.
    """
    if front.by_road:
        metres = _metres_by_road(stretches)
    else:
        away = LocalPlane(area.centre).to_metres(stretches.post)
        metres = area.metres_outside(away)
    seconds = metres / front.metres_per_second - front.head_start_seconds
    there: Floats = np.maximum(seconds, 0.0)
    return there


def _metres_by_road(stretches: Stretches) -> Floats:
    """Measure how far along the roads each post is from the inner area."""
    size, ends = stretches.ends, np.array([stretches.one, stretches.other])
    order = np.argsort(stretches.metres, kind="stable")[::-1]
    near = np.full((2, len(order)), np.inf)
    if len(order):
        # Of parallel stretches the shortest counts: what is written last stays.
        shortest = {
            (min(a, b), max(a, b)): metres
            for a, b, metres in zip(
                *ends[:, order].tolist(), stretches.metres[order].tolist(), strict=True
            )
        }
        pairs = np.array(list(shortest), dtype=np.int64)
        graph = csr_array((list(shortest.values()), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
        near = dijkstra(graph, directed=False, indices=INSIDE)[ends]
    parts = np.array([stretches.share, 1.0 - stretches.share]) * stretches.metres
    there: Floats = (near + parts).min(axis=0)
    return there
