"""A forecast with its bounds, or an honest refusal."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tocsin.core.forecast.backtest import HORIZON, STEP, fitting, tell_again
from tocsin.core.forecast.calendars import Season
from tocsin.core.forecast.counts import LEAST_DAYS, DayCounts, TooLittleDataError
from tocsin.core.forecast.intervals import FEWEST_ORIGINS, Spread, spread_of
from tocsin.core.forecast.models import carry_on
from tocsin.core.geo import Floats

BACK_DAYS = 371
LEVELS = (0.1, 0.9, 0.025, 0.975)


@dataclass(frozen=True)
class Told:
    """What is expected on each day ahead.

    ``mean``, ``q10``, ``q90``, ``q025`` and ``q975`` have shape (areas, days); a quantile is a
    count below which that share of the chance lies.
    """

    areas: tuple[str, ...]
    first: date
    mean: Floats
    q10: Floats
    q90: Floats
    q025: Floats
    q975: Floats


def tell(known: DayCounts, season: Season, days: int = HORIZON) -> Told:
    """Forecast the days after the last that is known.

    Raises
    ------
    TooLittleDataError
        When fewer than eight weeks are known, or so few that how sure it is cannot be told.
    """
    checked = known.checked()
    mean = carry_on(checked, fitting(season, known.days), days)
    q10, q90, q025, q975 = learnt_spread(checked, season, days).quantiles(mean, LEVELS)
    return Told(known.areas, known.day(known.days), mean, q10, q90, q025, q975)


def learnt_spread(known: DayCounts, season: Season, days: int) -> Spread:
    """Learn from forecasts of the last year how far counts scatter, up to so many days ahead."""
    horizon = min(days, max((known.days - LEAST_DAYS - FEWEST_ORIGINS * STEP) // STEP * STEP, 0))
    if horizon < STEP:
        raise TooLittleDataError("How sure a forecast is can only be told from 13 weeks or more.")
    first = max(known.days - BACK_DAYS - horizon, LEAST_DAYS)
    spread = spread_of(tell_again(known, season, first, horizon=horizon)).per_day
    further = np.repeat(spread[:, -1:], max(days - horizon, 0), axis=1)
    return Spread(np.hstack([spread, further]))
