"""What searching tells: printed curves, and the chances before and after."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.search.detection import (
    Curve,
    Visibility,
    after_nothing_found,
    after_several,
    chance_of_detection,
    sweep_width,
)

chances = st.lists(st.floats(0, 0.99), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("curve", "printed"),
    [
        (Curve.EXPONENTIAL, [0.2212, 0.3935, 0.5276, 0.6321, 0.7769, 0.8647]),
        (Curve.INVERSE_CUBE, [0.2460, 0.4691, 0.6528, 0.7899, 0.9399, 0.9878]),
        (Curve.DEFINITE, [0.25, 0.5, 0.75, 1, 1, 1]),
    ],
)
def test_chance_of_detection_is_the_printed_one(curve, printed):
    coverage = np.array([0.25, 0.5, 0.75, 1, 1.5, 2])
    assert chance_of_detection(coverage, curve).round(4).tolist() == printed


@pytest.mark.parametrize(
    ("visibility", "factor"),
    [(Visibility.HIGH, 1.8), (Visibility.MEDIUM, 1.6), (Visibility.LOW, 1.1)],
)
def test_width_swept_is_the_range_times_the_published_factor(visibility, factor):
    assert sweep_width(10.0, visibility) == pytest.approx(10 * factor)


@given(chances)
def test_searching_again_is_as_good_as_one_search_with_all_chances(found):
    missed = 1.0
    for one in found:
        missed *= 1 - one
    assert after_several(np.array(found)) == pytest.approx(1 - missed)


@given(chances, st.integers(0, 2**32))
def test_after_nothing_found_the_chances_still_add_up(found, seed):
    areas = np.random.default_rng(seed).dirichlet(np.ones(len(found)))
    after = after_nothing_found(areas, np.array(found))
    assert after.sum() == pytest.approx(1)
    assert (after[np.argmax(found)] <= areas[np.argmax(found)] + 1e-12).all()


def test_searching_twice_tells_the_same_in_either_order():
    areas, one, other = np.array([0.5, 0.3, 0.2]), np.array([0.5, 0, 0]), np.array([0.1, 0.9, 0])
    first = after_nothing_found(after_nothing_found(areas, one), other)
    second = after_nothing_found(after_nothing_found(areas, other), one)
    assert first == pytest.approx(second)


def test_a_sure_search_cannot_have_found_nothing():
    with pytest.raises(ValueError, match="for sure"):
        after_nothing_found(np.array([1.0]), np.array([1.0]))


@pytest.mark.parametrize("chance", [-0.1, 1.1, np.nan])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(ValueError, match="between 0 and 1"):
        after_several(np.array([chance]))
