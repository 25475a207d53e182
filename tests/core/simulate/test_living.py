"""A county that lives in numbers keeps the laws of queues and the rules of the desk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.queueing.answers import Queue
from tocsin.core.queueing.erlang import line_of
from tocsin.core.queueing.hypercube import exact
from tocsin.core.queueing.preferences import service
from tocsin.core.simulate.county import Break, Calls, Crew, Ground, Wanted, plain_calls
from tocsin.core.simulate.living import live
from tocsin.core.simulate.nearest import Fleet, serve_nearest
from tocsin.core.simulate.policies import (
    ByTable,
    Cover,
    Desk,
    Diverting,
    KeepingCover,
    Planned,
    WhereMissed,
)

HOUR = 3_600.0
LINE = Ground(np.abs(np.subtract.outer(np.arange(11.0), np.arange(11.0))) * 100.0)


def calls(at, place, service, **columns):
    """Calls with a few columns said otherwise."""
    plain = plain_calls(at, place, service)
    return Calls(**{**vars(plain), **columns})


def drawn(seed, count=200, places=11, load=2.0):
    draws = np.random.default_rng(seed)
    at = np.cumsum(draws.exponential(600.0 / load, count))
    return plain_calls(at.tolist(), draws.integers(0, places, count).tolist(), [400.0] * count)


def test_a_county_without_ways_is_erlangs_line():
    nowhere, waits = Ground(np.zeros((1, 1))), []
    for seed in range(12):
        draws = np.random.default_rng(seed)
        at, takes = np.cumsum(draws.exponential(1.0, 6_000)), draws.exponential(4.0, 6_000)
        lived = live(nowhere, (Crew(0),) * 5, plain_calls(at, [0] * 6_000, takes))
        waits.append((lived.arrived - at)[500:].mean() / 4.0)

    error = np.std(waits, ddof=1) / np.sqrt(len(waits))
    assert abs(np.mean(waits) - line_of(5, 4.0).wait) < 3.5 * error


def test_who_goes_where_is_as_the_exact_patterns_have_it():
    """Ways that take next to no time leave only the order in which units are asked."""
    ground = Ground(np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 1e-6)
    crews = tuple(Crew(place) for place in range(4))
    orders = [np.argsort(ground.seconds[place], kind="stable").tolist() for place in range(4)]
    shares, rates = [], np.array([0.9, 0.5, 0.3, 0.7])
    for seed in range(10):
        draws = np.random.default_rng(seed)
        at = np.cumsum(draws.exponential(1.0 / rates.sum(), 8_000))
        place = draws.choice(4, 8_000, p=rates / rates.sum())
        lived = live(ground, crews, plain_calls(at, place, draws.exponential(1.0, 8_000)))
        shares.append([np.bincount(lived.unit[place == area], minlength=4) for area in range(4)])

    seen = np.array(shares, dtype=float)
    seen /= seen.sum(axis=2, keepdims=True)
    error = seen.std(axis=0, ddof=1) / np.sqrt(len(seen))
    true = exact(service(rates.tolist(), orders, 1.0), Queue.INFINITE).dispatch
    assert (np.abs(seen.mean(axis=0) - true) < 4.5 * error).all()


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=25)
def test_with_plenty_of_crews_it_is_the_plain_nearest(seed):
    asked, crews = drawn(seed, count=60, load=0.4), tuple(Crew(place) for place in (1, 4, 8))
    fleet = Fleet(LINE.seconds[[1, 4, 8]], np.arange(3))

    lived = live(LINE, crews, asked, Desk(diverting=Diverting.NOBODY))

    plain = serve_nearest(fleet, asked.at, asked.place, asked.service, compiled=False)
    first = int(np.argmax(lived.unit != plain.unit)) if (lived.unit != plain.unit).any() else 60
    homes = lived.finished + LINE.seconds[asked.place, [(1, 4, 8)[unit] for unit in lived.unit]]
    if first < 60:  # the plain one knows no way home, so that they part only where one is on it
        assert (homes[:first] > asked.at[first]).any()
    assert (lived.arrived >= asked.at).all()


@given(st.integers(0, 2**32), st.integers(0, 3))
@settings(deadline=None, max_examples=25)
def test_the_same_county_lives_the_same_life_and_everybody_is_helped(seed, takes):
    urgency = np.random.default_rng(seed).integers(1, 4, 200)
    plain = drawn(seed)
    asked = calls(plain.at, plain.place, plain.service, urgency=urgency)
    crews = tuple(Crew(place) for place in (0, 5, 10))
    desk = Desk(takes_from_others_at=takes, takes_after_seconds=150.0)

    once, again = live(LINE, crews, asked, desk), live(LINE, crews, asked, desk)

    assert once.arrived.tolist() == again.arrived.tolist()
    assert np.isfinite(once.arrived).all()
    assert (once.finished >= once.arrived + asked.service - 1e-6).all()
    assert (once.busy <= once.on_duty + 1e-6).all()
    assert not once.taken[urgency == 1].any()


def test_more_urgent_calls_are_served_first():
    asked = calls([0.0, 1, 2], [5, 5, 5], [100.0] * 3, urgency=np.array([2, 3, 1]))

    lived = live(LINE, (Crew(5),), asked)

    assert lived.arrived.tolist() == [0.0, 200.0, 100.0]


def test_a_crew_on_its_way_is_taken_for_something_more_urgent_and_the_other_call_waits():
    asked = calls([0.0, 200.0], [10, 2], [50.0, 50.0], urgency=np.array([4, 1]))

    kept = live(LINE, (Crew(0),), asked)
    taken = live(LINE, (Crew(0),), asked, Desk(takes_from_others_at=1, takes_after_seconds=60.0))

    assert kept.arrived.tolist() == [1_000.0, 1_850.0]
    assert taken.arrived.tolist() == [1_050.0, 200.0]
    assert taken.taken.tolist() == [1, 0]


def test_a_crew_on_its_way_home_is_sent_from_where_it_is():
    asked = plain_calls([0.0, 1_150.0], [10, 9], [100.0, 100.0])

    sent = live(LINE, (Crew(0),), asked)
    waits = live(LINE, (Crew(0),), asked, Desk(diverting=Diverting.NOBODY))

    assert sent.arrived.tolist() == [1_000.0, 1_200.0]
    assert waits.arrived.tolist() == [1_000.0, 3_000.0]


def test_a_call_for_several_crews_is_answered_as_they_come_free():
    kinds = ((Wanted("car", 2), Wanted("ladder")),)
    crews = (Crew(1), Crew(2), Crew(9, frozenset({"ladder"})))
    asked = calls([0.0], [0], [300.0], kinds=kinds)

    lived = live(LINE, crews, asked, keep_moves=True)

    assert lived.unit.tolist() == [0]
    assert {leg.unit for leg in lived.moves if leg.call == 0} == {0, 1, 2}
    assert lived.finished.tolist() == [1_200.0]


def test_a_call_about_the_same_matter_sends_nobody():
    asked = calls([0.0, 5.0], [3, 3], [60.0, 60.0], joins=np.array([-1, 0]))

    lived = live(LINE, (Crew(0), Crew(1)), asked)

    assert lived.unit.tolist() == [1, -1]
    assert lived.busy.tolist() == [0.0, 260.0]


def test_nobody_is_sent_outside_a_shift_and_whoever_is_out_finishes():
    crew = Crew(0, shifts=((8 * HOUR, 16 * HOUR),))
    asked = plain_calls([HOUR, 16 * HOUR - 60.0, 17 * HOUR], [1, 1, 1], [600.0] * 3)

    lived = live(LINE, (crew,), asked)

    assert lived.arrived.tolist()[:2] == [8 * HOUR + 100.0, 16 * HOUR + 40.0]
    assert np.isnan(lived.arrived[2])
    assert lived.on_duty.tolist() == [8 * HOUR + 640.0]


def test_a_rest_is_taken_when_it_may_be_and_not_after():
    rests = (Break(HOUR, 2 * HOUR, 1_800.0),)
    busy = plain_calls([HOUR - 60.0, HOUR + 600.0], [0, 0], [120.0, 60.0])
    late = plain_calls([HOUR - 60.0, 3 * HOUR], [0, 0], [2 * HOUR, 60.0])

    rested = live(LINE, (Crew(0, breaks=rests),), busy)
    missed = live(LINE, (Crew(0, breaks=rests),), late)

    assert rested.arrived.tolist() == [HOUR - 60.0, HOUR + 60.0 + 1_800.0]
    assert missed.arrived.tolist() == [HOUR - 60.0, 3 * HOUR]


def test_ways_take_longer_in_a_busy_hour():
    factors = np.ones(24)
    factors[8] = 2.0
    asked = plain_calls([7 * HOUR, 8 * HOUR], [3, 3], [1.0, 1.0])

    lived = live(Ground(LINE.seconds, factors), (Crew(0),), asked, Desk(diverting=Diverting.NOBODY))

    assert lived.response(asked).tolist() == [300.0, 600.0]


@pytest.fixture
def cover():
    return Cover(LINE.seconds <= 200.0, np.ones(11), 0.3)


def test_a_crew_that_is_missed_less_goes_where_it_is_in_time(cover):
    crews = (Crew(4), Crew(5), Crew(6))
    near_home = plain_calls([0.0], [5], [60.0])
    chosen = live(LINE, crews, near_home, Desk(sending=KeepingCover(cover, 200.0)))

    nearest = live(LINE, crews, near_home)

    assert nearest.unit.tolist() == [1]
    assert chosen.unit.tolist() == [1]
    missed_less = live(
        LINE,
        (Crew(5), Crew(9), Crew(10)),
        plain_calls([0.0], [7], [1.0]),
        Desk(sending=KeepingCover(cover, 300.0)),
    )
    assert missed_less.unit.tolist() == [2]


def test_a_free_crew_stands_where_it_is_missed(cover):
    crews = (Crew(2), Crew(2))
    asked = plain_calls([0.0, 2_000.0], [2, 8], [60.0, 60.0])
    desk = Desk(standing=WhereMissed(cover, (2, 8)))

    lived = live(LINE, crews, asked, desk)

    assert lived.response(asked).tolist() == [0.0, 0.0]


def test_a_free_crew_fills_a_post_of_the_table():
    crews = (Crew(0), Crew(0))
    asked = plain_calls([0.0, 3_000.0], [5, 9], [60.0, 60.0])

    lived = live(LINE, crews, asked, Desk(standing=ByTable({2: (0, 9)})))

    assert lived.response(asked).tolist() == [500.0, 0.0]


def test_the_desks_own_recommendation_sends_the_nearest_where_nothing_else_is_ruled():
    asked = drawn(4, count=40, load=0.5)
    crews = tuple(Crew(place) for place in (0, 5, 10))

    planned, nearest = live(LINE, crews, asked, Desk(sending=Planned())), live(LINE, crews, asked)

    assert planned.unit.tolist() == nearest.unit.tolist()
