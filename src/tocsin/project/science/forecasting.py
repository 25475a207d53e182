"""Forecasts and their backtest as documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from tocsin.core.forecast.backtest import (
    HORIZON,
    Folds,
    origin_after,
    scaled_errors,
    tell_again,
)
from tocsin.core.forecast.calendars import Calendar, Season
from tocsin.core.forecast.counts import DayCounts
from tocsin.core.forecast.intervals import covered
from tocsin.core.forecast.telling import LEVELS, learnt_spread, tell
from tocsin.core.geo import Floats
from tocsin.core.siting.answers import Mask
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.science.daycounts import read_day_counts, without_whole

Answer = Mapping[str, object]
DECILES = tuple(round(0.1 * tenth, 1) for tenth in range(1, 10))


def forecast(path: Path, calendar: Calendar, days: int = HORIZON) -> Answer:
    """Tell the days after the last in the file, each area by itself."""
    counts, whole = without_whole(read_day_counts(path))
    told = tell(counts, Season(calendar), days)
    rows = [
        {
            "area": area,
            "date": (told.first + timedelta(days=day)).isoformat(),
            "mean": round(float(told.mean[at, day]), 3),
            **{name: int(getattr(told, name)[at, day]) for name in ("q10", "q90", "q025", "q975")},
        }
        for at, area in enumerate(told.areas)
        for day in range(days)
    ]
    left_out = list(whole.areas) if whole else []
    return {"horizon": rows, "all_others_together": left_out}


@dataclass(frozen=True)
class Backtest:
    """What a backtest came to; columns have shape (areas,)."""

    areas: tuple[str, ...]
    folds: Folds
    mase: Floats
    naive: Floats
    bounds: Floats  # (levels, origins, areas, horizon)
    deciles: Floats


def backtest(
    path: Path, calendar: Calendar, *, train_until: date | None, horizon: int = HORIZON
) -> Answer:
    """Tell the last year of the file again and again from what was known before, and compare."""
    counts, whole = without_whole(read_day_counts(path))
    last = counts.day(counts.days - 1)
    until = train_until or date(last.year - 1, 12, 31)
    origin = origin_after(counts, until)
    if not 0 < origin <= counts.days - horizon:
        raise UnusableInput(
            _("After %(day)s the file is to have at least %(days)s days, and some before.")
            % {"day": until.isoformat(), "days": horizon}
        )
    train = counts.until(until).checked()
    found = _run(counts, train, Season(calendar), horizon)
    full: Mask = np.asarray(np.isfinite(counts.counts).all(axis=1))
    return {
        "train_until": until.isoformat(),
        "test_until": last.isoformat(),
        "origins": len(found.folds.told),
        "horizon_days": horizon,
        "mase": _mean(found.mase, full),
        "seasonal_naive_mase": _mean(found.naive, full),
        "coverage_80": _mean(covered(found.folds, found.bounds[0], found.bounds[1]), full),
        "coverage_95": _mean(covered(found.folds, found.bounds[2], found.bounds[3]), full),
        "calibration": dict(zip(map(str, DECILES), found.deciles.round(4).tolist(), strict=True)),
        "areas": _by_area(found, full),
        "all_others_together": list(whole.areas) if whole else [],
    }


def _run(counts: DayCounts, train: DayCounts, season: Season, horizon: int) -> Backtest:
    folds = tell_again(counts, season, train.days, horizon=horizon)
    spread = learnt_spread(train, season, horizon)
    bounds = np.array([spread.quantiles(told, LEVELS) for told in folds.told]).swapaxes(0, 1)
    below = [
        np.nanmean(
            _below(folds, np.array([spread.quantiles(told, (level,))[0] for told in folds.told]))
        )
        for level in DECILES
    ]
    weeks = np.array(
        [_a_week_before(counts, train.days + 7 * fold, horizon) for fold in range(len(folds.told))]
    )
    return Backtest(
        counts.areas,
        folds,
        scaled_errors(folds, train.counts),
        scaled_errors(Folds(weeks, folds.came), train.counts),
        bounds,
        np.array(below),
    )


def _below(folds: Folds, quantile: Floats) -> Floats:
    return np.where(np.isfinite(folds.came), folds.came <= quantile, np.nan)


def _a_week_before(counts: DayCounts, origin: int, horizon: int) -> Floats:
    week = counts.counts[:, origin - 7 : origin]
    return np.tile(week, (1, horizon // 7 + 1))[:, :horizon]


def _by_area(found: Backtest, full: Mask) -> dict[str, object]:
    eighty = covered(found.folds, found.bounds[0], found.bounds[1])
    ninety_five = covered(found.folds, found.bounds[2], found.bounds[3])
    return {
        area: {
            "mase": round(float(found.mase[at]), 4),
            "seasonal_naive_mase": round(float(found.naive[at]), 4),
            "coverage_80": round(float(eighty[at]), 4),
            "coverage_95": round(float(ninety_five[at]), 4),
            "every_day_known": bool(full[at]),
        }
        for at, area in enumerate(found.areas)
    }


def _mean(values: Floats, full: Mask) -> float:
    """Average over the areas of which every day is known; over all where there is none."""
    return round(float(values[full].mean() if full.any() else np.nanmean(values)), 4)
