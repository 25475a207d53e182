"""Erlang's formulas against printed tables and against a simulated line."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.queueing.erlang import (
    approximate_wait,
    line_of,
    servers_for_loss,
    servers_for_wait,
    waits_longer,
)

PRINTED = [
    (1, 0.5, 0.3333333333, 0.5, 1.0),
    (2, 1, 0.2, 0.3333333333, 0.3333333333),
    (5, 4, 0.1990668740, 0.5541125541, 0.5541125541),
    (10, 8, 0.1216610643, 0.4091801508, 0.2045900754),
    (20, 18, 0.1092128459, 0.5507690048, 0.2753845024),
    (50, 45, 0.0541044722, 0.3638644672, 0.0727728934),
    (100, 90, 0.0269573805, 0.2169404809, 0.0216940481),
]
loads = st.floats(0.0, 500.0)
servers = st.integers(1, 400)


@pytest.mark.parametrize(("count", "load", "loss", "waits", "wait"), PRINTED)
def test_printed_answers_are_met_to_their_last_digit(count, load, loss, waits, wait):
    line = line_of(count, load)

    assert line.loss == pytest.approx(loss, abs=5e-11)
    assert line.waits == pytest.approx(waits, abs=5e-11)
    assert line.wait == pytest.approx(wait, abs=5e-11)


@given(servers, loads)
def test_shares_are_shares_and_more_servers_never_do_worse(count, load):
    fewer, more = line_of(count, load), line_of(count + 1, load)

    assert 0 <= more.loss <= fewer.loss <= 1
    assert fewer.loss <= fewer.waits <= 1
    assert more.wait <= fewer.wait


@given(st.integers(1, 12), st.floats(0.01, 11.0))
def test_loss_is_the_ratio_that_erlang_wrote_down(count, load):
    terms = [load**number / math.factorial(number) for number in range(count + 1)]

    assert line_of(count, load).loss == pytest.approx(terms[-1] / sum(terms), rel=1e-12)


def test_a_line_that_is_offered_too_much_never_ends():
    assert line_of(3, 3.0).wait == math.inf
    assert waits_longer(3, 4.0, 100.0) == 1.0


@given(st.floats(0.0, 120.0), st.floats(0.001, 1.0))
def test_fewest_servers_keep_the_loss_and_one_less_does_not(load, share):
    count = servers_for_loss(load, share)

    assert line_of(count, load).loss <= share
    assert count == 1 or line_of(count - 1, load).loss > share


@given(st.floats(0.0, 120.0), st.floats(0.0, 2.0), st.floats(0.001, 1.0))
def test_fewest_servers_keep_the_wait_and_one_less_does_not(load, times, share):
    count = servers_for_wait(load, times, share)

    assert waits_longer(count, load, times) <= share
    assert count - 1 <= max(load, 0) or count == 1 or waits_longer(count - 1, load, times) > share


def test_approximation_is_exact_where_it_is_known_to_be():
    assert approximate_wait(1, 0.8, service_variation=0.0) == pytest.approx(2.0)  # M/D/1
    assert approximate_wait(1, 0.8, service_variation=2.0) == pytest.approx(6.0)  # M/G/1
    assert approximate_wait(5, 4.0, service_variation=1.0) == line_of(5, 4.0).wait


@pytest.mark.parametrize(
    ("count", "load"), [(0, 1.0), (-2, 1.0), (3, -1.0), (3, math.nan), (3, math.inf)]
)
def test_what_is_no_line_is_refused(count, load):
    with pytest.raises(ValueError, match=r"server|load"):
        line_of(count, load)
