"""Two ways to carry on a series of days: a line with a damped level, and smoothing.

Both work on logarithms, so that what makes days busier multiplies. The shape of the week and the
year is learnt from all areas together; each area only says how it differs, and needs good reason
to.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from tocsin.core.forecast.calendars import Season
from tocsin.core.forecast.counts import DayCounts
from tocsin.core.geo import Floats

ZERO_COUNTS_AS = 0.5
YEAR = 365.25
AREA_FOLLOWS_ALL = 300.0
WEEK_OF_AREA = 10.0
SHAPE = 3.0
NAMED_DAY = 1.0


@dataclass(frozen=True)
class Memory:
    """How quickly the past fades: the weight of the newest day in the levels.

    ``damping`` is what remains of a level, and of a trend, each day ahead; ``season`` the share of
    the yearly shape that is carried on.
    """

    of_all: float
    of_share: float
    damping: float
    trend: float
    season: float


LINE = Memory(of_all=0.08, of_share=0.03, damping=0.99, trend=0.5, season=1.0)
SMOOTHING = Memory(of_all=0.08, of_share=0.03, damping=1.0, trend=0.0, season=0.7)


def carry_on(known: DayCounts, season: Season, horizon: int) -> Floats:
    """Say for each area and day ahead what the middle of the expected counts is.

    The answers of both ways are averaged on the logarithm (an ensemble as in T. Monks and others,
    Forecasting the daily demand for emergency medical ambulances, 2023; the line after N. Channouf
    and others, Health Care Management Science 10, 2007).

    Parameters
    ----------
    known
        Counts of shape (areas, days), nan where not known.
    horizon
        Days ahead.

    Returns
    -------
    ndarray of float
        Shape (areas, horizon).
    """
    shapes = _Shapes.of(known, season, horizon)
    return np.exp((shapes.follow(LINE) + shapes.follow(SMOOTHING)) / 2.0)


@dataclass(frozen=True)
class _Shapes:
    """What week and year look like, for all areas together and for each."""

    logs: Floats  # (areas, days)
    together: Floats  # (days,)
    columns: Floats  # (days and horizon, columns): one, time, season
    of_all: Floats  # (columns,)
    of_each: Floats  # (areas, columns)
    year: slice

    @classmethod
    def of(cls, known: DayCounts, season: Season, horizon: int) -> "_Shapes":
        days = known.days
        dates = [known.first + timedelta(days=number) for number in range(days + horizon)]
        time = (np.arange(days + horizon) - days + 1.0) / YEAR
        columns = np.column_stack([np.ones(days + horizon), time, season.columns(dates)])
        week, year = (
            slice(part.start + 2, part.stop + 2)
            for part in (season.week_columns, season.year_columns)
        )
        logs = np.log(np.where(known.counts > 0, known.counts, ZERO_COUNTS_AS))
        logs = np.where(np.isfinite(known.counts), logs, np.nan)
        together = np.log(np.maximum(_sums(known.counts), ZERO_COUNTS_AS))
        penalty = np.full(columns.shape[1], NAMED_DAY)
        penalty[:2], penalty[week.start : year.stop] = 0.0, SHAPE
        nothing = np.zeros(columns.shape[1])
        of_all = _ridge(columns[:days], together, penalty, nothing)
        prior = of_all.copy()
        prior[0] = 0.0
        penalty[2:], penalty[week] = AREA_FOLLOWS_ALL, WEEK_OF_AREA
        of_each = np.array([_ridge(columns[:days], row, penalty, prior) for row in logs])
        return cls(logs, together, columns, of_all, of_each, year)

    def follow(self, memory: Memory) -> Floats:
        """Carry the logarithms on, shape (areas, horizon)."""
        days = self.logs.shape[1]
        carried = np.ones(self.columns.shape[1])
        carried[self.year] = memory.season
        if memory.trend == 0:
            carried[:2] = 0.0
        fitted = self.columns @ (self.of_each * carried).T
        off_all = self.together - self.columns[:days] @ (self.of_all * carried)
        off = self.logs - fitted[:days].T
        level_all = _level(off_all[None, :], memory.of_all)
        level_share = _level(off - off_all, memory.of_share)
        ahead = np.arange(1, self.columns.shape[0] - days + 1)
        steady = (1.0 - memory.trend) if memory.trend else 0.0
        trend = self.of_each[:, 1:2] * steady * ahead / YEAR
        return (
            fitted[days:].T
            + level_all[:, None] * memory.damping**ahead
            + level_share[:, None]
            - trend
        )


def _sums(counts: Floats) -> Floats:
    """Add the areas up; where some are not known, as much as their usual share would be."""
    usual = np.nanmean(counts, axis=1)
    known = np.isfinite(counts)
    share = usual @ known / usual.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(share > 0, np.nansum(counts, axis=0) / share, np.nan))


def _ridge(columns: Floats, logs: Floats, penalty: Floats, prior: Floats) -> Floats:
    """Fit by least squares, drawn towards the prior (A. E. Hoerl and R. W. Kennard, 1970)."""
    known = np.isfinite(logs)
    used, off = columns[known], logs[known] - columns[known] @ prior
    return prior + np.linalg.solve(used.T @ used + np.diag(penalty + 1e-9), used.T @ off)


def _level(off: Floats, newest: float) -> Floats:
    """Average what is left over, the newest counting most; shape (rows,)."""
    weights = (1.0 - newest) ** np.arange(off.shape[1])[::-1] * np.isfinite(off)
    sums = (weights * np.where(np.isfinite(off), off, 0.0)).sum(axis=1)
    return np.asarray(sums / weights.sum(axis=1))
