"""The ground that units cover: where calls come from, posts, and the ways between them.

Ways over the roads are found once between fixed places, the anchors. Wherever a unit then stands,
its way to every place is known at once: to an anchor near it, and on from there. So nothing has to
be searched while somebody waits for a recommendation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import KDTree

from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.move_up import Ground, Idle
from tocsin.core.geo import Floats, LocalPlane, Point

SMALLEST_CELL_METRES = 400.0
NEAREST_ANCHORS = 3
DETOUR = 1.35
METRES_PER_SECOND = 11.0


@dataclass(frozen=True)
class Demand:
    """Where calls come from: ``lonlat`` has shape (places, 2), ``calls`` shape (places,)."""

    lonlat: Floats
    calls: Floats


def gather(lonlat: Floats, weights: Floats, *, most: int) -> Demand:
    """Gather points into square cells, as small as their number allows.

    Parameters
    ----------
    lonlat
        Shape (n, 2), n > 0, degrees.
    weights
        Shape (n,), how much each point counts.
    most
        The greatest number of cells.

    Returns
    -------
    Demand
        A place for each cell, in the weighed middle of its points, heaviest first.

    Examples
    --------
    >>> points = np.array([[106.0, 35.0], [106.0002, 35.0], [106.2, 35.0]])
    >>> gather(points, np.ones(3), most=10).calls
    array([2., 1.])
    """
    flat = LocalPlane(Point(*lonlat.mean(axis=0).tolist())).to_metres(lonlat)
    flat = flat - flat.min(axis=0)
    side = SMALLEST_CELL_METRES
    while True:
        _, cell = np.unique(np.floor(flat / side), axis=0, return_inverse=True)
        cell = cell.ravel()
        if int(cell.max()) < most:
            break
        side *= 2.0
    calls = np.bincount(cell, weights=weights).astype(np.float64)
    middle = np.column_stack(
        [np.bincount(cell, weights=weights * lonlat[:, axis]) / calls for axis in (0, 1)]
    )
    order = np.lexsort((middle[:, 1], middle[:, 0], -calls))
    return Demand(middle[order], calls[order])


def busy_share(busy_seconds: float, duty_seconds: float, *, usual: float = 0.3) -> float:
    """Tell the chance that a unit is busy; with little known it is near the usual.

    A day of one unit's duty counts for the usual.

    Examples
    --------
    >>> busy_share(0.0, 0.0), round(busy_share(900_000.0, 1_800_000.0), 2)
    (0.3, 0.49)
    """
    day = 86_400.0
    return min(0.9, (busy_seconds + usual * day) / (duty_seconds + day))


@dataclass(frozen=True)
class CoverGround:
    """Places that have calls, posts at which crews stand, and the ways from each to all.

    ``lonlat`` has shape (places + posts, 2), the places first. ``seconds`` has shape (places +
    posts, places + posts). ``calls`` and ``within_seconds`` have shape (places,): how many calls a
    place has, and within how long somebody should be there.
    """

    lonlat: Floats
    seconds: Floats
    calls: Floats
    within_seconds: Floats
    posts: tuple[str, ...]
    busy_share: float

    def __post_init__(self) -> None:
        count = len(self.calls) + len(self.posts)
        if self.lonlat.shape != (count, 2) or self.seconds.shape != (count, count):
            raise ValueError("A ground needs the ways between all its places and posts.")

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.calls)

    @cached_property
    def _plane(self) -> LocalPlane:
        return LocalPlane(Point(*self.lonlat.mean(axis=0).tolist()))

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(self._plane.to_metres(self.lonlat))

    def ways_from(self, lonlat: Floats) -> Floats:
        """Tell how long units need to every place and post, from wherever they stand.

        Parameters
        ----------
        lonlat
            Shape (units, 2), degrees.

        Returns
        -------
        ndarray of float
            Shape (units, places + posts), seconds; ``inf`` where there is no way.
        """
        if not len(lonlat):
            return np.empty((0, len(self.lonlat)))
        here = self._plane.to_metres(lonlat)
        away, near = self._tree.query(here, k=min(NEAREST_ANCHORS, len(self.lonlat)))
        gap = away.reshape(len(here), -1) * DETOUR / METRES_PER_SECOND
        near = near.reshape(len(here), -1)
        best: Floats = self.seconds[near[:, 0]] + gap[:, :1]
        for nth in range(1, near.shape[1]):
            np.minimum(best, self.seconds[near[:, nth]] + gap[:, nth, None], out=best)
        return best

    def coverage(self, codes: Sequence[str], lonlat: Floats) -> Coverage:
        """Tell what free units cover from where they stand."""
        return Coverage(
            codes=tuple(codes),
            seconds=self.ways_from(lonlat)[:, : self.places],
            demand=self.calls,
            within_seconds=self.within_seconds,
            busy_share=self.busy_share,
        )

    def ground(self) -> Ground:
        """Give the posts with what is covered from each."""
        return Ground(
            posts=self.posts,
            seconds=self.seconds[self.places :, : self.places],
            demand=self.calls,
            within_seconds=self.within_seconds,
            busy_share=self.busy_share,
        )

    def idle(self, codes: Sequence[str], lonlat: Floats) -> Idle:
        """Describe idle crews by where they stand."""
        ways = self.ways_from(lonlat)
        return Idle(tuple(codes), ways[:, : self.places], ways[:, self.places :])
