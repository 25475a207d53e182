"""A place is told by the road beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.test_following import BENT, at
from tocsin.core.geo import Point
from tocsin.core.roads.following import Followed
from tocsin.core.roads.network import RoadClass, Way, build_network
from tocsin.core.roads.roadside import Compass, Hand, Post, chainage, roadside

POSTS = [Post(9_000.0, at(0, 0)), Post(10_000.0, at(1000, 0)), Post(10_800.0, at(1000, 800))]


@pytest.mark.parametrize(
    ("place", "road", "side"),
    [
        ((250, 30), "东大街", Compass.NORTH),
        ((250, -30), "东大街", Compass.SOUTH),
        ((1030, 400), "东大街", Compass.EAST),
        ((480, -200), "南街", Compass.WEST),
        ((250, 1), "东大街", Compass.ON_IT),
    ],
)
def test_the_nearest_named_road_and_the_side_are_told(place, road, side):
    found = roadside(BENT, at(*place))

    assert found is not None
    assert (found.road, found.side) == (road, side)


def test_far_from_all_roads_there_is_none_beside():
    assert roadside(BENT, at(0, 900)) is None
    assert roadside(Followed(build_network([])), at(0, 0)) is None


@given(st.floats(1, 1799), st.floats(-40, 40))
def test_the_kilometre_is_that_along_the_road_and_left_is_left(metres, off):
    place = at(metres, off) if metres < 1000 else at(1000 - off, metres - 1000)
    beside = roadside(BENT, place)
    if beside is None or beside.road != "东大街" or abs(metres - 1000) < 45:
        return

    found = chainage(BENT, beside, place, POSTS)

    assert found is not None
    assert found.metres == pytest.approx(9_000 + metres, abs=3)
    if abs(off) > 5:
        assert found.hand is (Hand.LEFT if off > 0 else Hand.RIGHT)


def test_just_behind_a_post_the_next_kilometre_has_begun():
    place = at(1000, 45)
    beside = roadside(BENT, place)
    assert beside is not None

    found = chainage(BENT, beside, place, POSTS)

    assert found is not None
    assert found.metres == pytest.approx(10_045, abs=3)


def test_before_the_first_post_and_without_posts_no_kilometre_is_invented():
    place = at(300, 10)
    beside = roadside(BENT, place)
    assert beside is not None

    assert chainage(BENT, beside, place, [Post(1.0, at(500, 0)), Post(2.0, at(900, 0))]) is None
    assert chainage(BENT, beside, place, POSTS[:1]) is None
    assert chainage(BENT, beside, place, []) is None


def test_roads_meet_in_either_order_and_not_with_themselves():
    first, again = BENT.meeting("东大街", "南街"), BENT.meeting("南街", "东大街")

    assert first == again
    assert np.allclose(first, [at(500, 0)])
    assert BENT.meeting("东大街", "东大街") == BENT.meeting("东大街", "北街") == []


def test_a_numbered_road_is_known_by_its_code():
    line = np.array([at(0, 0), at(500, 0)])
    roads = Followed(build_network([Way(line, RoadClass.TRUNK, "G344线")]))
    assert roads.knows("g344 东峡公路")
    assert roads.foot(Point(*at(250, 300)), "G344") is not None
