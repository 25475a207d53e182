import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core import geo
from tocsin.core.geo import LocalPlane, Point

POINTS = st.builds(Point, st.floats(-179, 179), st.floats(-80, 80))
NEAR = st.builds(Point, st.floats(106.3, 106.9), st.floats(35.0, 35.4))
SQUARE = np.array([[106.0, 35.0], [106.2, 35.0], [106.2, 35.2], [106.0, 35.2]])
HALF_WAY_ROUND = np.pi * geo.EARTH_RADIUS_METRES


@given(start=POINTS, end=POINTS)
def test_distance_is_the_same_both_ways_and_at_most_half_way_round(start, end):
    metres = geo.metres_between(start, end)
    assert metres == pytest.approx(geo.metres_between(end, start))
    assert 0.0 <= metres <= HALF_WAY_ROUND * 1.0000001


@given(start=POINTS, middle=POINTS, end=POINTS)
def test_a_detour_is_never_shorter(start, middle, end):
    around = geo.metres_between(start, middle) + geo.metres_between(middle, end)
    assert geo.metres_between(start, end) <= around + 1e-3


@given(points=st.lists(st.tuples(NEAR, NEAR), min_size=1, max_size=5))
def test_distances_of_arrays_equal_distances_one_by_one(points):
    starts, ends = (np.array(side) for side in zip(*points, strict=True))
    together = geo.haversine_metres(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
    assert together.tolist() == pytest.approx([geo.metres_between(*pair) for pair in points])


@given(start=POINTS, bearing=st.floats(0, 359.9), metres=st.floats(1, 1_000_000))
def test_going_a_distance_in_a_direction_arrives_that_far_away(start, bearing, metres):
    end = geo.destination(start, bearing, metres)
    assert geo.metres_between(start, end) == pytest.approx(metres, rel=1e-6, abs=1e-3)


@given(start=NEAR, bearing=st.floats(0, 359.9), metres=st.floats(10, 50_000))
def test_bearing_to_where_one_went_is_the_bearing_one_took(start, bearing, metres):
    back = geo.bearing_degrees(start, geo.destination(start, bearing, metres))
    assert (back - bearing + 180) % 360 - 180 == pytest.approx(0, abs=1e-3)


@given(start=POINTS, end=POINTS)
def test_bearing_lies_between_north_and_north_again(start, end):
    assert 0.0 <= geo.bearing_degrees(start, end) < 360.0


@given(origin=NEAR, point=NEAR)
def test_a_point_projected_and_back_is_where_it_was(origin, point):
    plane = LocalPlane(origin)
    assert plane.to_degrees(plane.to_metres(np.array(point))).tolist() == pytest.approx(list(point))


@given(origin=NEAR, bearing=st.floats(0, 360), metres=st.floats(1, 5_000))
def test_the_plane_keeps_short_distances(origin, bearing, metres):
    east, north = LocalPlane(origin).to_metres(np.array(geo.destination(origin, bearing, metres)))
    assert np.hypot(east, north) == pytest.approx(metres, rel=1e-3)


@given(point=NEAR)
def test_a_point_between_two_tiles_belongs_to_exactly_one(point):
    west = np.array([[106.0, 34.0], [106.6, 34.0], [106.6, 36.0], [106.0, 36.0]])
    east = np.array([[106.6, 34.0], [107.0, 34.0], [107.0, 36.0], [106.6, 36.0]])
    assert geo.point_in_ring(point, west) != geo.point_in_ring(point, east)
    border = Point(106.6, point.lat)
    assert geo.point_in_ring(border, west) != geo.point_in_ring(border, east)


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1], np.vstack([SQUARE, SQUARE[:1]])])
def test_direction_and_closing_of_a_ring_do_not_matter(ring):
    assert geo.point_in_ring(Point(106.1, 35.1), ring)
    assert not geo.point_in_ring(Point(106.3, 35.1), ring)
    assert geo.ring_area_square_metres(ring) == pytest.approx(405e6, rel=0.01)
    assert geo.ring_centroid(ring) == pytest.approx((106.1, 35.1))


def test_centre_of_a_ring_without_area_is_the_mean_of_its_points():
    flat = np.array([[106.0, 35.0], [106.1, 35.0], [106.2, 35.0]])
    assert geo.ring_centroid(flat) == pytest.approx((106.1, 35.0))


def test_two_points_are_no_ring():
    with pytest.raises(ValueError, match="three points"):
        geo.ring_area_square_metres(SQUARE[:2])


def test_nothing_has_no_bounding_box():
    with pytest.raises(ValueError, match="at least one point"):
        geo.bounding_box(np.empty((0, 2)))


def test_a_bounding_box_holds_its_corners_and_nothing_outside():
    box = geo.bounding_box(SQUARE)
    assert box.holds(Point(106.0, 35.2))
    assert not box.holds(Point(106.0, 35.21))


@given(share=st.floats(0, 1))
def test_a_point_along_a_line_is_as_far_along_as_asked(share):
    line = SQUARE[:3]
    length = geo.metres_along(line)[-1]
    point = geo.points_along(line, np.array([share * length]))
    walked = np.vstack([line[:1], *([line[1:2]] if point[0, 1] > 35.0 else []), point])
    assert geo.metres_along(walked)[-1] == pytest.approx(share * length, rel=1e-4, abs=0.01)


def test_beyond_the_end_of_a_line_there_is_only_its_end():
    beyond = geo.points_along(SQUARE, np.array([-5.0, 1e9]))
    assert beyond.tolist() == [SQUARE[0].tolist(), SQUARE[-1].tolist()]


def test_evenly_spaced_points_need_a_positive_spacing():
    with pytest.raises(ValueError, match="positive spacing"):
        geo.evenly_along(SQUARE, 0.0)


def test_road_guess_is_a_third_longer_than_the_straight_line():
    start, end = Point(106.6, 35.2), Point(106.7, 35.3)
    assert geo.road_metres_guess(start, end) == pytest.approx(1.35 * geo.metres_between(start, end))
