"""Sites that cover: printed answers, and every choice of small counties tried by force."""

from itertools import combinations, combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.siting.answers import Choice, ImpossibleError
from tocsin.core.siting.covering import (
    fewest,
    most_covered,
    most_doubly_covered,
    most_expected,
)

DEMAND = np.array([2.0, 2, 1, 1])
COVER = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]]).T
some = settings(deadline=None, max_examples=40)


@st.composite
def counties(draw):
    points, sites = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    demand = chance.integers(0, 9, points).astype(float)
    return demand, chance.random((points, sites)) < draw(st.floats(0.1, 0.9))


@pytest.mark.parametrize(("number", "most"), [(1, 4), (2, 6), (3, 6)])
def test_printed_example_is_met(number, most):
    found = most_covered(DEMAND, COVER, number)

    assert (found.objective, found.bound, found.proven, found.gap) == (most, most, True, 0)


@given(counties(), st.data())
@some
def test_no_other_sites_cover_more(county, data):
    demand, cover = county
    number = data.draw(st.integers(1, cover.shape[1]))

    found = most_covered(demand, cover, number)

    most = max(
        demand @ cover[:, list(sites)].any(axis=1)
        for sites in combinations(range(cover.shape[1]), number)
    )
    assert found.objective == pytest.approx(most)
    assert found.objective == pytest.approx(demand @ cover[:, list(found.sites)].any(axis=1))
    assert found.proven
    assert len(set(found.sites)) == number


@given(counties(), st.integers(1, 4), st.sampled_from([0.0, 0.2, 0.5, 0.9, 0.999]))
@some
def test_no_other_stand_expects_more(county, units, busy):
    demand, cover = county

    found = most_expected(demand, cover, units, busy)

    most = max(
        demand @ (1 - busy ** cover[:, list(sites)].sum(axis=1))
        for sites in combinations_with_replacement(range(cover.shape[1]), units)
    )
    assert found.objective == pytest.approx(most)
    assert len(found.sites) == units


@given(counties(), st.data())
@some
def test_with_nobody_busy_it_is_plain_cover(county, data):
    demand, cover = county
    number = data.draw(st.integers(1, cover.shape[1]))

    plain = most_covered(demand, cover, number).objective

    assert most_expected(demand, cover, number, 0.0).objective == pytest.approx(plain)


@given(counties(), st.integers(1, 3), st.integers(1, 2))
@some
def test_no_fewer_sites_cover_all(county, more, times):
    _, cover = county
    cover = cover | (np.arange(cover.shape[1]) < more)
    usable = cover.sum(axis=1).min() >= times
    if not usable:
        with pytest.raises(ImpossibleError, match="A point"):
            fewest(cover, times=times)
        return

    found = fewest(cover, times=times)

    sites = range(cover.shape[1])
    least = next(
        number
        for number in range(1, len(sites) + 1)
        if any(
            (cover[:, list(some_sites)].sum(axis=1) >= times).all()
            for some_sites in combinations(sites, number)
        )
    )
    assert found.objective == least == len(found.sites)


@given(counties(), counties(), st.integers(1, 4), st.sampled_from([0.0, 0.5, 0.9]))
@some
def test_no_other_stand_covers_more_twice(county, other, units, share):
    demand, near = county
    far = near | np.resize(other[1], near.shape)
    stands = [
        list(sites)
        for sites in combinations_with_replacement(range(near.shape[1]), units)
        if far[:, list(sites)].any(axis=1).all()
        and demand @ near[:, list(sites)].any(axis=1) >= share * demand.sum() - 1e-9
    ]
    if not stands:
        with pytest.raises(ImpossibleError):
            most_doubly_covered(demand, near, far, units, share_near=share)
        return

    found = most_doubly_covered(demand, near, far, units, share_near=share)

    most = max(demand @ (near[:, sites].sum(axis=1) >= 2) for sites in stands)
    assert found.objective == pytest.approx(most)


def test_what_stays_stays_and_what_must_not_be_is_not():
    found = most_covered(DEMAND, COVER, 2, Choice(stay={2}, never={0}))

    assert found.sites == (1, 2)
    assert found.objective == 6


def test_a_site_holds_no_more_units_than_it_has_room_for():
    demand, cover = np.array([9.0, 1.0]), np.eye(2)

    assert most_expected(demand, cover, 2, 0.5).sites == (0, 0)
    assert most_expected(demand, cover, 2, 0.5, Choice(most_units=1)).sites == (0, 1)


@pytest.mark.parametrize(
    ("choice", "number", "words"),
    [
        (Choice(stay={0, 1}), 1, "More sites must stay"),
        (Choice(stay={0}, never={0}), 1, "both stay"),
        (Choice(never={0, 1}), 2, "fewer units"),
        (Choice(), 4, "fewer units"),
        (Choice(stay={7}), 1, "does not exist"),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(choice, number, words):
    with pytest.raises(ValueError, match=words):
        most_covered(DEMAND, COVER, number, choice)


@pytest.mark.parametrize(
    ("demand", "cover"),
    [(DEMAND[:2], COVER), (-DEMAND, COVER), (DEMAND, COVER[:, :0]), (DEMAND, COVER.ravel())],
)
def test_what_is_no_cover_is_refused(demand, cover):
    with pytest.raises(ValueError, match=r"cover needs|negative"):
        most_covered(demand, cover, 1)
