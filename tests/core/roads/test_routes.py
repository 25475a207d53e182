import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.drawn import at, drive, many, networks, way
from tests.core.roads.test_travel_times import ONEWAYS, SPOTS
from tocsin.core.geo import metres_along, metres_between
from tocsin.core.roads import GreatCircle, RoadClass, SciPyEngine, TravelMode, build_network
from tocsin.core.roads.driving import along, line_ahead, places_along

CAR = TravelMode.CAR


@given(network=networks(oneways=ONEWAYS), here=SPOTS, there=SPOTS)
def test_a_route_takes_as_long_as_the_travel_time_says(network, here, there):
    engine = SciPyEngine(network)
    route = engine.route(here, there, mode=CAR, at_hour=8)
    seconds = engine.to_many(here, many(there), mode=CAR, at_hour=8).seconds[0]
    assert (np.inf if route is None else route.seconds) == pytest.approx(seconds, abs=1e-6)


@given(network=networks(oneways=ONEWAYS), here=SPOTS, there=SPOTS)
def test_a_route_is_one_unbroken_line_from_origin_to_destination(network, here, there):
    route = drive(network, here, there)
    assert route.lonlat[[0, -1]] == pytest.approx(many(here, there), abs=1e-9)
    assert len(route.lonlat) == len(route.seconds_at) == len(route.metres_at) >= 2
    assert (np.diff(route.seconds_at) >= 0).all()
    assert route.metres == pytest.approx(metres_along(route.lonlat)[-1], rel=1e-6, abs=0.1)


@given(network=networks(), here=SPOTS, there=SPOTS)
def test_the_steps_add_up_to_the_route(network, here, there):
    route = drive(network, here, there)
    assert sum(step.seconds for step in route.steps) == pytest.approx(route.seconds, abs=2.0)
    assert sum(step.metres for step in route.steps) == pytest.approx(route.metres, abs=2.0)


def test_steps_name_the_roads_in_order_and_walks_have_no_road():
    network = build_network(
        [
            way((0, 0), (1, 0), (2, 0), rank=RoadClass.MOTORWAY, name="G22"),
            way((1, 0), (1, 1)),
            way((2, 0), (2, 3), rank=RoadClass.VILLAGE, name="South lane"),
        ]
    )
    route = drive(network, at(0, 0), at(3, 2))
    assert [step.name for step in route.steps] == ["G22", "South lane", ""]
    assert [step.road_class for step in route.steps] == [
        RoadClass.MOTORWAY,
        RoadClass.VILLAGE,
        None,
    ]


def test_the_way_to_where_one_stands_takes_no_time():
    route = drive(build_network([way((0, 0), (4, 0))]), at(1, 0), at(1, 0))
    assert (route.seconds, route.metres) == (0.0, 0.0)
    assert along(route, 0.0).arrived


@given(network=networks(), here=SPOTS, there=SPOTS, share=st.floats(-0.2, 1.2))
def test_somebody_driving_moves_steadily_and_stays_on_the_route(network, here, there, share):
    route = drive(network, here, there)
    now = along(route, share * route.seconds)
    ahead = line_ahead(route, share * route.seconds)
    assert now.arrived == (share >= 1.0 or route.seconds == 0.0)
    assert 0.0 <= now.seconds_left <= route.seconds
    assert metres_along(ahead)[-1] == pytest.approx(now.metres_left, rel=1e-3, abs=0.5)


def test_somebody_driving_turns_with_the_road():
    network = build_network([way((0, 0), (2, 0), (2, 2), name="bent")])
    route = drive(network, at(0, 0), at(2, 2))
    assert along(route, 1.0).bearing == pytest.approx(90, abs=0.1)
    assert along(route, route.seconds - 1.0).bearing == pytest.approx(0, abs=0.1)
    assert along(route, route.seconds + 60.0).bearing == pytest.approx(0, abs=0.1)
    halfway = along(route, route.seconds / 2).point
    assert metres_between(halfway, at(2, 0)) < 25


def test_places_at_many_moments_are_in_order():
    route = GreatCircle().route(at(0, 0), at(0, 4), mode=CAR)
    lats = places_along(route, np.linspace(0, route.seconds, 9))[:, 1]
    assert (np.diff(lats) > 0).all()
