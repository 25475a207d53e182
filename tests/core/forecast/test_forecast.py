"""Forecasts against series whose making is known, and against the published way of judging."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from tocsin.core.forecast.backtest import Folds, scaled_errors, tell_again
from tocsin.core.forecast.calendars import Calendar, Season, lunar_days
from tocsin.core.forecast.counts import DayCounts, TooLittleDataError
from tocsin.core.forecast.intervals import Spread, covered, spread_of
from tocsin.core.forecast.models import carry_on
from tocsin.core.forecast.telling import tell

MONDAY = date(2022, 1, 3)


def made(days=900, areas=3, seed=1, *, level=120.0, spread=0.003):
    """Counts with a week, a year and a level of each area, scattered as said; and their middle."""
    draws = np.random.default_rng(seed)
    number = np.arange(days)
    shape = np.exp(
        0.12 * np.isin(number % 7, (5, 6)) + 0.15 * np.sin(2 * np.pi * number / 365.2425)
    )
    middle = shape * (level * np.arange(1, areas + 1))[:, None]
    size = 1 / spread
    counts = draws.negative_binomial(size, size / (size + middle)).astype(float)
    names = tuple(f"area {number}" for number in range(areas))
    return DayCounts(MONDAY, names, counts), middle


def test_what_made_the_days_is_found_again():
    counts, middle = made(1_000)
    known = DayCounts(counts.first, counts.areas, counts.counts[:, :900])

    told = carry_on(known, Season(), 84)

    assert np.abs(told / middle[:, 900:984] - 1).mean() < 0.03


def test_days_that_are_not_known_are_lived_over():
    counts, middle = made(900)
    holes = counts.counts.copy()
    holes[np.random.default_rng(2).random(holes.shape) < 0.1] = np.nan
    holes[1, 300:340] = np.nan

    told = carry_on(DayCounts(counts.first, counts.areas, holes[:, :816]), Season(), 84)

    assert np.abs(told / middle[:, 816:900] - 1).mean() < 0.04


def test_a_county_that_grows_busier_is_followed():
    counts, _ = made(900, areas=1)
    busier = counts.counts * np.where(np.arange(900) >= 700, 1.4, 1.0)

    told = carry_on(DayCounts(counts.first, counts.areas, busier[:, :860]), Season(), 28)

    assert told.mean() == pytest.approx(busier[:, 860:888].mean(), rel=0.06)


@given(st.integers(0, 2**32), st.floats(1.0, 400.0))
@settings(deadline=None, max_examples=15)
def test_whatever_is_known_the_middle_is_a_number_and_not_negative(seed, level):
    counts, _ = made(80, seed=seed, level=level)
    counts.counts[0, ::3] = 0.0

    told = tell(DayCounts(counts.first, counts.areas, np.hstack([counts.counts] * 2)), Season(), 14)

    assert np.isfinite(told.mean).all()
    assert (told.q025 <= told.q10).all()
    assert (told.q10 <= told.q90).all()
    assert (told.q90 <= told.q975).all()
    assert (told.q025 >= 0).all()


def test_bounds_hold_what_they_say_they_hold():
    counts, _ = made(1_200, areas=4)
    folds = tell_again(counts, Season(), 800)
    spread = spread_of(tell_again(counts.until(MONDAY + timedelta(days=799)), Season(), 430))
    bounds = np.array([spread.quantiles(told, (0.1, 0.9, 0.025, 0.975)) for told in folds.told])

    assert covered(folds, bounds[:, 0], bounds[:, 1]).mean() == pytest.approx(0.8, abs=0.06)
    assert covered(folds, bounds[:, 2], bounds[:, 3]).mean() == pytest.approx(0.95, abs=0.03)


def test_quantiles_are_those_of_the_negative_binomial_and_of_chance_alone():
    means = np.array([[40.0, 90.0]])
    spread = Spread(np.array([[0.02, 0.0]]))

    low, high = spread.quantiles(means, (0.1, 0.9))

    assert low[0, 0] == nbinom.ppf(0.1, 50, 50 / 90)
    assert high[0, 1] == 102  # of Poisson's law with mean 90


def test_the_error_is_scaled_as_published():
    train = np.array([[1.0, 2, 3, 4, 5, 6, 7, 3, 4, 5, 6, 7, 8, 9]])
    folds = Folds(np.full((1, 1, 14), 5.0), np.array([[[6.0] * 7 + [9.0] * 7]]))

    # a week earlier is off by 2; of horizons 7 and 14 the mean errors are 1 and 2.5
    assert scaled_errors(folds, train).tolist() == [pytest.approx((1 + 2.5) / 2 / 2)]


def test_saying_what_was_a_week_before_is_worse():
    counts, _ = made(1_000)
    folds = tell_again(counts, Season(), 700)
    weeks = np.array([np.tile(counts.counts[:, o - 7 : o], 12) for o in range(700, 917, 7)])

    ours = scaled_errors(folds, counts.counts[:, :700])
    theirs = scaled_errors(Folds(weeks, folds.came), counts.counts[:, :700])

    assert (ours < 0.85 * theirs).all()


def test_a_forecast_knows_nothing_of_what_came_after():
    counts, _ = made(600)
    other = counts.counts.copy()
    other[:, 500:] = 7.0

    told = tell_again(counts, Season(), 480, horizon=28).told[0]
    same = tell_again(DayCounts(counts.first, counts.areas, other), Season(), 480, horizon=28).told[
        0
    ]

    assert (told == same).all()


@pytest.mark.parametrize(
    ("year", "spring", "moon"),
    [
        (2000, date(2000, 2, 5), date(2000, 9, 12)),
        (2020, date(2020, 1, 25), date(2020, 10, 1)),
        (2023, date(2023, 1, 22), date(2023, 9, 29)),
        (2026, date(2026, 2, 17), date(2026, 9, 25)),
        (2033, date(2033, 1, 31), date(2033, 9, 8)),
    ],
)
def test_festivals_fall_where_the_chinese_calendar_puts_them(year, spring, moon):
    days = lunar_days(year)

    assert days[spring] == "spring 0"
    assert days[moon] == "mid-autumn"
    assert days[spring + timedelta(days=14)] == "lantern"


def test_the_spring_festival_is_expected_though_it_moves():
    counts, _ = made(1_500, areas=2)
    quieter = counts.counts.copy()
    for year in range(2022, 2027):
        for day, name in lunar_days(year).items():
            column = (day - MONDAY).days
            if name.startswith("spring") and 0 <= column < 1_500:
                quieter[:, column] *= 0.6
    spring = (date(2026, 2, 17) - MONDAY).days
    known = DayCounts(counts.first, counts.areas, quieter[:, : spring - 7])

    blind = carry_on(known, Season(Calendar.NONE), 21)
    knowing = carry_on(known, Season(Calendar.CHINESE), 21)

    assert knowing[:, 7:12].mean() < 0.75 * blind[:, 7:12].mean()


def test_an_event_that_was_before_and_is_to_come_is_expected():
    counts, _ = made(900, areas=1)
    days = [MONDAY + timedelta(days=number) for number in (200, 400, 600, 800, 905)]
    busier = counts.counts.copy()
    for day in days[:-1]:
        busier[:, (day - MONDAY).days] *= 2.0

    told = carry_on(
        DayCounts(counts.first, counts.areas, busier),
        Season(events=dict.fromkeys(days, "fair")),
        14,
    )

    assert told[0, 5] > 1.4 * told[0, 4]


@pytest.mark.parametrize(
    ("days", "hole", "words"),
    [
        (40, slice(0, 0), "eight weeks"),
        (70, slice(0, 0), "13 weeks"),
        (200, slice(170, 200), "four weeks"),
    ],
)
def test_too_little_is_said_to_be_too_little(days, hole, words):
    counts, _ = made(days)
    counts.counts[0, hole] = np.nan

    with pytest.raises(TooLittleDataError, match=words):
        tell(counts, Season())


@pytest.mark.parametrize(
    ("areas", "counts"),
    [
        (("a", "a"), np.ones((2, 9))),
        (("a",), -np.ones((1, 9))),
        (("a",), np.ones(9)),
        ((), np.ones((0, 9))),
    ],
)
def test_what_are_no_counts_is_refused(areas, counts):
    with pytest.raises(ValueError, match=r"counts|area|count"):
        DayCounts(MONDAY, areas, counts)
