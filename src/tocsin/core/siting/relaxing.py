"""How cheap the best sites could be at most: a bound that needs no program.

Each point pays a price to be served, whoever serves it; with given prices the best sites are found
by sorting, and no choice of sites costs less than that. The prices are bettered step by step
(Lagrangian relaxation with subgradients: M. L. Fisher, Management Science 27, 1981; for the
p-median G. Cornuejols, M. L. Fisher and G. L. Nemhauser, Management Science 23, 1977).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.siting.ways import Ways

Sites = NDArray[np.intp]
SMALLEST_STEP = 1e-4
PATIENCE = 15


@dataclass(frozen=True)
class Relaxed:
    """A figure below which no choice can be, and what each site is worth at its prices.

    ``reduced`` has shape (sites,): by how much opening the site changes the figure; the smallest
    are open in it.
    """

    bound: float
    reduced: Floats


def relax(
    ways: Ways, number: int, fixed: Sites, allowed: Sites, known: float, *, turns: int = 600
) -> Relaxed:
    """Find a high bound from below on the total weighted cost.

    Parameters
    ----------
    ways
        Finite costs.
    known
        The total of a choice that is at hand; the steps are measured against it.
    turns
        The most steps.
    """
    weighted = ways.weights[:, None] * ways.cost
    pick = _Picking(number, fixed, allowed, ways.sites)
    prices = (
        np.partition(weighted[:, allowed], 1, axis=1)[:, 1] if len(allowed) > 1 else weighted[:, 0]
    )
    best = Relaxed(-np.inf, np.zeros(ways.sites))
    step, idle = 1.5, 0
    for _ in range(turns):
        gains = np.minimum(weighted - prices[:, None], 0.0)
        reduced = gains.sum(axis=0)
        opened = pick.best(reduced)
        bound = float(prices.sum() + reduced[opened].sum())
        idle += 1
        if bound > best.bound + 1e-9 * abs(known):
            best, idle = Relaxed(bound, reduced), 0
        if idle >= PATIENCE:
            step, idle = step / 2.0, 0
        slack = 1.0 - (gains[:, opened] < 0).sum(axis=1)
        length = float(slack @ slack)
        if length == 0 or step < SMALLEST_STEP or best.bound >= known - 1e-9 * abs(known):
            break
        prices = prices + step * max(known - bound, 1e-9 * abs(known)) / length * slack
    return best


@dataclass(frozen=True)
class _Picking:
    number: int
    fixed: Sites
    allowed: Sites
    sites: int

    def best(self, reduced: Floats) -> Sites:
        """Open the fixed sites and the best of the others."""
        others = np.setdiff1d(self.allowed, self.fixed)
        more = self.number - len(self.fixed)
        order = np.argsort(reduced[others], kind="stable")[:more]
        return np.concatenate([self.fixed, others[order]])


def undecided(relaxed: Relaxed, number: int, fixed: Sites, allowed: Sites, known: float) -> Sites:
    """Leave out the sites that no choice as good as the known one can hold.

    Opening a site that the bound leaves closed replaces the worst that it opens; where even that
    lies above what is known, the site falls away.
    """
    others = np.setdiff1d(allowed, fixed)
    more = number - len(fixed)
    if more == 0:
        return fixed
    worst = np.sort(relaxed.reduced[others])[more - 1]
    least = relaxed.bound + np.maximum(relaxed.reduced[others] - worst, 0.0)
    slack = 1e-9 * max(1.0, abs(known))
    return np.union1d(fixed, others[least <= known + slack])
