"""How far counts may lie from what is told: negative-binomial, learnt from past misses."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom, poisson

from tocsin.core.forecast.backtest import Folds
from tocsin.core.forecast.counts import WEEK
from tocsin.core.geo import Floats

FEWEST_ORIGINS = 4
TRIMMED = 0.01  # of the misses, the greatest: a flood is no everyday spread
TINY = 1e-9


@dataclass(frozen=True)
class Spread:
    """How much more than chance alone counts scatter: variance = mean + spread x mean squared.

    ``per_day`` has shape (areas, horizon) and does not shrink with the horizon.
    """

    per_day: Floats

    def quantiles(self, means: Floats, levels: tuple[float, ...]) -> Floats:
        """Give the counts below which so much of the chance lies: (levels, areas, horizon)."""
        spread = self.per_day[:, : means.shape[1]]
        size = 1.0 / np.maximum(spread, TINY)
        chance = size / (size + np.maximum(means, TINY))
        plain = spread <= TINY
        return np.array(
            [
                np.where(plain, poisson.ppf(level, means), nbinom.ppf(level, size, chance))
                for level in levels
            ]
        )


def spread_of(folds: Folds) -> Spread:
    """Learn from past forecasts and what came how far counts scatter, further ahead never less.

    The moments of each week ahead (J. F. Lawless, Canadian Journal of Statistics 15, 1987), of all
    areas' weeks a straight line in the horizon.

    Raises
    ------
    ValueError
        With fewer than four forecasts.
    """
    if len(folds.told) < FEWEST_ORIGINS:
        raise ValueError("How sure a forecast is can only be told from four earlier ones or more.")
    told, came = folds.told, folds.came
    horizon = told.shape[2]
    standing = ((came - told) ** 2 - told) / told**2
    highest = np.nanquantile(standing, 1.0 - TRIMMED, axis=(0, 2), keepdims=True)
    standing = np.minimum(standing, highest)
    weeks = [
        np.nanmean(standing[:, :, start : start + WEEK], axis=(0, 2))
        for start in range(0, horizon, WEEK)
    ]
    middle = np.arange(len(weeks)) * WEEK + WEEK / 2
    slope = np.polyfit(middle, np.array(weeks), 1)[0] if len(weeks) > 1 else np.zeros(told.shape[1])
    rises = np.maximum(slope, 0.0)
    level = np.mean(weeks, axis=0) - rises * middle.mean()
    ahead = np.arange(1, horizon + 1)
    return Spread(np.maximum(level[:, None] + np.multiply.outer(rises, ahead), 0.0))


def covered(folds: Folds, low: Floats, high: Floats) -> Floats:
    """Say which share of what came lay between two bounds, by area."""
    known = np.isfinite(folds.came)
    inside = known & (folds.came >= low) & (folds.came <= high)
    return np.asarray(inside.sum(axis=(0, 2)) / known.sum(axis=(0, 2)))
