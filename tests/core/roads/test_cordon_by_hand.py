"""Cordons with any outline, and what is decided by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.drawn import at, many, networks, way
from tocsin.core.geo import LocalPlane, Point
from tocsin.core.roads import SciPyEngine, TravelMode, build_network
from tocsin.core.roads.cordon import (
    NOBODY,
    Area,
    CannotBeClosed,
    Front,
    Hand,
    Lack,
    Mark,
    area_within,
    disconnected,
    fewest_closures,
    lay_cordon,
    links_for,
    stretches_of,
    ways_around,
)

CENTRE = at(2, 2)
ROUND = Area(CENTRE, 60.0, 150.0)
# A street from west to east, and one from south to north, through the centre.
CROSS = build_network(
    [
        way((0, 2), (2, 2), name="west"),
        way((2, 2), (4, 2), name="east"),
        way((2, 0), (2, 2), name="south"),
        way((2, 2), (2, 4), name="north"),
    ]
)


def stretches_in(network, area):
    return stretches_of(network, area, links_for(network, TravelMode.CAR))


def ngon(corners, metres):
    turn = np.linspace(0.0, 2 * np.pi, corners, endpoint=False) + 0.1
    plane = LocalPlane(CENTRE)
    found = plane.to_degrees(metres * np.column_stack([np.cos(turn), np.sin(turn)]))
    return [Point(*one) for one in found.tolist()]


def laid(seconds, *marks, area=ROUND, front=None):
    """Lay a cordon around the cross; the seconds are those of each unit to every post."""
    stretches = stretches_in(CROSS, area)

    def ways(posts):
        return np.tile(np.array(seconds, dtype=np.float64).reshape(-1, 1), (1, len(posts)))

    return lay_cordon(CROSS, stretches, area, ways, marks=marks, front=front)


@given(networks())
def test_an_outline_that_follows_a_circle_is_closed_off_like_the_circle(network):
    drawn = stretches_in(network, area_within(CENTRE, ngon(720, 60.0), 150.0))
    circle = stretches_in(network, ROUND)

    assert fewest_closures(drawn).value == fewest_closures(circle).value
    assert drawn.reaches_inside == circle.reaches_inside


@given(networks(), st.integers(3, 7))
def test_every_road_out_of_a_drawn_area_is_closed(network, corners):
    area = area_within(CENTRE, ngon(corners, 110.0), 190.0)
    stretches = stretches_in(network, area)
    cut = fewest_closures(stretches)
    kept = set(stretches.link[list(cut.closures)].tolist())

    assert disconnected(stretches, cut.closures)
    # Links with one end in the area and one beyond the ring are among the closed ones.
    here = LocalPlane(CENTRE).to_metres(network.node_lonlat)
    within, beyond = area.metres_outside(here) < -1.0, np.hypot(*here.T) > 191.0
    for link in range(network.link_count):
        ends = network.link_from[link], network.link_to[link]
        if any(within[one] and beyond[other] for one, other in (ends, ends[::-1])):
            assert link in kept


def test_a_road_through_a_drawn_area_without_a_junction_there_is_closed_on_both_sides():
    through = build_network([way((0, 2), (4, 2))])
    area = area_within(CENTRE, ngon(4, 40.0), 150.0)

    assert fewest_closures(stretches_in(through, area)).value == 2


def test_an_outline_needs_three_corners_within_the_ring():
    with pytest.raises(ValueError, match="three corners"):
        area_within(CENTRE, ngon(4, 40.0)[:2], 150.0)
    with pytest.raises(ValueError, match="lies around"):
        area_within(CENTRE, ngon(4, 400.0), 150.0)


def test_posts_are_numbered_clockwise_from_the_north():
    names = [CROSS.name_of(post.link) for post in laid([60, 60, 60, 60]).posts]

    assert names == ["north", "east", "south", "west"]


def test_a_post_that_was_added_stands_where_it_was_put():
    street = build_network([way((0, 2), (2, 2), (3, 2), (4, 2)), way((3, 2), (3, 3))])
    area = Area(CENTRE, 60.0, 350.0)
    put = at(3.2, 2)
    found = lay_cordon(
        street,
        stretches_in(street, area),
        area,
        lambda posts: np.zeros((9, len(posts))),
        marks=[Mark(Hand.POST, Point(put.lon, put.lat + 0.0001))],
    )
    (post,) = [one for one in found.posts if one.marked]

    assert tuple(post.point) == pytest.approx(tuple(put), abs=1e-6)
    assert found.marks == (0,)


def test_post_stands_and_front_is_timed_where_it_was_put_on_a_street_that_the_ring_cuts():
    street = Front(1.0, by_road=True)
    middle = laid([0] * 4, front=street).posts[0]
    moved = laid([0] * 4, Mark(Hand.POST, at(2, 2.8)), front=street).posts[0]

    assert tuple(moved.point) == pytest.approx(tuple(at(2, 2.8)), abs=1e-6)
    assert (round(middle.front or 0.0), round(moved.front or 0.0)) == (45, 29)


def test_where_a_unit_has_no_way_to_a_place_others_are_held():
    fork = build_network([way((2, 2), (3, 2)), way((3, 2), (5, 3)), way((3, 2), (5, 1))])
    area = Area(CENTRE, 30.0, 250.0)

    def ways(posts):
        near = LocalPlane(CENTRE).to_metres(posts)[:, 0] < 120.0
        return np.tile(np.where(near, np.inf, 60.0), (2, 1))

    found = lay_cordon(fork, stretches_in(fork, area), area, ways)

    assert (len(found.posts), found.short_by, found.proved, found.closed) == (2, 0, True, True)


def test_without_a_stretch_nobody_else_can_close_the_area():
    with pytest.raises(CannotBeClosed):
        laid([60] * 4, Mark(Hand.NO_POST, at(3, 2)))


def test_of_two_marks_on_a_stretch_the_later_counts_and_a_far_one_says_nothing():
    found = laid(
        [60] * 4,
        Mark(Hand.NO_POST, at(3, 2)),
        Mark(Hand.POST, at(3, 2)),
        Mark(Hand.POST, at(40, 40)),
        Mark(Hand.NO_POST, at(1, 2)),
        Mark(Hand.FREE, at(1, 2)),
    )

    assert found.marks == (1,)
    assert found.closed


def test_a_unit_put_somewhere_stands_there_though_another_is_nearer():
    found = laid([600, 60, 60, 60], Mark(Hand.POST, at(2, 3), 0))
    north = found.posts[0]

    assert (north.unit, north.unit_marked, north.seconds) == (0, True, 600.0)
    assert found.short_by == 0
    assert found.latest_seconds == 600.0


def test_a_unit_put_in_two_places_stands_at_the_last():
    found = laid([60] * 4, Mark(Hand.POST, at(2, 3), 0), Mark(Hand.POST, at(3, 2), 0))

    assert [post.unit for post in found.posts].index(0) == 1
    assert [post.unit_marked for post in found.posts] == [False, True, False, False]


def test_each_post_that_nobody_holds_says_why():
    nobody, few = laid([]), laid([60, 60, np.inf])
    gas = Front(metres_per_second=1.0)
    late = laid([60, 4000], Mark(Hand.POST, at(2, 3), 1), front=gas)
    too_late = laid([5000] * 4, front=gas)

    assert {post.lack for post in nobody.posts} == {Lack.NO_UNIT}
    assert [post.lack for post in few.posts if post.unit == NOBODY] == [Lack.ELSEWHERE] * 2
    assert late.posts[0].lack == Lack.UNIT_LATE
    assert {post.lack for post in too_late.posts} == {Lack.TOO_LATE}
    assert {post.lack for post in laid([np.inf]).posts} == {Lack.NO_WAY}
    assert nobody.short_by == 4


def test_units_drive_around_the_area_unless_they_stand_in_it():
    ring = [(0, 2), (0, 4), (2, 4), (4, 4), (4, 2)]
    network = build_network([way((0, 2), (2, 2), (4, 2)), way((2, 2), (2, 1)), way(*ring)])
    engine = SciPyEngine(network)
    area = Area(CENTRE, 60.0, 150.0)
    cars = [TravelMode.CAR, TravelMode.CAR]
    ways = ways_around(engine, area, many(at(0, 2), at(2, 2)), cars)
    to_east = ways(many(at(4, 2)))[:, 0]
    straight = engine.matrix(many(at(0, 2), at(2, 2)), many(at(4, 2)), mode=TravelMode.CAR)

    assert to_east[0] > straight.seconds[0, 0] + 10.0
    assert to_east[1] == straight.seconds[1, 0]
    assert engine.changes == {}
