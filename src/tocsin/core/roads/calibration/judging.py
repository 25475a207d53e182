"""How well a fit does on trips that it has not seen."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.legs import Share, wilson
from tocsin.core.roads.calibration.fitting import QUANTILES, fit
from tocsin.core.roads.calibration.trips import Trips

BLOCKS = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """What trips held back show; each was told from trips that were begun before it.

    ``coverage`` is the share of trips that ended between q10 and q90 as told, with its 95 %
    interval; it ought to be 0.8. The losses are mean pinball losses over the three quantiles in
    seconds, less is better; the engine alone tells one time for all three.
    """

    trips: int
    coverage: Share
    loss_seconds: float
    uncorrected_loss_seconds: float
    error_seconds: float
    uncorrected_error_seconds: float

    @property
    def better(self) -> bool:
        """Whether held-back trips were told better than by the engine alone."""
        return self.loss_seconds < self.uncorrected_loss_seconds


def judge(trips: Trips) -> Judgement:
    """Tell the later half of the trips, a block at a time, from all trips before the block.

    So nothing is told from what came after it, as on the desk.

    Parameters
    ----------
    trips
        At least ten that can be right, in the order in which they began.
    """
    number = np.arange(len(trips))
    edges = np.linspace(len(trips) // 2, len(trips), BLOCKS + 1).round().astype(np.intp)
    told = np.zeros((len(trips), len(QUANTILES)))
    for first, after in pairwise(edges.tolist()):
        block = (number >= first) & (number < after)
        back = trips.only(block)
        learnt = fit(trips.only(number < first))
        told[block] = learnt.quantiles(back.free_seconds, back.circumstances)
    held = trips.only(number >= edges[0])
    told, took = told[edges[0] :], held.took_seconds
    free = np.repeat(held.free[:, None], len(QUANTILES), axis=1)
    inside = int(((took >= told[:, 0]) & (took <= told[:, -1])).sum())
    return Judgement(
        trips=len(held),
        coverage=wilson(inside, len(held)),
        loss_seconds=pinball(told, took),
        uncorrected_loss_seconds=pinball(free, took),
        error_seconds=float(np.abs(told[:, 1] - took).mean()),
        uncorrected_error_seconds=float(np.abs(held.free - took).mean()),
    )


def pinball(told: Floats, took: Floats) -> float:
    """Give the mean pinball loss of told quantiles, shape (n, 3), against what came, shape (n,).

    Being too low by a second costs the quantile's level, too high what is left of 1 (Koenker and
    Bassett, Econometrica 46, 1978).

    >>> round(pinball(np.array([[90.0, 100.0, 110.0]]), np.array([105.0])), 2)
    1.5
    """
    over = took[:, None] - told
    levels = np.array(QUANTILES)
    return float(np.maximum(levels * over, (levels - 1.0) * over).mean())
