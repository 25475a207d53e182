"""How good forecasts would have been: told again and again from what was known then."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tocsin.core.forecast.calendars import Season
from tocsin.core.forecast.counts import WEEK, YEARLY_DAYS, DayCounts
from tocsin.core.forecast.models import carry_on
from tocsin.core.geo import Floats

HORIZON = 84
STEP = 7


@dataclass(frozen=True)
class Folds:
    """Forecasts from several days on, and what came; nan where it is not known.

    Both of shape (origins, areas, horizon).
    """

    told: Floats
    came: Floats


def tell_again(
    counts: DayCounts,
    season: Season,
    first_origin: int,
    *,
    horizon: int = HORIZON,
    step: int = STEP,
) -> Folds:
    """Forecast from every so many days on, each time from what was known by then.

    Parameters
    ----------
    first_origin
        How many days are known at the first forecast; the last one ends with the counts.
    """
    origins = range(first_origin, counts.days - horizon + 1, step)
    told, came = [], []
    for origin in origins:
        known = DayCounts(counts.first, counts.areas, counts.counts[:, :origin])
        told.append(carry_on(known, fitting(season, origin), horizon))
        came.append(counts.counts[:, origin : origin + horizon])
    shape = (len(origins), len(counts.areas), horizon)
    return Folds(np.array(told).reshape(shape), np.array(came).reshape(shape))


def fitting(season: Season, days: int) -> Season:
    """Leave the year out where too little of it is known."""
    if days >= YEARLY_DAYS:
        return season
    return Season(season.calendar, 0, season.events)


def scaled_errors(folds: Folds, train: Floats) -> Floats:
    """Give the mean absolute scaled error of each area, shape (areas,).

    R. J. Hyndman and A. B. Koehler, International Journal of Forecasting 22, 2006: the mean
    absolute error against that of saying what was a week before, over the training days. As
    published for ambulances, the mean over the horizons of 7, 14, ... days and over the origins.

    Parameters
    ----------
    train
        Counts of shape (areas, days) up to the first origin.
    """
    scale = np.nanmean(np.abs(train[:, WEEK:] - train[:, :-WEEK]), axis=1)
    errors = np.abs(folds.told - folds.came)
    ends = range(WEEK, errors.shape[2] + 1, WEEK)
    means = np.array([np.nanmean(errors[:, :, :end], axis=2) for end in ends])
    return np.asarray(np.nanmean(means, axis=(0, 1)) / scale)


def origin_after(counts: DayCounts, last: date) -> int:
    """Say how many days are known when a date has passed."""
    return (last - counts.first).days + 1
