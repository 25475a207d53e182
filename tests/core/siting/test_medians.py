"""Sites by the length of the way: small counties tried by force, larger ones by their proof."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.siting.answers import Choice, ImpossibleError
from tocsin.core.siting.medians import Method, shortest_at_most, shortest_on_average
from tocsin.core.siting.ways import Ways

some = settings(deadline=None, max_examples=60)


@st.composite
def counties(draw):
    points, sites = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    cost = chance.integers(0, draw(st.sampled_from([3, 30])), (points, sites)).astype(float)
    cost[chance.random((points, sites)) < draw(st.sampled_from([0.0, 0.3]))] = np.inf
    return Ways(chance.integers(0, 5, points).astype(float), cost)


def totals(ways, number):
    heavy = ways.weights > 0
    return {
        sites: float(ways.weights[heavy] @ ways.cost[heavy][:, list(sites)].min(axis=1))
        for sites in combinations(range(ways.sites), number)
    }


@given(counties(), st.data())
@some
def test_no_other_sites_are_nearer(ways, data):
    number = data.draw(st.integers(1, ways.sites))
    least = min(totals(ways, number).values())
    if not np.isfinite(least):
        with pytest.raises(ImpossibleError):
            shortest_on_average(ways, number)
        return

    found = shortest_on_average(ways, number)

    assert found.objective == pytest.approx(least)
    assert totals(ways, number)[found.sites] == pytest.approx(least)
    assert found.proven


@given(counties(), st.data())
@some
def test_a_quick_answer_knows_how_far_it_may_be_off(ways, data):
    number = data.draw(st.integers(1, ways.sites))
    least = min(totals(ways, number).values())
    if not np.isfinite(least):
        return

    found = shortest_on_average(ways, number, method=Method.HEURISTIC)

    assert found.bound <= least + 1e-6
    assert found.objective >= least - 1e-6
    if found.proven:
        assert found.objective == pytest.approx(least)


@given(counties(), st.data())
@some
def test_no_other_sites_keep_the_farthest_nearer(ways, data):
    number = data.draw(st.integers(1, ways.sites))
    heavy = ways.weights > 0
    if not heavy.any():
        return
    least = min(
        ways.cost[heavy][:, list(sites)].min(axis=1).max()
        for sites in combinations(range(ways.sites), number)
    )
    if not np.isfinite(least):
        with pytest.raises(ImpossibleError):
            shortest_at_most(ways, number)
        return

    found = shortest_at_most(ways, number)

    assert found.objective == least
    assert len(found.sites) == number


def town(points, sites, seed):
    draws = np.random.default_rng(seed)
    gap = draws.random((points, 1, 2)) - draws.random((1, sites, 2))
    return Ways(draws.random(points), np.hypot(gap[..., 0], gap[..., 1]))


def test_a_town_is_proven_and_the_quick_answer_is_as_good():
    ways = town(300, 25, 4)

    exact = shortest_on_average(ways, 6)
    quick = shortest_on_average(ways, 6, method=Method.HEURISTIC)

    assert exact.proven
    assert quick.objective == pytest.approx(exact.objective)
    assert quick.gap < 0.01


def test_what_stays_stays_and_what_must_not_be_is_not():
    ways = town(80, 9, 2)
    free = shortest_on_average(ways, 3)
    left_out = next(site for site in range(9) if site not in free.sites)
    choice = Choice(stay={left_out}, never={free.sites[0]})

    found = shortest_on_average(ways, 3, choice)

    allowed = {
        sites: total
        for sites, total in totals(ways, 3).items()
        if left_out in sites and free.sites[0] not in sites
    }
    assert found.objective == pytest.approx(min(allowed.values()))
    assert found.sites in allowed


@pytest.mark.parametrize(
    ("weights", "cost"),
    [
        (np.ones(2), np.ones((3, 2))),
        (np.ones(2), -np.ones((2, 2))),
        (np.ones(2), np.full((2, 2), np.nan)),
        (-np.ones(2), np.ones((2, 2))),
        (np.ones(2), np.ones((2, 0))),
    ],
)
def test_what_are_no_ways_is_refused(weights, cost):
    with pytest.raises(ValueError, match=r"cost|weight"):
        Ways(weights, cost)
