import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.drawn import at, many, networks, way
from tocsin.core.geo import metres_along
from tocsin.core.roads import Oneway, SciPyEngine, TravelMode, Weather, build_network
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.stretches import Direction, stretch_of, together

CAR = TravelMode.CAR
# A bridge straight ahead, and a long way round by three other roads.
ROUND = build_network(
    [
        way((0, 0), (1, 0), name="West"),
        way((1, 0), (3, 0), name="Bridge", bridge=True),
        way((3, 0), (4, 0), name="East"),
        way((1, 0), (1, 3), (3, 3), (3, 0), name="Round"),
    ]
)


def stretch(engine, places):
    found = stretch_of(engine, places)
    assert found is not None
    return found


def seconds(engine, here, there):
    return engine.to_many(here, many(there), mode=CAR).seconds[0]


def test_one_place_names_the_road_under_it_from_junction_to_junction():
    found = stretch(SciPyEngine(ROUND), [at(2, 0.1)])
    assert (found.name, found.lonlat.tolist()) == ("Bridge", many(at(1, 0), at(3, 0)).tolist())
    assert found.arcs(Direction.BOTH) == found.onward + found.back
    assert found.metres == pytest.approx(metres_along(found.lonlat)[-1])


def test_two_places_name_the_shortest_way_between_them_from_the_first_to_the_second():
    engine = SciPyEngine(ROUND)
    there = stretch(engine, [at(0.5, 0), at(3.5, 0)])
    back = stretch(engine, [at(3.5, 0), at(0.5, 0)])
    assert there.lonlat.tolist() == many(at(0, 0), at(1, 0), at(3, 0), at(4, 0)).tolist()
    assert there.lonlat.tolist() == back.lonlat.tolist()[::-1]
    assert there.onward == back.back


def test_two_junctions_name_only_what_lies_between_them():
    for places in ([at(1, 0), at(3, 0)], [at(1, 0), at(2, 0)], [at(1.02, 0), at(2.95, 0)]):
        found = stretch(SciPyEngine(ROUND), places)
        assert found.lonlat.tolist() == many(at(1, 0), at(3, 0)).tolist()


def test_two_places_of_one_link_name_it_in_the_direction_they_were_given():
    engine = SciPyEngine(ROUND)
    assert stretch(engine, [at(1.5, 0), at(2.5, 0)]).lonlat[0].tolist() == list(at(1, 0))
    assert stretch(engine, [at(2.5, 0), at(1.5, 0)]).lonlat[0].tolist() == list(at(3, 0))


def test_a_place_away_from_any_road_and_a_network_without_roads_name_nothing():
    assert stretch_of(SciPyEngine(ROUND), [at(2, 20)]) is None
    assert stretch_of(SciPyEngine(build_network([])), [at(2, 0)]) is None
    apart = build_network([way((0, 0), (1, 0)), way((0, 4), (2, 4))])
    assert stretch_of(SciPyEngine(apart), [at(0.5, 0), at(0.5, 4)]) is None
    with pytest.raises(ValueError, match="one place, or by two"):
        stretch_of(SciPyEngine(ROUND), [])


@given(networks(), st.lists(st.tuples(st.floats(0, 4), st.floats(0, 4)), min_size=2, max_size=2))
def test_the_links_of_a_stretch_follow_one_another(network, cells):
    found = stretch_of(SciPyEngine(network), [at(*cell) for cell in cells])
    if found is None:
        return
    assert len({*found.onward}) == len(found.onward) == len({*found.back})
    arcs = network.arcs
    for way_ in (found.onward, found.back):
        assert arcs.head[list(way_[:-1])].tolist() == arcs.tail[list(way_[1:])].tolist()
    assert sorted(arcs.link[list(found.onward)]) == sorted(arcs.link[list(found.back)])


def test_closing_one_direction_leaves_the_other_open():
    for engine in (SciPyEngine(ROUND), CCHEngine(ROUND)):
        free = seconds(engine, at(0, 0), at(4, 0))
        bridge = stretch(engine, [at(1.5, 0), at(2.5, 0)])
        engine.change(together([(bridge.arcs(Direction.ONWARD), np.inf)]))
        assert seconds(engine, at(0, 0), at(4, 0)) > 1.5 * free
        assert seconds(engine, at(4, 0), at(0, 0)) == free


def test_a_place_on_a_closed_road_is_reached_from_its_end_but_nobody_drives_through():
    network = build_network([way((0, 0), (1, 0)), way((1, 0), (3, 0)), way((3, 0), (4, 0))])
    for engine in (SciPyEngine(network), CCHEngine(network)):
        to_the_accident = seconds(engine, at(0, 0), at(2, 0))
        engine.change(together([(stretch(engine, [at(2, 0)]).arcs(Direction.BOTH), np.inf)]))
        assert seconds(engine, at(0, 0), at(2, 0)) == to_the_accident
        assert seconds(engine, at(2, 0), at(4, 0)) < np.inf
        assert seconds(engine, at(0, 0), at(4, 0)) == np.inf
        route = engine.route(at(0, 0), at(2, 0), mode=CAR)
        assert route is not None
        assert route.seconds == pytest.approx(to_the_accident)


def test_nobody_enters_a_one_way_road_from_its_end_because_it_is_closed():
    network = build_network(
        [
            way((0, 0), (1, 0)),
            way((1, 0), (3, 0), oneway=Oneway.FORWARD),
            way((3, 0), (4, 0)),
            way((1, 0), (1, 3), (3, 3), (3, 0)),
        ]
    )
    engine = SciPyEngine(network)
    engine.change({1: np.inf})
    assert seconds(engine, at(4, 0), at(2, 0)) > 3 * seconds(engine, at(0, 0), at(2, 0))


def test_the_weather_in_force_counts_unless_a_question_names_another():
    for engine in (SciPyEngine(ROUND), CCHEngine(ROUND)):
        dry = seconds(engine, at(0, 0), at(4, 0))
        engine.weather = Weather.ICE
        assert seconds(engine, at(0, 0), at(4, 0)) > 2 * dry
        asked = engine.to_many(at(0, 0), many(at(4, 0)), mode=CAR, weather=Weather.DRY)
        assert asked.seconds[0] == dry
