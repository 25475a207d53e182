import heapq
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.roads.drawn import CELLS, at, drive, many, networks, way
from tocsin.core.geo import Point, haversine_metres
from tocsin.core.roads import (
    GreatCircle,
    Oneway,
    RoadClass,
    SciPyEngine,
    TravelMode,
    Way,
    Weather,
    build_network,
    engine_over,
    order_for,
)
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.engine import Conditions
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND, seconds_per_metre

CAR, FOOT = TravelMode.CAR, TravelMode.FOOT
ONEWAYS = st.sampled_from(list(Oneway))
SPOTS = st.builds(at, st.floats(-1, 5), st.floats(-1, 5))


def plain_dijkstra(network, source, pace, on_foot):
    """Seconds from one node to all, by the textbook; each arc takes whole milliseconds."""
    arcs = network.arcs
    leaving: dict[int, list[tuple[int, float]]] = {node: [] for node in range(network.node_count)}
    for tail, head, link, metres, against in zip(
        arcs.tail, arcs.head, arcs.link, arcs.metres, arcs.against_oneway, strict=True
    ):
        if on_foot or not against:
            milliseconds = max(round(metres * pace[network.link_class[link]] * 1000), 1)
            leaving[tail].append((head, milliseconds / 1000))
    seconds = np.full(network.node_count, np.inf)
    waiting = [(0.0, source)]
    while waiting:
        so_far, node = heapq.heappop(waiting)
        if so_far >= seconds[node]:
            continue
        seconds[node] = so_far
        for head, more in leaving[node]:
            heapq.heappush(waiting, (so_far + more, head))
    return seconds


def well_connected_nodes(network, pace, *, on_foot):
    """The largest set of nodes that all reach one another, by the textbook."""
    reach = np.array(
        [plain_dijkstra(network, node, pace, on_foot) for node in range(network.node_count)]
    )
    both = np.isfinite(reach) & np.isfinite(reach.T)
    sizes = both.sum(axis=1)
    assume((sizes == sizes.max()).sum() == sizes.max() > 1)
    return np.flatnonzero(both[sizes.argmax()]), reach


@given(
    network=networks(oneways=ONEWAYS), mode=st.sampled_from([CAR, FOOT]), hour=st.integers(0, 23)
)
def test_times_between_junctions_equal_the_textbook_search(network, mode, hour):
    assume(network.link_count)
    pace = seconds_per_metre(mode, hour)
    nodes, reach = well_connected_nodes(network, pace, on_foot=mode is FOOT)
    places = network.node_lonlat[nodes]
    answer = SciPyEngine(network).matrix(places, places, mode=mode, at_hour=hour)
    assert answer.seconds == pytest.approx(reach[np.ix_(nodes, nodes)], abs=1e-6)
    assert answer.by == "roads"


@given(
    network=networks(oneways=ONEWAYS), here=SPOTS, others=st.lists(SPOTS, min_size=1, max_size=6)
)
def test_many_to_one_over_reversed_roads_equals_one_to_one_forward(network, here, others):
    engine = SciPyEngine(network)
    together = engine.from_many(many(*others), here, mode=CAR).seconds
    one_by_one = [engine.to_many(other, many(here), mode=CAR).seconds[0] for other in others]
    assert together.tolist() == pytest.approx(one_by_one, abs=1e-6)


@given(
    network=networks(oneways=ONEWAYS),
    here=st.lists(SPOTS, min_size=1, max_size=4),
    there=st.lists(SPOTS, min_size=1, max_size=4),
)
def test_matrix_equals_its_rows(network, here, there):
    engine = SciPyEngine(network)
    whole = engine.matrix(many(*here), many(*there), mode=CAR).seconds
    rows = [engine.to_many(origin, many(*there), mode=CAR).seconds for origin in here]
    assert whole == pytest.approx(np.array(rows), abs=1e-6)


@given(network=networks(), here=SPOTS, there=SPOTS)
def test_two_way_roads_take_as_long_back_as_there(network, here, there):
    engine = SciPyEngine(network)
    out = engine.to_many(here, many(there), mode=CAR).seconds
    back = engine.to_many(there, many(here), mode=CAR).seconds
    assert out.tolist() == pytest.approx(back.tolist(), abs=1e-6)


@given(network=networks(oneways=ONEWAYS), picks=st.tuples(*[st.integers(0, 99)] * 3))
def test_going_round_by_a_third_junction_is_never_quicker(network, picks):
    assume(network.node_count)
    a, b, c = (network.node_lonlat[[pick % network.node_count]] for pick in picks)
    engine = SciPyEngine(network)
    seconds = [engine.matrix(*pair, mode=CAR).seconds[0, 0] for pair in ((a, c), (a, b), (b, c))]
    snaps = engine.snap(np.concatenate([a, b, c]), CAR)
    assume((snaps.metres < 1e-6).all())
    assert seconds[0] <= seconds[1] + seconds[2] + 1e-6


@given(
    network=networks(),
    here=SPOTS,
    there=st.lists(SPOTS, min_size=1, max_size=6),
    limit=st.floats(0, 300),
)
def test_a_limit_leaves_near_answers_alone_and_far_ones_unknown(network, here, there, limit):
    engine = SciPyEngine(network)
    free = engine.to_many(here, many(*there), mode=CAR).seconds
    limited = engine.to_many(here, many(*there), mode=CAR, limit_seconds=limit).seconds
    assert limited.tolist() == np.where(free <= limit, free, np.inf).tolist()


@given(network=networks(), spots=st.lists(SPOTS, min_size=1, max_size=5))
def test_places_meet_the_nearest_point_of_the_road(network, spots):
    assume(network.link_count and len(set(network.component)) == 1)
    snaps = SciPyEngine(network).snap(many(*spots), CAR)
    shares = np.linspace(0, 1, 400)[:, None]
    for spot, metres in zip(spots, snaps.metres, strict=True):
        nearest = np.inf
        for link in range(network.link_count):
            line = network.line(link)
            for begin, end in pairwise(line):
                on_it = begin + shares * (end - begin)
                nearest = min(
                    nearest, haversine_metres(spot.lon, spot.lat, on_it[:, 0], on_it[:, 1]).min()
                )
        assert metres == pytest.approx(nearest, abs=1.0)


def test_along_a_oneway_street_one_must_go_round_to_get_back():
    ring = way((0, 0), (4, 0), (4, 4), (0, 4), (0, 0), oneway=Oneway.FORWARD)
    engine = SciPyEngine(build_network([ring, way((0, 0), (-1, 0))]))
    here, ahead = at(1, 0), at(2, 0)
    onward = engine.to_many(here, many(ahead), mode=CAR).seconds[0]
    back = engine.to_many(ahead, many(here), mode=CAR).seconds[0]
    on_foot_back = engine.to_many(ahead, many(here), mode=FOOT).seconds[0]
    on_foot = engine.to_many(here, many(ahead), mode=FOOT).seconds[0]
    assert back > 10 * onward
    assert on_foot_back == pytest.approx(on_foot)


def test_a_place_off_the_road_is_walked_to():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    on_road, off_road = engine.to_many(at(0, 0), many(at(3, 0), at(3, 2)), mode=CAR).seconds
    walk = haversine_metres(*at(3, 0), *at(3, 2)) / WALKING_METRES_PER_SECOND
    assert off_road - on_road == pytest.approx(walk, rel=1e-3)


def test_two_places_far_from_the_road_and_near_each_other_are_joined_on_foot():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    seconds = engine.to_many(at(2, 10), many(at(2, 11), at(2, 10)), mode=CAR).seconds
    walk = haversine_metres(*at(2, 10), *at(2, 11)) / WALKING_METRES_PER_SECOND
    assert seconds.tolist() == pytest.approx([walk, 0.0])


def test_an_island_is_reached_from_the_main_roads_never_through_its_own():
    island = way((1, 1), (1.5, 1), rank=RoadClass.TRUNK)
    network = build_network([way((0, 0), (4, 0)), way((2, 0), (2, -2)), island])
    snaps = SciPyEngine(network).snap(many(at(1, 1)), CAR)
    assert network.component[network.link_from[snaps.link[0]]] == 0
    assert snaps.metres[0] == pytest.approx(haversine_metres(*at(1, 0), *at(1, 1)), rel=1e-3)


def test_a_dead_end_one_could_never_leave_is_not_driven_into():
    trap = way((2, 0), (2, 2), oneway=Oneway.FORWARD)
    engine = SciPyEngine(build_network([way((0, 0), (2, 0), (4, 0)), trap]))
    assert engine.snap(many(at(2, 2)), CAR).metres[0] == pytest.approx(222, abs=1)
    assert engine.snap(many(at(2, 2)), FOOT).metres[0] == pytest.approx(0, abs=1e-6)


def test_a_place_beyond_every_road_is_unreachable():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    far = Point(107.6, 35.2)
    assert engine.to_many(at(0, 0), many(far, at(1, 0)), mode=CAR).seconds[0] == np.inf
    assert engine.from_many(many(far), at(0, 0), mode=CAR).seconds.tolist() == [np.inf]
    assert engine.route(far, at(0, 0), mode=CAR) is None


def test_feet_use_paths_and_cars_do_not():
    network = build_network(
        [way((0, 0), (4, 0), rank=RoadClass.PATH), way((0, 0), (0, 4), (4, 4), (4, 0))]
    )
    by_car = drive(network, at(0, 0), at(4, 0))
    on_foot = drive(network, at(0, 0), at(4, 0), mode=FOOT)
    assert by_car.metres > 2 * on_foot.metres


def test_on_a_link_shorter_than_a_step_a_place_stands_at_the_nearer_end():
    ends = [at(0, 0), at(2, 0), Point(at(2, 0).lon + 4e-6, at(2, 0).lat), at(4, 0)]
    streets = [Way(np.array(pair), RoadClass.STREET) for pair in pairwise(ends)]
    engine = SciPyEngine(build_network(streets))
    profile = engine.profile(Conditions(CAR, None, Weather.DRY))
    places = [Point(at(2, 0).lon + share * 4e-6, at(2, 0).lat) for share in (0.1, 0.9)]
    told = engine.to_many(ends[0], many(*places), mode=CAR).seconds * 1000
    assert told.tolist() == pytest.approx(np.cumsum(profile.forward)[:2].tolist(), abs=1e-3)


def test_the_quickest_of_several_roads_between_two_junctions_is_taken():
    slow, quick = RoadClass.TRACK, RoadClass.TRUNK
    network = build_network(
        [
            way((0, 0), (2, 0), rank=slow, name="direct"),
            way((0, 0), (1, 1), (2, 0), rank=quick, name="bypass"),
        ]
    )
    route = drive(network, at(0, 0), at(2, 0))
    assert [step.name for step in route.steps] == ["bypass"]


def test_asking_about_nobody_gives_no_answers():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0))]))
    assert engine.from_many(many(), at(0, 0), mode=CAR).seconds.shape == (0,)


def test_without_roads_the_answer_is_a_straight_line_and_says_so():
    for network in (None, build_network([])):
        engine = engine_over(network)
        there = many(at(0, 10))
        answer = engine.to_many(at(0, 0), there, mode=CAR)
        metres = haversine_metres(*at(0, 0), *at(0, 10))
        pace = seconds_per_metre(CAR)[RoadClass.TERTIARY]
        assert answer.by == "straight line"
        assert answer.seconds[0] == pytest.approx(1.35 * metres * pace)
        assert engine.matrix(there, there, mode=CAR, limit_seconds=9).seconds.tolist() == [[0.0]]


def test_with_roads_the_answer_follows_them_and_says_so():
    engine = engine_over(build_network([way((0, 0), (4, 0))]))
    assert engine.by == "roads"
    assert isinstance(engine, CCHEngine)


def test_where_the_hierarchy_cannot_be_had_the_plain_search_answers(monkeypatch):
    network = build_network([way((0, 0), (4, 0))])
    monkeypatch.setitem(sys.modules, "tocsin.core.roads.cch_engine", None)
    engine = engine_over(network, order_for(network))
    assert isinstance(engine, SciPyEngine)
    assert order_for(network) is None
    assert engine.to_many(at(0, 0), many(at(4, 0)), mode=CAR).seconds[0] > 0


@given(here=SPOTS, there=SPOTS, cell=CELLS)
def test_straight_lines_take_as_long_back_as_there(here, there, cell):
    engine = GreatCircle()
    out = engine.to_many(here, many(there, at(*cell)), mode=CAR).seconds
    back = engine.from_many(many(there, at(*cell)), here, mode=CAR).seconds
    assert out.tolist() == pytest.approx(back.tolist())
