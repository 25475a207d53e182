"""Sharing effort: published answers to their printed digits, and no other sharing finds more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.search.effort import share, share_several

some = settings(deadline=None, max_examples=60)


# Charnes and Cooper's problem, as SORAL prints its answers: rates, weights, effort, sharing.
@pytest.mark.parametrize(
    ("rates", "weights", "effort", "shared"),
    [
        ([1, 4, 12, 8], [8, 4, 1, 2], 0.05, [0, 0.0333333333, 0, 0.0166666667]),
        ([4, 1, 1, 12], [4, 2, 8, 1], 0.1, [0.0929801295, 0, 0, 0.0070198705]),
        ([9, 3, 6], [2, 4, 2], 0.2, [0.0732241007, 0.0845172662, 0.0422586331]),
        ([8, 4, 0, 10], [1, 4, 20, 0], 0.5, [0.1089044016, 0.3910955984, 0, 0]),
        ([6, 2, 3], [2, 6, 4], 0.5, [0.0833333333, 0.25, 0.1666666667]),
        ([8, 0, 0, 0], [0, 7, 0, 5], 0.5, [0, 0, 0, 0]),
    ],
)
def test_one_resource_is_shared_as_printed(rates, weights, effort, shared):
    found = share(np.array(weights, float), np.array(rates, float), effort)
    assert found.effort == pytest.approx(shared, abs=1e-10)


def test_several_resources_are_shared_as_printed():
    weights = np.array([1000.0, 1000, 2000, 2000])
    rates = np.array([[1.0, 3, 0], [2, 2, 1], [3, 2, 0], [4, 1, 1]])

    found = share_several(weights, rates, np.array([3.0, 2, 1]))

    printed = [
        [0, 1.2297591013, 0],
        [0.3716651992, 0.7702408987, 1],
        [1.4608081616, 0, 0],
        [1.1675266392, 0, 0],
    ]
    assert found.effort == pytest.approx(np.array(printed), abs=1e-10)
    assert found.found == pytest.approx(5893.792263138733, abs=1e-9)


@st.composite
def searches(draw):
    areas, resources = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    rates = chance.random((areas, resources)) * (chance.random((areas, resources)) < 0.8)
    return chance.integers(0, 9, areas).astype(float), rates, chance.random(resources) * 5


def found_by(weights, rates, spent):
    return float((weights * -np.expm1(-(rates * spent).sum(axis=1))).sum())


@given(searches(), st.integers(0, 2**32))
@some
def test_no_other_sharing_finds_more(search, seed):
    weights, rates, efforts = search
    found = share_several(weights, rates, efforts)
    other = np.random.default_rng(seed).dirichlet(np.ones(len(weights)), len(efforts)).T * efforts

    assert found.effort.min() >= 0
    assert (found.effort.sum(axis=0) <= efforts + 1e-9).all()
    assert found.found == pytest.approx(found_by(weights, rates, found.effort))
    assert found.bound - found.found <= 1e-6 * max(1.0, found.found)
    assert found_by(weights, rates, other) <= found.bound + 1e-9


@given(searches())
@some
def test_one_resource_is_shared_alike_by_both(search):
    weights, rates, efforts = search
    one, same = (
        share(weights, rates[:, 0], efforts[0]),
        share_several(weights, rates[:, :1], efforts[:1]),
    )
    assert one.found == pytest.approx(same.found)


@pytest.mark.parametrize(
    ("weights", "rates", "efforts"),
    [([-1.0], [[1.0]], [1.0]), ([1.0], [[np.inf]], [1.0]), ([1.0, 2.0], [[1.0]], [1.0])],
)
def test_what_cannot_be_shared_is_refused(weights, rates, efforts):
    with pytest.raises(ValueError, match=r"Each area|not negative"):
        share_several(np.array(weights), np.array(rates), np.array(efforts))
