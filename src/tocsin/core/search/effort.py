"""How effort is shared among areas so that what is looked for is most likely found.

An area is searched at random: after effort t at rate w, what is there has been found with the
chance 1 - exp(-w t) (B. O. Koopman, Operations Research 5, 1957).
"""

from dataclasses import dataclass

import numpy as np

from tocsin.core.geo import Floats

MOST_TURNS = 100_000
SETTLED = 1e-14


@dataclass(frozen=True)
class Shared:
    """Effort for each area, what is found by it, and a figure that no other sharing can better.

    ``effort`` has shape (areas,) or (areas, resources), in the unit of what there is to share.
    """

    effort: Floats
    found: float
    bound: float


def share(weights: Floats, rates: Floats, effort: float) -> Shared:
    """Share one resource among areas: the most of sum p (1 - exp(-w t)) with sum t given.

    A. Charnes and W. W. Cooper, Management Science 5, 1958: areas are taken in the order of p w,
    each until its return has fallen to that of the next.

    Parameters
    ----------
    weights, rates
        Shape (areas,): what is to be found in each, as chances or numbers, and how quickly effort
        finds it there, per unit of effort. None negative.
    effort
        How much there is. Where nothing can be found anywhere, none is spent.

    >>> share(np.array([8.0, 4, 1, 2]), np.array([1.0, 4, 12, 8]), 0.05).effort.round(6).tolist()
    [0.0, 0.033333, 0.0, 0.016667]
    """
    _check(weights, rates[:, None] if rates.ndim == 1 else rates, np.array([effort]))
    if rates.shape != weights.shape:
        raise ValueError("Each area needs one weight and one rate for each resource.")
    spent = _spread(weights, rates, effort)
    found = float((weights * -np.expm1(-rates * spent)).sum())
    return Shared(spent, found, found)


def _spread(weights: Floats, rates: Floats, effort: float) -> Floats:
    """Level the returns: the areas that are searched all yield the same for a little more."""
    spent = np.zeros(len(weights))
    yields = weights * rates
    order = np.argsort(-yields, kind="stable")
    order = order[yields[order] > 0]
    if not len(order) or effort == 0:
        return spent
    logs, per_rate = np.log(yields[order]), 1.0 / rates[order]
    # With the first k areas the common logarithm of the return is where their efforts add up.
    width, height = np.cumsum(per_rate), np.cumsum(logs * per_rate)
    levels = (height - effort) / width
    taken = int(np.flatnonzero(logs > levels)[-1]) + 1
    level = levels[taken - 1]
    spent[order[:taken]] = np.maximum(0.0, (logs[:taken] - level) * per_rate[:taken])
    return spent


def share_several(weights: Floats, rates: Floats, efforts: Floats) -> Shared:
    """Share several resources among areas, each with its own rate in each area.

    A. R. Washburn, Search and Detection, 4th edition 2002: the chance of what is there not being
    found falls with the sum of the efforts, each times its rate. Each resource is shared anew
    while the others stay, until none of them gains; the function is concave, so this is the best.
    The bound is that of M. Frank and P. Wolfe, Naval Research Logistics Quarterly 3, 1956.

    Parameters
    ----------
    weights
        Shape (areas,).
    rates
        Shape (areas, resources).
    efforts
        Shape (resources,): how much there is of each.

    >>> both = share_several(np.array([1.0, 1]), np.array([[1.0, 0], [0, 2]]), np.array([1.0, 1]))
    >>> both.effort.tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    _check(weights, rates, efforts)
    spent = np.zeros(rates.shape)
    for _turn in range(MOST_TURNS):
        before = spent.copy()
        for one in range(len(efforts)):
            spent[:, one] = 0.0
            left = weights * np.exp(-(rates * spent).sum(axis=1))
            spent[:, one] = _spread(left, rates[:, one], float(efforts[one]))
        if np.abs(spent - before).max() <= SETTLED * max(1.0, float(efforts.max())):
            break
    left = weights * np.exp(-(rates * spent).sum(axis=1))
    found = float((weights - left).sum())
    gains = rates * left[:, None]
    return Shared(spent, found, found + float(efforts @ gains.max(axis=0) - (gains * spent).sum()))


def _check(weights: Floats, rates: Floats, efforts: Floats) -> None:
    if weights.ndim != 1 or rates.shape != (len(weights), len(efforts)) or not weights.size:
        raise ValueError("Each area needs one weight and one rate for each resource.")
    for figures in (weights, rates, efforts):
        if not (np.isfinite(figures).all() and (figures >= 0).all()):
            raise ValueError("Weights, rates and efforts are not negative.")
