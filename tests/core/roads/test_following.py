"""One goes along a road as it is drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.geo import LocalPlane, Point, metres_along, metres_between
from tocsin.core.roads.following import Followed
from tocsin.core.roads.network import RoadClass, Way, build_network

HERE = Point(106.65, 35.21)
PLANE = LocalPlane(HERE)


def at(east: float, north: float) -> Point:
    return Point(*PLANE.to_degrees(np.array([east, north])).tolist())


def way(*corners: tuple[float, float], name="东大街", rank=RoadClass.STREET) -> Way:
    return Way(PLANE.to_degrees(np.array(corners, dtype=float)), rank, name)


# A street that leads east, bends to the north after a kilometre, and a lane that goes on straight.
BENT = Followed(
    build_network(
        [
            way((0, 0), (500, 0)),
            way((500, 0), (1000, 0), (1000, 800)),
            way((500, 0), (500, -400), name="南街"),
            way((1000, 0), (1500, 0), name="东环路"),
            way((300, 60), (300, 400), name="", rank=RoadClass.PATH),
        ]
    )
)


@pytest.mark.parametrize(
    ("start", "metres", "towards", "reached"),
    [
        ((100, 20), 300, {"bearing": 90.0}, (400, 0)),
        ((300, 0), 200, {"bearing": 270.0}, (100, 0)),
        ((900, 10), 300, {"bearing": 90.0}, (1000, 200)),
        ((900, 10), 300, {"goal": at(1000, 800)}, (1000, 200)),
        ((500, -200), 150, {"bearing": 0.0, "road": "南街"}, (500, -50)),
    ],
)
def test_one_goes_so_many_metres_along_the_road_that_way(start, metres, towards, reached):
    found = BENT.onward(at(*start), metres, **towards)

    assert found is not None
    assert metres_between(found.point, at(*reached)) < 2


def test_where_the_road_ends_the_rest_is_told():
    found = BENT.onward(at(1000, 700), 300, bearing=0.0)

    assert found is not None
    assert metres_between(found.point, at(1000, 800)) < 2
    assert found.short_metres == pytest.approx(200, abs=2)


@pytest.mark.parametrize(
    ("start", "towards"),
    [((250, 20), {"bearing": 0.0}), ((250, 600), {"bearing": 90.0}), ((250, 20), {})],
)
def test_no_road_leads_there_across_it_far_from_it_or_nowhere(start, towards):
    assert BENT.onward(at(*start), 100, **towards) is None


def test_between_two_places_the_road_is_followed_around_its_bend():
    middle = BENT.between(at(500, 5), at(1000, 500), 0.75, "东大街")

    assert middle is not None
    assert metres_between(middle, at(1000, 250)) < 2


def test_no_line_leads_from_one_road_to_another():
    assert BENT.line_between(at(100, 0), at(500, -390)) is None


@given(st.floats(0, 990), st.floats(0, 1500), st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_one_never_comes_farther_than_one_goes_nor_off_the_road(east, metres, goal_x, goal_y):
    start, goal = at(east, 0), at(goal_x, goal_y)
    found = BENT.onward(start, metres, goal=goal)
    if found is None:
        return
    foot = BENT.foot(found.point)
    assert foot is not None
    assert foot.metres < 1
    assert metres_between(start, found.point) <= metres - found.short_metres + 2
    assert metres_between(found.point, goal) <= metres_between(start, goal)


@given(st.floats(10, 1700), st.floats(10, 1700), st.floats(0, 1))
def test_a_share_of_the_way_is_a_share_of_its_length(first, second, share):
    line = np.array([at(0, 0), at(1000, 0), at(1000, 800)])
    low, high = sorted([first, second])
    start, end = (Point(*np.array(point)) for point in points(line, [low, high]))
    if high - low < 1:
        return

    found = BENT.between(start, end, share, "东大街")

    assert found is not None
    expected = points(line, [low + share * (high - low)])[0]
    assert metres_between(found, Point(*expected)) < 3


def points(line, metres):
    so_far = metres_along(line)
    lon, lat = (np.interp(metres, so_far, line[:, axis]) for axis in (0, 1))
    return np.column_stack([lon, lat])


def test_an_empty_network_has_no_roads():
    assert Followed(build_network([])).foot(HERE) is None
