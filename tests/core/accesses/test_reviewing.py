from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.core.accesses.looked import MONDAY, look
from tocsin.core.accesses.reviewing import DUE, Line, climbed, drawn, fewest, reviewers

OFFICERS = st.integers(1, 6)
LINES = st.lists(st.frozensets(OFFICERS, max_size=3), max_size=4).map(Line)


@given(st.integers(0, 3_000), st.integers(0, 99))
def test_the_sample_is_one_in_fifty_and_no_fewer_than_twenty(number, seed):
    looks = [look(n, 1) for n in range(number)]
    sample = drawn(looks, np.random.default_rng(seed))
    assert len(sample) == min(number, max(20, -(-number * 2 // 100)))
    assert [one.number for one in sample] == sorted({one.number for one in sample})


def test_the_same_seed_draws_the_same_sample():
    looks = [look(n, 1) for n in range(500)]
    first, again, other = (drawn(looks, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again != other


@given(LINES, OFFICERS, st.integers(0, 9))
def test_nobody_ever_reviews_their_own_look(line, officer, height):
    assert officer not in reviewers(line, officer=officer, climbed=height)


@given(LINES, OFFICERS, st.integers(0, 9))
def test_a_review_has_a_reviewer_where_anybody_else_is_in_the_line(line, officer, height):
    others = frozenset().union(*line.rungs) - {officer}
    assert bool(reviewers(line, officer=officer, climbed=height)) == bool(others)


@given(st.integers(0, 40), st.integers(0, 40))
def test_what_is_overdue_climbs_and_never_comes_down(hours, more):
    within = timedelta(hours=8)
    heights = [
        climbed(due=MONDAY, at=MONDAY + timedelta(hours=late), within=within)
        for late in (hours, hours + more)
    ]
    assert heights[0] <= heights[1]
    assert heights[0] == 1 + hours // 8


def test_nothing_climbs_before_it_is_due():
    assert climbed(due=MONDAY, at=MONDAY - timedelta(minutes=1), within=DUE) == 0


def test_the_one_for_whom_fewest_wait_is_chosen():
    assert fewest({1, 2, 3}, [1, 1, 2, 3, 3]) == 2
    assert fewest(set(), []) is None
