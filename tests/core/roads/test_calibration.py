"""What recorded trips teach, and what is not claimed of them."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from tests.core.roads.drawn import at, drive, way
from tocsin.core.roads import RoadClass, build_network
from tocsin.core.roads.calibration import (
    LEAST_TRIPS,
    NO_TRIPS,
    ROADS,
    Circumstances,
    LeftOut,
    Trips,
    calibrate,
    seconds_by_road,
)
from tocsin.core.roads.calibration.keeping import read, written

STREET, TRUNK = RoadClass.STREET, RoadClass.TRUNK
NOISE = 0.2


def trips(
    count, seed=1, *, noise=NOISE, truth=None, night=1.0, town=1.0, foot=1.0, rain=1.0, length=0.0
) -> Trips:
    """Draw trips over streets and trunk roads that take ``truth`` times as long by rank."""
    rng = np.random.default_rng(seed)
    free = np.zeros((count, ROADS))
    total, share = rng.uniform(60, 900, count), rng.beta(0.6, 0.6, count)
    free[:, STREET], free[:, TRUNK] = total * share, total * (1 - share)
    factors = np.ones(ROADS)
    for rank, factor in (truth or {}).items():
        factors[rank] = factor
    hour, area = rng.integers(0, 24, count), rng.choice(["town", "rural"], count)
    mode, weather = rng.choice(["car", "foot"], count), rng.choice(["dry", "rain"], count)
    took = (free @ factors) * np.where(hour < 6, night, 1.0) * np.where(area == "town", town, 1.0)
    took = took * np.where(mode == "foot", foot, 1.0) * np.where(weather == "rain", rain, 1.0)
    took = took * (total / 300.0) ** length * np.exp(rng.normal(0, noise, count))
    columns = (tuple(one.tolist()) for one in (hour, area, mode, weather))
    how = Circumstances(*columns)
    return Trips(free, 8.0 * total, how, took, np.full(count, np.nan))


def alike(*, hour=12, area="rural", mode="car", weather="dry"):
    """The circumstances of one way, at noon in the country by car on a dry road unless said."""
    return Circumstances.alike(1, hour=hour, area=area, mode=mode, weather=weather)


def with_took(some: Trips, took) -> Trips:
    return replace(some, took_seconds=took)


def joined(first: Trips, then: Trips) -> Trips:
    """Trips one after the other."""
    one, other = first.circumstances, then.circumstances
    return Trips(
        np.concatenate([first.free_seconds, then.free_seconds]),
        np.concatenate([first.metres, then.metres]),
        Circumstances(
            one.hour + other.hour,
            one.area + other.area,
            one.mode + other.mode,
            one.weather + other.weather,
        ),
        np.concatenate([first.took_seconds, then.took_seconds]),
        np.concatenate([first.off_metres, then.off_metres]),
    )


def on_one(rank, seconds=300.0):
    free = np.zeros(ROADS)
    free[rank] = seconds
    return free


def test_corrections_of_roads_hours_and_areas_are_found_again():
    learnt = calibrate(trips(4000, truth={STREET: 1.6, TRUNK: 1.1}, night=0.8, town=1.2)).by_road

    def told(rank, how):
        return float(learnt.seconds(on_one(rank)[None, :], how)[0]) / 300.0

    assert told(STREET, alike()) == pytest.approx(1.6, rel=0.05)
    assert told(TRUNK, alike()) == pytest.approx(1.1, rel=0.05)
    assert told(TRUNK, alike(hour=3)) == pytest.approx(1.1 * 0.8, rel=0.05)
    assert told(STREET, alike(area="town")) == pytest.approx(1.6 * 1.2, rel=0.05)


def test_corrections_of_ways_of_moving_weather_and_length_are_found_again():
    found = calibrate(trips(4000, foot=1.4, rain=1.25, length=-0.2))

    def told(how, seconds=300.0):
        return found.span(seconds, how).q50 / seconds

    usual = told(alike())
    assert told(alike(mode="foot")) == pytest.approx(1.4 * usual, rel=0.05)
    assert told(alike(weather="rain")) == pytest.approx(1.25 * usual, rel=0.05)
    assert told(alike(), 75.0) == pytest.approx(4**0.2 * usual, rel=0.08)


@pytest.mark.parametrize("length", [-0.55, -0.95])
def test_a_longer_way_is_never_told_to_be_quicker(length):
    found = calibrate(trips(1000, length=length))
    told = [found.span(float(seconds), alike()) for seconds in range(20, 4_000, 20)]

    assert found.calibrated
    for name in ("q10", "q50", "q90"):
        assert (np.diff([getattr(one, name) for one in told]) > 0.0).all()


def test_nothing_is_told_from_what_came_after_it():
    early, late = trips(400, 2, noise=0.05), trips(400, 3, noise=0.05)

    judged = calibrate(joined(early, with_took(late, 1.5 * late.took_seconds))).judged

    assert judged is not None
    assert judged.trips == 400
    assert judged.coverage.value < 0.7


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_four_of_five_trips_held_back_end_within_what_was_told(seed):
    judged = calibrate(trips(1000, seed, truth={STREET: 1.5}, night=0.8)).judged_by_road

    assert judged is not None
    assert judged.coverage.value == pytest.approx(0.8, abs=0.04)
    assert judged.coverage.low <= 0.8 <= judged.coverage.high
    assert judged.loss_seconds < 0.6 * judged.uncorrected_loss_seconds
    assert judged.error_seconds < judged.uncorrected_error_seconds


def test_what_was_told_holds_for_trips_of_another_day():
    found = calibrate(trips(1500, 4, truth={STREET: 1.4}))
    other = trips(1500, 5, truth={STREET: 1.4})

    told = found.by_road.quantiles(other.free_seconds, other.circumstances)

    inside = (told[:, 0] <= other.took_seconds) & (other.took_seconds <= told[:, 2])
    assert np.mean(inside) == pytest.approx(0.8, abs=0.04)


def test_knowing_the_roads_tells_more_than_the_whole_time_alone():
    found = calibrate(trips(2000, 6, truth={STREET: 2.0}, noise=0.1))

    assert found.judged is not None
    assert found.judged_by_road is not None
    assert found.judged_by_road.loss_seconds < found.judged.loss_seconds


def test_few_trips_teach_nothing_and_the_default_is_wide():
    found = calibrate(trips(LEAST_TRIPS - 1, truth={STREET: 3.0, TRUNK: 3.0}))
    span = found.span(300.0, alike())

    assert not found.calibrated
    assert found.judged is None
    assert (span.q10, span.q50, span.q90) == (210.0, 300.0, 540.0)


def test_nothing_is_corrected_where_held_back_trips_are_told_no_better():
    some = trips(400, noise=0.0)
    exact = with_took(some, some.free.copy())

    found = calibrate(exact)

    assert not found.calibrated
    assert found.span(300.0, alike()).q50 == 300.0


def test_thin_cell_is_drawn_towards_no_correction():
    thick, thin = trips(1000, 7, noise=0.05), trips(5, 8, noise=0.05)
    mountain = replace(thin.circumstances, area=("mountain",) * 5)
    thin = replace(with_took(thin, 2.0 * thin.took_seconds), circumstances=mountain)

    areas = calibrate(joined(thin, thick)).by_road.factors["area"]

    assert areas["town"] == pytest.approx(1.0, abs=0.02)
    assert 1.05 < areas["mountain"] < 1.3


def test_stamps_that_cannot_be_right_are_left_out_and_counted():
    some = trips(500, truth={STREET: 1.3})
    took = some.took_seconds.copy()
    took[:60], took[60:80], took[80:100] = 1.0, np.nan, 50_000.0
    free = some.free_seconds.copy()
    free[100:110, STREET] = np.inf
    off = some.off_metres.copy()
    off[110:125], off[125:] = 3_000.0, 40.0
    broken = replace(some, free_seconds=free, took_seconds=took, off_metres=off)

    found, clean = calibrate(broken), calibrate(some.only(np.arange(500) >= 125))

    assert found.trips == 375
    assert found.left_out[LeftOut.TOO_GOOD] == 60
    assert found.left_out[LeftOut.NO_STAMPS] == 20
    assert found.left_out[LeftOut.ELSEWHERE] == 15
    assert found.left_out[LeftOut.TOO_LONG] == 20
    assert found.left_out[LeftOut.NO_WAY] == 10
    assert found.whole == clean.whole


def test_a_few_wild_trips_that_may_be_right_move_little():
    some = trips(600, truth={STREET: 1.3})
    took = some.took_seconds.copy()
    took[::20] = 5.0 * some.free[::20]

    calm, wild = (calibrate(one).span(300.0, alike()) for one in (some, with_took(some, took)))

    assert wild.q50 == pytest.approx(calm.q50, rel=0.04)


def test_the_same_trips_give_the_same_result():
    assert calibrate(trips(300, truth={STREET: 1.3})) == calibrate(trips(300, truth={STREET: 1.3}))


def test_quantiles_never_cross():
    found = calibrate(trips(300, 9, truth={STREET: 1.3}))

    for seconds in (10.0, 100.0, 400.0, 4000.0):
        for hour in range(24):
            span = found.span(seconds, alike(hour=hour))
            assert 0.0 < span.q10 <= span.q50 <= span.q90


def test_a_trip_says_nothing_of_who_drove():
    known = {"free_seconds", "metres", "circumstances", "took_seconds", "off_metres"}

    assert {one.name for one in fields(Trips)} == known
    assert {one.name for one in fields(Circumstances)} == {"hour", "area", "mode", "weather"}


def test_figures_are_read_as_they_were_written():
    found = calibrate(trips(300, truth={STREET: 1.3}))

    assert read(json.loads(json.dumps(written(found)))) == found


def test_figures_of_another_version_are_refused():
    figures = written(calibrate(NO_TRIPS))
    figures["version"] += 1

    with pytest.raises(ValueError, match="version"):
        read(figures)


def test_way_is_laid_out_by_rank_of_road():
    network = build_network([way((0, 0), (5, 0), rank=STREET), way((5, 0), (9, 0), rank=TRUNK)])
    route = drive(network, at(0, 0), at(9, 0))

    by_rank = seconds_by_road(route)

    assert by_rank.sum() == pytest.approx(route.seconds)
    assert by_rank[STREET] > 0.0
    assert by_rank[TRUNK] > 0.0
