from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.county.lines import along, at_distances, chaikin, cut
from tocsin.core.county.settlements import spread
from tocsin.core.county.terrain import make_terrain
from tocsin.core.county.territories import shares, touching_grounds, village_grounds

SEEDS = st.integers(min_value=0, max_value=10_000)


def winding(seed):
    rng = np.random.default_rng(seed)
    steps = rng.uniform(5.0, 60.0, (int(rng.integers(2, 20)), 2))
    return np.concatenate([np.zeros((1, 2)), steps.cumsum(axis=0)])


@given(seed=SEEDS)
def test_rounding_a_line_keeps_its_ends_and_never_lengthens_it(seed):
    line = winding(seed)
    smooth = chaikin(line)
    assert (smooth[[0, -1]] == line[[0, -1]]).all()
    assert along(smooth)[-1] <= along(line)[-1] + 1e-9


@given(seed=SEEDS, shares_of=st.lists(st.floats(0.01, 0.99), min_size=0, max_size=5, unique=True))
def test_pieces_of_a_cut_line_meet_and_add_up(seed, shares_of):
    line = winding(seed)
    length = float(along(line)[-1])
    pieces = cut(line, np.array(sorted(shares_of)) * length)
    assert sum(float(along(piece)[-1]) for piece in pieces) == pytest.approx(length)
    for first, second in pairwise(pieces):
        assert (first[-1] == second[0]).all()


@given(seed=SEEDS, share=st.floats(0.0, 1.0))
def test_directions_along_a_line_have_length_one(seed, share):
    line = winding(seed)
    _, ahead = at_distances(line, np.array([share * along(line)[-1]]))
    assert np.hypot(*ahead[0]) == pytest.approx(1.0)


@settings(max_examples=25)
@given(seed=SEEDS, count=st.integers(2, 40))
def test_village_grounds_tile_the_outline_and_hold_their_centres(seed, count):
    rng = np.random.default_rng(seed)
    outline = np.array(
        [[0.0, 0.0], [9000.0, 500.0], [8000.0, 7000.0], [4000.0, 2000.0], [0.0, 6000.0]]
    )
    county = shapely.Polygon(outline)
    centres = rng.uniform(0, 9000, (400, 2))
    centres = centres[shapely.contains_xy(county.buffer(-5), *centres.T)][:count]
    grounds = village_grounds(outline, centres)
    assert sum(g.area for g in grounds) == pytest.approx(county.area, rel=1e-5)
    assert all(g.contains(shapely.Point(c)) for g, c in zip(grounds, centres, strict=True))
    neighbours = touching_grounds(grounds)
    assert all(a in neighbours[b] for a, near in enumerate(neighbours) for b in near)


@given(
    weights=st.lists(st.floats(1.0, 1e5), min_size=1, max_size=12),
    extra=st.integers(0, 40),
)
def test_shares_add_up_and_keep_their_bounds(weights, extra):
    most = np.full(len(weights), 6)
    total = min(2 * len(weights) + extra, 6 * len(weights))
    given_out = shares(np.array(weights), total, 2, most)
    assert given_out.sum() == total
    assert ((given_out >= 2) & (given_out <= most)).all()


def test_more_beats_than_villages_are_refused():
    with pytest.raises(ValueError, match="more beats"):
        shares(np.array([1.0]), 5, 1, np.array([4]))


@given(seed=SEEDS, count=st.integers(1, 20))
def test_spread_chooses_different_places(seed, count):
    points = np.random.default_rng(seed).uniform(0, 1000, (30, 2))
    chosen = spread(points, count, 800.0, np.empty((0, 2)))
    assert len(set(chosen)) == count


def test_more_settlements_than_places_are_refused():
    with pytest.raises(ValueError, match="fewer places"):
        spread(np.zeros((1, 2)), 2, 1.0, np.empty((0, 2)))


def test_land_rises_to_the_west():
    square = np.array([[0.0, 0.0], [3e4, 0.0], [3e4, 3e4], [0.0, 3e4]])
    land = make_terrain(square, np.random.default_rng(3))
    third = land.heights.shape[1] // 3
    assert land.heights[:, :third].mean() > land.heights[:, -third:].mean() + 200


def test_land_is_smooth():
    square = np.array([[0.0, 0.0], [3e4, 0.0], [3e4, 3e4], [0.0, 3e4]])
    land = make_terrain(square, np.random.default_rng(3))
    assert np.abs(np.diff(land.heights, axis=0)).max() < 150
