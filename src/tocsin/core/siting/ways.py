"""What it costs each point to be served from each site, and what a set of open sites comes to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats


@dataclass(frozen=True)
class Ways:
    """Weights of points and the cost from each point to each site.

    ``weights`` has shape (points,), ``cost`` shape (points, sites): seconds or metres, none
    negative; no way is infinite.
    """

    weights: Floats
    cost: Floats

    def __post_init__(self) -> None:
        if 0 in self.cost.shape or self.cost.shape[:-1] != self.weights.shape:
            raise ValueError(
                "The costs need one row for each weighted point and one column for each site."
            )
        if np.isnan(self.cost).any() or (self.cost < 0).any():
            raise ValueError("A cost is not negative; no way is written as infinite.")
        if not (np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            raise ValueError("A weight is not negative.")

    @property
    def sites(self) -> int:
        """How many sites there are to choose from."""
        return int(self.cost.shape[1])

    def reduced(self) -> "Ways":
        """Leave out points that weigh nothing and put those with the same costs together."""
        heavy = self.weights > 0
        if not heavy.any():
            return Ways(self.weights[:1], self.cost[:1])
        rows, of_point = np.unique(self.cost[heavy], axis=0, return_inverse=True)
        return Ways(
            np.asarray(np.bincount(of_point.ravel(), self.weights[heavy]), dtype=np.float64), rows
        )

    def total(self, opened: NDArray[np.intp]) -> float:
        """Add up the weighted cost when each point is served from the nearest open site."""
        with np.errstate(invalid="ignore"):
            products = self.weights * self.cost[:, opened].min(axis=1)
        return float(np.where(self.weights > 0, products, 0.0).sum())

    def nearest(self, opened: NDArray[np.intp]) -> NDArray[np.intp]:
        """Say for each point which open site serves it; the first named of equally near ones."""
        return np.asarray(opened[np.argmin(self.cost[:, opened], axis=1)])
