"""Patterns of busy units against the printed example and against equations solved by force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.queueing.answers import Queue
from tocsin.core.queueing.approximation import approximate, correction_factors
from tocsin.core.queueing.erlang import line_of
from tocsin.core.queueing.hypercube import MOST_UNITS, TooManyUnitsError, exact
from tocsin.core.queueing.preferences import service

ALL_BUSY = 0b1111  # of four units
LARSON = service([0.5, 0.25, 0.35, 0.4], [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]], 1.0)


def drawn(seed, *, units=4, areas=6, load=0.7, whole=True, equal=True):
    draws = np.random.default_rng(seed)
    orders = [draws.permutation(units).tolist() for _ in range(areas)]
    if not whole:
        orders = [order[: draws.integers(1, units + 1)] for order in orders]
    weights = draws.random(areas) + 0.05
    unit_rates = np.ones(units) if equal else draws.random(units) + 0.5
    rates = weights / weights.sum() * load * unit_rates.sum()
    return service(rates.tolist(), orders, unit_rates.tolist())


def by_force(asked, queue, waiting=400):
    """Solve the balance of every state, with a line cut off where it no longer matters."""
    units, states = asked.units, 1 << asked.units
    tail = waiting if queue is Queue.INFINITE else 0
    flows = np.zeros((states + tail, states + tail))
    sent = np.zeros((len(asked.rates), units, states))
    for state in range(states):
        for area, order in enumerate(asked.preferences):
            unit = next((one for one in order if not state >> one & 1), None)
            if unit is not None:
                flows[state, state | 1 << unit] += asked.rates[area]
                sent[area, unit, state] = 1
        for unit in range(units):
            if state >> unit & 1:
                flows[state, state ^ 1 << unit] += asked.unit_rates[unit]
    for waits in range(tail):
        here, before = states + waits, states + waits - 1
        flows[before, here] += asked.rates.sum()
        flows[here, before] += asked.unit_rates.sum()
    balance = flows.T - np.diag(flows.sum(axis=1))
    balance[-1] = 1.0
    shares = np.linalg.solve(balance, np.eye(len(balance))[-1])
    busy = [shares[:states][np.arange(states) >> unit & 1 == 1].sum() for unit in range(units)]
    return np.array(busy) + shares[states:].sum(), sent @ shares[:states], shares


def test_printed_example_is_met_to_its_last_digit():
    found = exact(LARSON, Queue.INFINITE)

    assert found.workloads.round(4).tolist() == [0.5574, 0.4734, 0.4693]
    assert correction_factors(3, 1.5, Queue.INFINITE).round(5).tolist() == [1, 0.73684, 0.63158]


def test_approximation_comes_to_rest_where_it_was_printed():
    found = approximate(LARSON, Queue.INFINITE)

    assert found.workloads.round(5).tolist() == [0.56263, 0.47170, 0.46566]


@pytest.mark.parametrize("queue", list(Queue))
@pytest.mark.parametrize("equal", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_every_pattern_is_as_the_equations_have_it(queue, equal, seed):
    asked = drawn(seed, equal=equal)

    found = exact(asked, queue)
    workloads, at_once, shares = by_force(asked, queue)

    np.testing.assert_allclose(found.workloads, workloads, atol=1e-9)
    np.testing.assert_allclose(found.at_once, at_once, atol=1e-9)
    assert found.dispatch.sum(axis=1) == pytest.approx(
        np.full(len(asked.rates), 1.0 - found.loss), abs=1e-9
    )
    if queue is Queue.ZERO:
        assert found.loss == pytest.approx(shares[-1], abs=1e-9)
    else:
        assert found.waits == pytest.approx(shares[ALL_BUSY:].sum(), abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_areas_that_name_only_some_units_lose_what_those_cannot_take(seed):
    asked = drawn(seed, whole=False, load=1.1)

    found = exact(asked, Queue.ZERO)
    workloads, at_once, _ = by_force(asked, Queue.ZERO)

    np.testing.assert_allclose(found.workloads, workloads, atol=1e-9)
    np.testing.assert_allclose(found.at_once, at_once, atol=1e-9)
    lost = asked.rates @ (1 - at_once.sum(axis=1)) / asked.rates.sum()
    assert found.loss == pytest.approx(lost, abs=1e-9)


@given(st.integers(0, 10_000), st.integers(1, 7), st.floats(0.05, 3.0))
@settings(deadline=None, max_examples=30)
def test_a_county_that_loses_calls_adds_up_to_erlangs_line(seed, units, load):
    asked = drawn(seed, units=units, load=load)

    found = exact(asked, Queue.ZERO)
    line = line_of(units, load * units)

    assert found.loss == pytest.approx(line.loss, abs=1e-9)
    assert found.workloads.sum() == pytest.approx(load * units * (1 - line.loss), abs=1e-8)


def test_a_county_that_waits_is_erlangs_line_as_well():
    asked = drawn(3, units=6, load=0.8)

    found = exact(asked, Queue.INFINITE)

    assert found.waits == pytest.approx(line_of(6, 4.8).waits, abs=1e-10)
    assert found.wait == pytest.approx(line_of(6, 4.8).wait, abs=1e-10)


@pytest.mark.parametrize("queue", list(Queue))
def test_approximation_is_near_on_counties_of_any_load(queue):
    errors = []
    for seed in range(12):
        asked = drawn(seed, units=9, areas=25, load=0.15 + 0.06 * seed)
        errors.append(
            np.abs(approximate(asked, queue).workloads / exact(asked, queue).workloads - 1).mean()
        )
    assert np.mean(errors) < 0.015


def test_a_unit_that_nobody_names_is_never_busy():
    found = exact(service([1.0], [[2, 0]], [1.0, 1.0, 1.0]), Queue.ZERO)

    assert found.workloads[1] == 0
    assert found.workloads[2] > found.workloads[0] > 0


def test_an_area_without_calls_is_told_who_would_go():
    found = exact(service([1.0, 0.0], [[0, 1], [1, 0]], 1.0), Queue.ZERO)

    assert found.dispatch[1].sum() == pytest.approx(1 - found.loss)


def test_fifty_five_units_are_approximated():
    draws = np.random.default_rng(5)
    orders = [draws.permutation(55).tolist() for _ in range(80)]

    found = approximate(service((draws.random(80) * 0.6).tolist(), orders, 1.0), Queue.ZERO)

    assert found.workloads.shape == (55,)
    assert ((found.workloads > 0) & (found.workloads < 1)).all()
    assert found.dispatch.sum(axis=1) == pytest.approx(np.full(80, 1 - found.loss))


@pytest.mark.parametrize(
    ("asked", "queue", "words"),
    [
        (drawn(1, load=1.0), Queue.INFINITE, "grows for ever"),
        (drawn(1, whole=False), Queue.INFINITE, "every unit"),
        (drawn(1, units=MOST_UNITS + 1), Queue.ZERO, "at most 18"),
    ],
)
def test_what_has_no_answer_is_refused(asked, queue, words):
    with pytest.raises((ValueError, TooManyUnitsError), match=words):
        exact(asked, queue)


@pytest.mark.parametrize(
    ("rates", "orders", "unit_rate"),
    [
        ([1.0], [[0], [1]], 1.0),
        ([-1.0], [[0]], 1.0),
        ([0.0], [[0]], 1.0),
        ([1.0], [[]], 1.0),
        ([1.0], [[0, 0]], 1.0),
        ([1.0], [[-1]], 1.0),
        ([1.0], [[0]], 0.0),
        ([float("nan")], [[0]], 1.0),
        ([1.0], [[0, 3]], [1.0, 1.0]),
    ],
)
def test_what_is_no_county_is_refused(rates, orders, unit_rate):
    with pytest.raises(ValueError, match=r"area|unit|rate"):
        service(rates, orders, unit_rate)
