import numpy as np
import pytest
from hypothesis import given

from tests.core.roads.drawn import at, many, signposted, way
from tests.core.roads.test_travel_times import ONEWAYS, SPOTS
from tocsin.core.geo import Point, metres_between
from tocsin.core.roads import Access, RoadClass, SciPyEngine, TravelMode, Way, build_network
from tocsin.core.roads.meeting import Side, meetings

CAR, FOOT = TravelMode.CAR, TravelMode.FOOT


@given(network=signposted(oneways=ONEWAYS), here=SPOTS)
def test_the_first_road_is_the_one_that_ways_begin_on(network, here):
    engine = SciPyEngine(network)
    snaps = engine.snap(many(here), CAR)
    found = meetings(engine, here, CAR)
    assert bool(found) is bool(np.isfinite(snaps.metres[0]))
    if found:
        assert found[0].metres == pytest.approx(snaps.metres[0], abs=0.5)
        assert metres_between(here, found[0].point) == pytest.approx(found[0].metres, abs=0.5)
        assert [one.metres for one in found] == sorted(one.metres for one in found)
        assert all(engine.reachable_links(CAR)[one.link] for one in found)


def test_the_side_is_told_along_the_road_as_it_was_drawn():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0), name="East")]))
    sides = [meetings(engine, at(2, row), CAR)[0].side for row in (0.2, -0.2, 0.0)]
    assert sides == [Side.LEFT, Side.RIGHT, Side.ON_IT]


def test_between_two_roads_both_are_offered_and_far_from_the_second_it_is_not():
    network = build_network(
        [
            way((0, 0), (4, 0), name="South street"),
            way((0, 0.4), (4, 0.4), name="North street"),
            way((0, 0), (0, 0.4)),
        ]
    )
    engine = SciPyEngine(network)
    assert [one.name for one in meetings(engine, at(2, 0.18), CAR)] == [
        "South street",
        "North street",
    ]
    assert [one.name for one in meetings(engine, at(2, 0.05), CAR)] == ["South street"]


def test_a_farm_a_kilometre_from_the_road_says_so_and_adds_the_walk():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    farm = Point(at(2, 0).lon, at(2, 0).lat + 0.009)
    [met] = meetings(engine, farm, CAR)
    assert met.is_far
    assert met.walk_seconds == pytest.approx(1000 / (5 / 3.6), rel=0.01)
    at_road, at_farm = engine.to_many(at(0, 0), many(at(2, 0), farm), mode=CAR).seconds
    assert at_farm - at_road == pytest.approx(met.walk_seconds, abs=0.5)


def test_only_roads_that_the_mode_can_reach_and_leave_are_offered():
    lane = Way(np.array([at(0, 0.1), at(4, 0.1)]), RoadClass.SERVICE, "Lane", access=Access.FOOT)
    network = build_network([way((0, 0), (4, 0), name="Street"), lane, way((0, 0), (0, 0.1))])
    engine = SciPyEngine(network)
    assert [one.name for one in meetings(engine, at(2, 0.1), CAR)] == ["Street"]
    assert meetings(engine, at(2, 0.1), FOOT)[0].name == "Lane"


def test_beyond_every_road_nothing_is_offered():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    assert meetings(engine, Point(108.0, 35.0), CAR) == ()
