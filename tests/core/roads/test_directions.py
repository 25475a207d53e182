from dataclasses import replace

import numpy as np
import pytest

from tocsin.core.geo import Point
from tocsin.core.roads.directions import Turn, arrival, directions
from tocsin.core.roads.network import Oneway, RoadClass, Way, build_network
from tocsin.core.roads.scipy_engine import SciPyEngine
from tocsin.core.roads.speeds import TravelMode

WEST, MIDDLE, EAST = [106.00, 35.0], [106.01, 35.0], [106.02, 35.0]
NORTH, SOUTH = [106.01, 35.01], [106.01, 34.99]


def way(*points, name="", rank=RoadClass.STREET):
    return Way(np.array(points, dtype=np.float64), rank, name)


def told(ways, start, end):
    engine = SciPyEngine(build_network(ways))
    route = engine.route(Point(*start), Point(*end), mode=TravelMode.CAR)
    assert route is not None
    return route, directions(route, engine.network)


CROSS = [
    way(WEST, MIDDLE, EAST, name="East Street"),
    way(SOUTH, MIDDLE, NORTH, name="North Road"),
]


@pytest.mark.parametrize(
    ("end", "turn"),
    [(NORTH, Turn.LEFT), (SOUTH, Turn.RIGHT)],
)
def test_turns_at_a_crossing_are_told_with_the_road_one_turns_into(end, turn):
    _, (first, second) = told(CROSS, [106.002, 35.0], end)

    assert (first.turn, first.name, first.compass) == (Turn.SET_OFF, "East Street", 2)
    assert (second.turn, second.name, second.at_end) == (turn, "North Road", False)
    assert first.metres == pytest.approx(729, abs=3)


def test_road_that_leads_no_further_is_said_to_end():
    _, (_, second) = told([way(WEST, MIDDLE, name="A"), CROSS[1]], [106.002, 35.0], NORTH)

    assert (second.turn, second.at_end) == (Turn.LEFT, True)


def test_road_that_goes_on_under_another_name_is_followed_straight_on():
    ways = [way(WEST, MIDDLE, name="A"), way(MIDDLE, EAST, name="B")]

    _, (_, second) = told(ways, [106.002, 35.0], [106.018, 35.0])

    assert (second.turn, second.name) == (Turn.STRAIGHT, "B")


def test_turn_between_two_roads_without_a_name_is_told_too():
    ways = [way(WEST, MIDDLE, EAST), way(SOUTH, MIDDLE, NORTH)]

    _, (_, second) = told(ways, [106.002, 35.0], NORTH)

    assert second.turn == Turn.LEFT


def test_bend_where_no_other_road_leads_off_is_no_turn():
    _, found = told([way(WEST, MIDDLE, NORTH)], [106.002, 35.0], NORTH)

    assert [one.turn for one in found] == [Turn.SET_OFF]


def test_farm_off_the_road_ends_with_a_walk_on_its_side():
    route, found = told([CROSS[0]], [106.002, 35.0], [106.015, 35.008])
    there = arrival(route)

    assert [one.turn for one in found] == [Turn.SET_OFF, Turn.WALK]
    assert there is not None
    assert (there.side, there.road) == (-1, "East Street")
    assert there.metres == pytest.approx(890, abs=3)


def test_place_on_the_road_lies_on_no_side():
    route, _ = told([CROSS[0]], [106.002, 35.0], [106.015, 35.0])
    there = arrival(route)

    assert there is not None
    assert there.side == 0


def test_all_metres_and_seconds_of_the_way_are_told():
    route, found = told(CROSS, [106.002, 35.0], [106.0102, 35.008])

    assert sum(one.metres for one in found) == pytest.approx(route.metres, abs=20)
    assert sum(one.seconds for one in found) == pytest.approx(route.seconds, abs=20)


RING = [
    [106.0 + 0.0004 * east, 35.0 + 0.0003 * north]
    for east, north in ((1, 0), (0, 1), (-1, 0), (0, -1))
]
AROUND = Way(
    np.array([*RING, RING[0]]), RoadClass.STREET, "Ring", oneway=Oneway.FORWARD, circle=True
)
ARMS = [
    way(RING[2], [105.99, 35.0], name="West Road"),
    way(RING[3], [106.0, 34.99], name="South Road"),
    way(RING[0], [106.01, 35.0], name="East Road"),
    way(RING[1], [106.0, 35.01], name="North Road"),
]
FROM_WEST = [105.992, 35.0]


@pytest.mark.parametrize(
    ("end", "road", "exit_"),
    [
        ([106.0, 34.992], "South Road", 1),
        ([106.008, 35.0], "East Road", 2),
        ([106.0, 35.008], "North Road", 3),
    ],
)
def test_a_roundabout_is_told_by_its_exit(end, road, exit_):
    _, found = told([AROUND, *ARMS], FROM_WEST, end)

    assert [(one.turn, one.name, one.exit) for one in found] == [
        (Turn.SET_OFF, "West Road", 0),
        (Turn.ROUNDABOUT, road, exit_),
    ]


def test_a_road_that_may_not_be_driven_into_is_no_exit():
    south = replace(ARMS[1], oneway=Oneway.BACKWARD)

    _, (_, second) = told([AROUND, ARMS[0], south, *ARMS[2:]], FROM_WEST, [106.008, 35.0])

    assert (second.turn, second.exit) == (Turn.ROUNDABOUT, 1)


def test_a_way_that_ends_on_a_roundabout_names_no_exit():
    _, found = told([AROUND, *ARMS], FROM_WEST, [106.00021, 34.99984])

    assert Turn.ROUNDABOUT not in {one.turn for one in found}
    assert [one.name for one in found if one.road_class is not None][-1] == "Ring"


def test_a_road_that_turns_after_a_roundabout_is_told_with_both():
    bent = way(RING[0], [106.005, 35.0], [106.005, 35.01], name="East Road")
    side = way([106.005, 35.0], [106.01, 35.0], name="Side")

    _, found = told([AROUND, ARMS[0], ARMS[1], bent, side], FROM_WEST, [106.005, 35.009])

    assert [(one.turn, one.name, one.exit) for one in found[1:]] == [
        (Turn.ROUNDABOUT, "East Road", 2),
        (Turn.LEFT, "East Road", 0),
    ]
