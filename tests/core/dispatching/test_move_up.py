from itertools import combinations_with_replacement, pairwise

import numpy as np
import pytest

from tocsin.core.dispatching.coverage import covered_share
from tocsin.core.dispatching.move_up import (
    Ground,
    Idle,
    compliance_table,
    comply,
    expected_seconds,
    suggest,
    suggest_several,
)


def drawn(rng, crews):
    """A ground of random posts and places, and crews that stand at some of its posts."""
    posts, places = int(rng.integers(2, 6)), int(rng.integers(2, 9))
    ways = rng.integers(1, 20, (posts, places)) * 30.0
    demand = rng.integers(1, 9, places).astype(np.float64)
    ground = Ground(tuple(f"P{n}" for n in range(posts)), ways, demand, 240.0, 0.35)
    at = rng.integers(0, posts, crews)
    between = rng.integers(1, 30, (posts, posts)) * 60.0
    np.fill_diagonal(between, 0.0)
    return ground, Idle(tuple(f"U{n}" for n in range(crews)), ways[at], between[at])


def coverage(ground, to_places):
    times = (to_places <= ground.within_seconds).sum(axis=0)
    return covered_share(times, ground.demand, ground.busy_share)


@pytest.mark.parametrize("seed", range(40))
def test_no_other_single_move_covers_more(seed):
    ground, idle = drawn(np.random.default_rng(seed), crews=4)
    best = 0.0
    for crew in range(4):
        for post in range(len(ground.posts)):
            moved = idle.to_places.copy()
            moved[crew] = ground.seconds[post]
            best = max(best, coverage(ground, moved) - coverage(ground, idle.to_places))

    move = suggest(ground, idle)

    assert (move.gain if move else 0.0) == pytest.approx(best, abs=1e-9)
    if move:
        moved = idle.to_places.copy()
        moved[idle.codes.index(move.code)] = ground.seconds[ground.posts.index(move.post)]
        assert move.coverage_after == pytest.approx(coverage(ground, moved))
        saved = expected_seconds(ground, idle.to_places) - expected_seconds(ground, moved)
        assert move.gained_minutes == pytest.approx(saved / 60)


@pytest.mark.parametrize("seed", range(40))
def test_the_best_move_that_gains_minutes_too_is_suggested(seed):
    ground, idle = drawn(np.random.default_rng(seed), crews=4)
    here, now = expected_seconds(ground, idle.to_places), coverage(ground, idle.to_places)
    best = 0.0
    for crew in range(4):
        for post in range(len(ground.posts)):
            moved = idle.to_places.copy()
            moved[crew] = ground.seconds[post]
            if here - expected_seconds(ground, moved) >= 0.6 * 60:
                best = max(best, coverage(ground, moved) - now)

    move = suggest(ground, idle, least_minutes=0.6)

    assert (move.gain if move else 0.0) == pytest.approx(best, abs=1e-9)
    assert move is None or move.gained_minutes >= 0.6


@pytest.mark.parametrize("seed", range(15))
def test_no_other_posts_cover_more_than_those_of_the_compliance_table(seed):
    ground, _idle = drawn(np.random.default_rng(100 + seed), crews=1)
    table = compliance_table(ground, 3)

    for crews, names in table.items():
        held = [ground.posts.index(name) for name in names]
        best = max(
            coverage(ground, ground.seconds[list(at)])
            for at in combinations_with_replacement(range(len(ground.posts)), crews)
        )
        assert len(names) == crews
        assert coverage(ground, ground.seconds[held]) == pytest.approx(best)


def test_when_the_west_is_bare_a_crew_of_the_east_goes_there():
    ways = np.array([[60.0, 900.0], [900.0, 60.0]])
    ground = Ground(("west", "east"), ways, np.array([1.0, 1.0]), 300.0, 0.3)
    idle = Idle(("1", "2"), ways[[1, 1]], np.array([[700.0, 0.0], [600.0, 0.0]]))

    move = suggest(ground, idle)

    assert move is not None
    assert (move.code, move.post, move.seconds) == ("2", "west", 600.0)
    assert move.gained_minutes > 1


def test_nobody_moves_where_all_is_well_or_the_way_is_too_long():
    ways = np.array([[60.0, 900.0], [900.0, 60.0]])
    ground = Ground(("west", "east"), ways, np.ones(2), 300.0, 0.3)
    spread = Idle(("1", "2"), ways, np.array([[0.0, 600.0], [600.0, 0.0]]))
    crowded = Idle(("1", "2"), ways[[0, 0]], np.array([[0.0, 600.0], [0.0, 600.0]]))

    assert suggest(ground, spread) is None
    assert suggest(ground, crowded, longest_seconds=599.0) is None
    assert suggest(ground, Idle((), np.empty((0, 2)), np.empty((0, 2)))) is None


def test_several_moves_raise_coverage_step_by_step_and_move_nobody_twice():
    ground, idle = drawn(np.random.default_rng(5), crews=6)
    moves = suggest_several(ground, idle, most=4)

    assert len({move.code for move in moves}) == len(moves) > 0
    for before, after in pairwise(moves):
        assert after.coverage_before == pytest.approx(before.coverage_after)


def test_crews_take_the_posts_of_the_table_by_the_shortest_ways_together():
    ground = Ground(("a", "b"), np.zeros((2, 1)), np.ones(1), 300.0, 0.3)
    idle = Idle(("1", "2"), np.zeros((2, 1)), np.array([[10.0, 20.0], [10.0, 90.0]]))

    assert comply(ground, idle, {2: ("a", "b")}) == {"1": "b", "2": "a"}
    assert comply(ground, idle, {1: ("a",)}) == {}
    cut_off = Idle(("1", "2"), np.zeros((2, 1)), np.array([[10.0, 20.0], [np.inf, np.inf]]))
    assert comply(ground, cut_off, {2: ("a", "b")}) == {"1": "a"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"seconds": np.zeros((1, 1))}, "each post"),
        ({"demand": np.zeros(1)}, "demand"),
        ({"busy_share": 1.0}, "busy"),
    ],
)
def test_ground_that_makes_no_sense_is_refused(facts, says):
    sound = {"seconds": np.zeros((2, 1)), "demand": np.ones(1), "busy_share": 0.3}
    with pytest.raises(ValueError, match=says):
        Ground(("a", "b"), within_seconds=300.0, **(sound | facts))


def test_crews_must_be_told_apart_and_a_table_needs_a_post():
    with pytest.raises(ValueError, match="code of its own"):
        Idle(("1", "1"), np.zeros((2, 1)), np.zeros((2, 1)))
    with pytest.raises(ValueError, match="Each idle crew"):
        Idle(("1",), np.zeros((2, 1)), np.zeros((1, 1)))
    with pytest.raises(ValueError, match="needs a post"):
        compliance_table(Ground((), np.zeros((0, 1)), np.ones(1), 300.0, 0.3), 1)
