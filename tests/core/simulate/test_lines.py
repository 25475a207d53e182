"""Lines and the nearest unit: the same figures compiled or not, and those of the formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.queueing.erlang import line_of
from tocsin.core.simulate.lines import serve_in_line
from tocsin.core.simulate.loops import can_compile
from tocsin.core.simulate.nearest import Fleet, mean_responses, serve_nearest

needs_numba = pytest.mark.skipif(not can_compile(), reason="numba is not installed")
seeds = st.integers(0, 2**32)


def line(seed, calls=300, load=3.5):
    draws = np.random.default_rng(seed)
    return np.cumsum(draws.exponential(1.0 / load, calls)), draws.exponential(1.0, calls)


def town(seed, calls=200, units=6, bases=4, points=12):
    draws = np.random.default_rng(seed)
    travel = draws.integers(10, 200, (bases, points)).astype(float)
    fleet = Fleet(travel, draws.integers(0, bases, units))
    arrivals = np.cumsum(draws.integers(0, 60, calls)).astype(float)
    return fleet, arrivals, draws.integers(0, points, calls), draws.integers(0, 300, calls) * 1.0


def one_by_one(fleet, arrivals, points, service):
    """The sentence of the description, said in the plainest way."""
    free = [float("-inf")] * len(fleet.base_of)
    for at, point, takes in zip(arrivals, points, service, strict=True):
        ways = [fleet.travel[base, point] for base in fleet.base_of]
        idle = [unit for unit in range(len(free)) if free[unit] <= at]
        unit = min(idle, key=ways.__getitem__) if idle else free.index(min(free))
        begun = max(at, free[unit])
        free[unit] = begun + ways[unit] + takes
        yield unit, begun, begun - at + ways[unit], free[unit]


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (5, 4.0), (20, 18.0)])
def test_a_simulated_line_waits_as_erlang_says(servers, load):
    waits = []
    for seed in range(20):
        arrivals, service = line(seed, calls=40_000, load=load)
        waits.append((serve_in_line(arrivals, service, servers).start - arrivals)[2_000:].mean())

    error = np.std(waits, ddof=1) / np.sqrt(len(waits))
    assert abs(np.mean(waits) - line_of(servers, load).wait) < 3.5 * error


@needs_numba
@given(seeds, st.integers(1, 9))
@settings(deadline=None, max_examples=30)
def test_a_compiled_line_is_the_plain_one_to_the_last_digit(seed, servers):
    arrivals, service = line(seed)

    compiled = serve_in_line(arrivals, service, servers, compiled=True)

    assert (compiled.start == serve_in_line(arrivals, service, servers, compiled=False).start).all()


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_each_call_gets_the_unit_that_the_sentence_names(seed):
    asked = town(seed)

    served = serve_nearest(*asked, compiled=False)

    unit, start, response, finish = zip(*one_by_one(*asked), strict=True)
    assert served.unit.tolist() == list(unit)
    assert served.start.tolist() == list(start)
    assert served.response.tolist() == list(response)
    assert served.finish.tolist() == list(finish)


@needs_numba
@given(seeds)
@settings(deadline=None, max_examples=30)
def test_compiled_units_are_the_plain_ones_to_the_last_digit(seed):
    asked = town(seed)

    compiled, plain = serve_nearest(*asked, compiled=True), serve_nearest(*asked, compiled=False)

    assert (compiled.unit == plain.unit).all()
    assert (compiled.finish == plain.finish).all()


@given(seeds)
@settings(deadline=None, max_examples=20)
def test_many_years_in_step_are_each_year_by_itself(seed):
    years = [town(seed + year, calls=60) for year in range(4)]
    fleet = years[0][0]
    columns = [np.array([year[place] for year in years]) for place in (1, 2, 3)]

    means = mean_responses(fleet, *columns, compiled=False)

    alone = [serve_nearest(fleet, *year[1:], compiled=False).response.mean() for year in years]
    assert means == pytest.approx(alone)


@pytest.mark.parametrize(
    ("arrivals", "service", "servers"),
    [([0.0, 1.0], [1.0], 1), ([1.0, 0.0], [1.0, 1.0], 1), ([0.0], [-1.0], 1), ([0.0], [1.0], 0)],
)
def test_what_is_no_line_is_refused(arrivals, service, servers):
    with pytest.raises(ValueError, match=r"call|server|arrivals|Arrivals"):
        serve_in_line(np.array(arrivals), np.array(service), servers)
