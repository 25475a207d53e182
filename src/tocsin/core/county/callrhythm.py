"""The rhythm of calls: how many of each sort in each hour, by hour, weekday and season."""

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator

from tocsin.core.county.callrecords import Phrases
from tocsin.core.geo import Floats

HOUR = 3600.0
DAY_HOURS = 24
WEEK_DAYS = 7
YEAR_DAYS = 365
MONTHS = 12


def _level(values: list[float]) -> Floats:
    """Scale a rhythm so that its mean is one."""
    rhythm = np.array(values, dtype=np.float64)
    return np.asarray(rhythm / rhythm.mean())


def hourly_shape(
    phrases: Phrases, rhythm: Mapping[str, str], hours: int, first_weekday: int, first_day: int
) -> Floats:
    """Give the rhythm of one sort of call for each hour from the start.

    Parameters
    ----------
    rhythm
        Names of the rhythms under "hours", "week" and "season".
    first_weekday
        0 is a Monday.
    first_day
        Day of the year of the start, 0 is 1 January.

    Returns
    -------
    ndarray of float
        Shape (hours,); over whole years its mean is one.

    Examples
    --------
    >>> flat = {"even": [1.0]}
    >>> facts = {"hours": {"even": [1.0] * 24}, "week": {"even": [2.0] * 7},
    ...          "season": {"even": [1.0] * 12}}
    >>> names = {"hours": "even", "week": "even", "season": "even"}
    >>> hourly_shape(facts, names, 3, 0, 0).tolist()
    [1.0, 1.0, 1.0]
    """
    hour = np.arange(hours)
    day = hour // DAY_HOURS
    month = (day + first_day) % YEAR_DAYS * MONTHS // YEAR_DAYS
    by_hour = _level(phrases["hours"][rhythm["hours"]])[hour % DAY_HOURS]
    by_day = _level(phrases["week"][rhythm["week"]])[(day + first_weekday) % WEEK_DAYS]
    return np.asarray(by_hour * by_day * _level(phrases["season"][rhythm["season"]])[month])


def draw_times(per_hour: Floats, seconds: float, rng: Generator) -> Floats:
    """Draw the moments of a Poisson process whose rate is constant within each hour.

    Parameters
    ----------
    per_hour
        Shape (hours,): how many are expected in each hour.
    seconds
        Where the draw ends.

    Returns
    -------
    ndarray of float
        Seconds from the start, rising.

    Examples
    --------
    >>> times = draw_times(np.array([0.0, 50.0]), 7200.0, np.random.default_rng(1))
    >>> bool((times >= 3600).all() and (times < 7200).all())
    True
    """
    counts = rng.poisson(per_hour)
    starts = np.repeat(np.arange(len(per_hour)) * HOUR, counts)
    times = np.sort(starts + rng.uniform(0.0, HOUR, len(starts)))
    return times[times < seconds]
