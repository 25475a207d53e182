"""Good sites quickly: swap one for another while that helps, then wander with a memory.

Methods: vertex substitution (M. B. Teitz and P. Bart, Operations Research 16, 1968), all swaps
weighed at once as in R. A. Whitaker, INFOR 21, 1983; tabu search in the manner of E. Rolland, D.
Schilling and J. Current, European Journal of Operational Research 96, 1996.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.siting.ways import Ways

Sites = NDArray[np.intp]
SLIGHT = 1e-10


@dataclass(frozen=True)
class Effort:
    """How long to look: starts from scratch, and swaps without a new best before giving up."""

    starts: int = 4
    patience: int = 60


def substitute(
    ways: Ways,
    number: int,
    *,
    fixed: Sites,
    allowed: Sites,
    generator: np.random.Generator,
    effort: Effort | None = None,
) -> Sites:
    """Choose sites with a small total weighted cost.

    Parameters
    ----------
    ways
        Costs with at least one finite way for each point from the allowed sites.
    number
        How many sites are open.
    fixed, allowed
        Sites that stay open; all that may be, the fixed among them.
    generator
        Where the later starts come from; the first is greedy.

    Returns
    -------
    ndarray of int
        The open sites, ascending.
    """
    look = effort or Effort()
    finite = _finite(ways)
    best, least = _greedy(finite, number, fixed, allowed), np.inf
    best_total = least
    for start in range(look.starts):
        opened = best if start == 0 else _drawn(best, number, fixed, allowed, generator)
        found, total = _wander(finite, _Open(opened, fixed, allowed), generator, look.patience)
        if total < best_total - SLIGHT * abs(total):
            best, best_total = found, total
    return np.sort(best)


def _finite(ways: Ways) -> Ways:
    """Make no way so dear that it is taken last of all, yet can be counted with."""
    reachable = np.isfinite(ways.cost)
    if reachable.all():
        return ways
    dearest = float(ways.cost[reachable].max(initial=0.0))
    far = (dearest + 1.0) * 2.0 * max(1.0, float(ways.weights.sum()) / _least_weight(ways))
    return Ways(ways.weights, np.where(reachable, ways.cost, far))


def _least_weight(ways: Ways) -> float:
    heavy = ways.weights[ways.weights > 0]
    return float(heavy.min()) if len(heavy) else 1.0


def _greedy(ways: Ways, number: int, fixed: Sites, allowed: Sites) -> Sites:
    opened = fixed.tolist()
    cost = ways.cost[:, allowed]
    nearest = (
        ways.cost[:, fixed].min(axis=1) if len(fixed) else np.full(len(cost), cost.max() * 2 + 1)
    )
    while len(opened) < number:
        saved = ways.weights @ np.maximum(nearest[:, None] - cost, 0.0)
        saved[np.isin(allowed, opened)] = -np.inf
        site = int(np.argmax(saved))
        opened.append(int(allowed[site]))
        nearest = np.minimum(nearest, cost[:, site])
    return np.array(opened, dtype=np.intp)


def _drawn(
    best: Sites, number: int, fixed: Sites, allowed: Sites, generator: np.random.Generator
) -> Sites:
    """Keep about half of the best sites and draw the rest."""
    free = np.setdiff1d(best, fixed)
    kept = generator.choice(free, size=len(free) // 2, replace=False)
    kept = np.concatenate([fixed, kept])
    others = np.setdiff1d(allowed, kept)
    return np.concatenate([kept, generator.choice(others, size=number - len(kept), replace=False)])


@dataclass
class _Open:
    """The sites that are open at the moment, and which of them may close and which others open."""

    sites: Sites
    fixed: Sites
    allowed: Sites

    def swap(self, closing: int, opening: int) -> None:
        self.sites = np.where(self.sites == closing, opening, self.sites)


def _wander(
    ways: Ways, opened: _Open, generator: np.random.Generator, patience: int
) -> tuple[Sites, float]:
    """Take the best swap that is not forbidden, again and again; keep the best set that was met."""
    best, least = opened.sites, ways.total(opened.sites)
    total, idle = least, 0
    until = np.zeros(ways.sites, dtype=np.intp)  # a site that was swapped rests for some turns
    longest = max(2, len(opened.sites) // 2)
    for turn in range(1, 1_000_000):
        gains, sites_out, sites_in = _swaps(ways, opened)
        if gains.size == 0:
            break
        rests = (until[sites_out] > turn)[:, None] | (until[sites_in] > turn)[None, :]
        gains = np.where(rests & (total - gains >= least), -np.inf, gains)
        out, into = np.unravel_index(int(np.argmax(gains)), gains.shape)
        gain = float(gains[out, into])
        if not np.isfinite(gain) or idle >= patience:
            break
        closing, opening = int(sites_out[out]), int(sites_in[into])
        opened.swap(closing, opening)
        total -= gain
        rest = 1 + int(generator.integers(longest))
        until[closing], until[opening] = turn + rest + 1, turn + rest // 2 + 1
        idle += 1
        if total < least - SLIGHT * abs(least):
            best, least, idle = opened.sites, total, 0
    return best, ways.total(best)


def _swaps(ways: Ways, opened: _Open) -> tuple[Floats, Sites, Sites]:
    """Weigh every swap: what it saves, shape (sites that close, sites that open)."""
    sites_in = np.setdiff1d(opened.allowed, opened.sites)
    movable = ~np.isin(opened.sites, opened.fixed)
    near = ways.cost[:, opened.sites]
    first = np.argmin(near, axis=1)
    one = near[np.arange(len(near)), first]
    near = near.copy()
    near[np.arange(len(near)), first] = np.inf
    two = near.min(axis=1)
    offered = ways.cost[:, sites_in]
    saved = ways.weights[:, None] * np.maximum(one[:, None] - offered, 0.0)
    if len(opened.sites) == 1:
        lost = ways.weights[:, None] * (offered - one[:, None]) + saved
    else:
        instead = np.minimum(np.maximum(offered, one[:, None]), two[:, None])
        lost = ways.weights[:, None] * (instead - one[:, None])
    by_site = np.zeros((len(opened.sites), len(sites_in)))
    order = np.argsort(first, kind="stable")
    served, starts = np.unique(first[order], return_index=True)
    if len(served):
        by_site[served] = np.add.reduceat(lost[order], starts, axis=0)
    gains = saved.sum(axis=0)[None, :] - by_site
    return gains[movable], opened.sites[movable], sites_in
