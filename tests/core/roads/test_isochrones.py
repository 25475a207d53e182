import numpy as np
import pytest
import shapely
from hypothesis import given

from tests.core.roads.drawn import at, signposted, way
from tests.core.roads.test_travel_times import ONEWAYS, SPOTS
from tocsin.core.geo import Point
from tocsin.core.roads import Oneway, SciPyEngine, TravelMode, Weather, build_network
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.engine import Conditions
from tocsin.core.roads.isochrones import FRINGE_METRES, isochrones

CAR = Conditions(TravelMode.CAR, None, Weather.DRY)
LIMITS = (20.0, 60.0, 180.0)
METRES_A_DEGREE = 111_195.0


def shape(isochrone):
    polygons = [shapely.Polygon(outer, holes) for outer, *holes in isochrone.areas]
    return shapely.union_all(polygons)


@given(network=signposted(oneways=ONEWAYS), here=SPOTS)
def test_every_junction_reached_in_time_lies_inside(network, here):
    engine = CCHEngine(network, at_once=True)
    seconds = engine.to_many(here, network.node_lonlat, mode=TravelMode.CAR).seconds
    on_road = engine.snap(network.node_lonlat, TravelMode.CAR).metres < 1e-6
    for limit, isochrone in zip(LIMITS, isochrones(engine, here, LIMITS, CAR), strict=True):
        reached = network.node_lonlat[on_road & (seconds <= limit - 0.01)]
        area = shape(isochrone).buffer(1e-7)
        assert all(area.covers(shapely.Point(*place)) for place in reached)


@given(network=signposted(oneways=ONEWAYS), here=SPOTS)
def test_a_longer_time_reaches_everything_that_a_shorter_one_does(network, here):
    near, middle, far = (shape(one) for one in isochrones(SciPyEngine(network), here, LIMITS, CAR))
    assert middle.buffer(1e-7).covers(near)
    assert far.buffer(1e-7).covers(middle)


def test_along_a_road_one_gets_as_far_as_time_allows_and_no_farther():
    engine = CCHEngine(build_network([way((0, 0), (40, 0))]))
    [area] = isochrones(engine, at(0, 0), [60.0], CAR)
    metres_a_second = 28 / 3.6
    east = at(0, 0).lon + (60 * metres_a_second + FRINGE_METRES) / (
        METRES_A_DEGREE * np.cos(np.radians(35.2))
    )
    assert shape(area).bounds[2] == pytest.approx(east, abs=2e-5)


def test_ground_that_no_road_crosses_is_a_hole():
    ring = way((0, 0), (4, 0), (4, 4), (0, 4), (0, 0))
    engine = CCHEngine(build_network([ring, way((0, 0), (-1, 0))]))
    [area] = isochrones(engine, at(0, 0), [300.0], CAR)
    [(_outer, hole)] = area.areas
    assert shapely.Polygon(hole).covers(shapely.Point(*at(2, 2)))
    assert not shape(area).covers(shapely.Point(*at(2, 2)))


def test_against_a_oneway_road_nothing_is_reached():
    ring = way((0, 0), (9, 0), (9, 9), (0, 9), (0, 0), oneway=Oneway.FORWARD)
    engine = CCHEngine(build_network([ring, way((0, 0), (-1, 0))]))
    [area] = isochrones(engine, at(4, 0), [30.0], CAR)
    assert shape(area).covers(shapely.Point(*at(5, 0)))
    assert not shape(area).covers(shapely.Point(*at(3, 0)))


def test_where_there_is_no_road_one_walks():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    [area] = isochrones(engine, Point(107.6, 35.2), [60.0], CAR)
    north = shape(area).bounds[3]
    assert (north - 35.2) * METRES_A_DEGREE == pytest.approx(60 * 5 / 3.6, abs=0.5)


def test_the_same_area_comes_from_either_engine_and_heeds_a_closure():
    network = build_network([way((0, 0), (4, 0)), way((0, 0), (0, 4), (4, 4), (4, 0))])
    engines = SciPyEngine(network), CCHEngine(network, at_once=True)
    open_ = shape(isochrones(engines[0], at(1, 0), [60.0], CAR)[0])
    for engine in engines:
        engine.change({0: np.inf})
    one, other = (shape(isochrones(engine, at(1, 0), [60.0], CAR)[0]) for engine in engines)
    assert one.equals(other)
    assert one.area < open_.area
