"""Both engines give the very same times, on roads with signs, barriers and closures."""

import heapq
from threading import Thread

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.roads.drawn import at, many, signposted, way
from tests.core.roads.test_travel_times import ONEWAYS, SPOTS
from tocsin.core.geo import Point
from tocsin.core.roads import (
    Access,
    Oneway,
    RoadClass,
    SciPyEngine,
    TravelMode,
    Way,
    Weather,
    build_network,
)
from tocsin.core.roads.cch_engine import HIGH, CCHEngine
from tocsin.core.roads.engine import Conditions
from tocsin.core.roads.graph import Ends
from tocsin.core.roads.signs import Barrier, TurnRule
from tocsin.core.roads.speeds import ACCESS_OF
from tocsin.core.roads.turning import signposted_network

CAR, FOOT, SIREN = TravelMode.CAR, TravelMode.FOOT, TravelMode.LIGHTS_AND_SIREN
MODES = st.sampled_from(list(TravelMode))
HOURS = st.one_of(st.none(), st.integers(0, 23))
PLACES = st.lists(SPOTS, min_size=1, max_size=5)
FACTORS = st.one_of(st.just(np.inf), st.floats(1.0, 20.0))
SIGNED = signposted(oneways=ONEWAYS)


def changes_on(network):
    return st.dictionaries(st.integers(0, max(2 * network.link_count - 1, 0)), FACTORS, max_size=6)


def driven_seconds(network, profile, conditions, start, end):
    """Milliseconds along whole arcs from one arc's end to another's, by a search over arcs.

    What one stands on is the whole list of arcs driven so far as long as it may matter: the
    textbook's answer to forbidden sequences, without any splitting of junctions.
    """
    arcs, weight = network.arcs, np.concatenate([profile.forward, profile.backward])
    hours = range(24) if conditions.at_hour is None else [conditions.at_hour]
    forbidden = [
        arcs
        for arcs, exempt in network.turns.sequences()
        if not all(exempt[at] & ACCESS_OF[conditions.mode] for at in hours)
    ]
    longest = max((len(arcs) for arcs in forbidden), default=1)
    leaving = {node: np.flatnonzero(arcs.tail == node).tolist() for node in set(arcs.tail)}
    waiting, done = [(weight[start], (start,))], set()
    while waiting:
        so_far, driven = heapq.heappop(waiting)
        if so_far == np.inf:
            return np.inf
        if driven[-1] == end:
            return so_far
        if driven in done:
            continue
        done.add(driven)
        for arc in leaving[arcs.head[driven[-1]]]:
            longer = (*driven, arc)
            if not any(longer[-len(s) :] == s for s in forbidden):
                heapq.heappush(waiting, (so_far + weight[arc], longer[-longest:]))
    return np.inf


def middle_of(network, link):
    line = network.line(link)
    return Point(*((line[0] + line[1]) / 2).tolist())


@given(network=SIGNED, here=PLACES, there=PLACES, data=st.data())
def test_both_engines_give_the_very_same_times(network, here, there, data):
    engines = SciPyEngine(network), CCHEngine(network, at_once=True)
    mode, hour = data.draw(MODES), data.draw(HOURS)
    weather = data.draw(st.sampled_from(list(Weather)))

    def asked():
        return [
            engine.matrix(
                many(*here), many(*there), mode=mode, at_hour=hour, weather=weather
            ).seconds.tolist()
            for engine in engines
        ]

    answers = asked()
    assert answers[0] == answers[1]
    for _ in range(2):
        changes = data.draw(changes_on(network)) if network.link_count else {}
        for engine in engines:
            engine.change(changes)
        answers = asked()
        assert answers[0] == answers[1]
    for engine in engines:
        engine.change({})
    assert (
        asked()[1]
        == SciPyEngine(network)
        .matrix(many(*here), many(*there), mode=mode, at_hour=hour, weather=weather)
        .seconds.tolist()
    )


@given(network=SIGNED, mode=MODES, here=SPOTS, there=SPOTS, hour=HOURS)
def test_both_engines_draw_ways_as_quick_as_they_say(network, mode, here, there, hour):
    for engine in (SciPyEngine(network), CCHEngine(network, at_once=True)):
        route = engine.route(here, there, mode=mode, at_hour=hour)
        said = engine.to_many(here, many(there), mode=mode, at_hour=hour).seconds[0]
        assert (np.inf if route is None else route.seconds) == pytest.approx(said, abs=1e-6)
        if route is not None:
            assert sum(step.metres for step in route.steps) == pytest.approx(route.metres, abs=2.5)


@given(network=SIGNED, mode=MODES, hour=HOURS, data=st.data())
def test_forbidden_turns_are_honoured_exactly(network, mode, hour, data):
    assume(network.link_count)
    engine = CCHEngine(network, at_once=True)
    conditions = Conditions(mode, hour, Weather.DRY)
    profile = engine.profile(conditions)
    usable = np.flatnonzero(np.isfinite(np.concatenate([profile.forward, profile.backward])))
    assume(len(usable))
    start, end = (data.draw(st.sampled_from(usable.tolist())) for _ in range(2))
    topology = engine.topology
    expected = driven_seconds(network, profile, conditions, start, end)
    weight = np.concatenate([profile.forward, profile.backward])
    found = table(engine, profile, topology.leave[start], topology.arrive[end])
    if start != end:
        assert found + weight[start] + weight[end] == expected


def table(engine, profile, leave, arrive):
    """Milliseconds between two nodes of the topology."""
    start, end = (
        Ends(np.array([[node, node]]), np.array([[0.0, np.inf]])) for node in (leave, arrive)
    )
    found = engine.search(profile, start, end, np.inf)[0, 0]
    assert found == SciPyEngine(engine.network).search(profile, start, end, np.inf)[0, 0]
    return found


CROSS = [
    Way(np.array([at(0, 1), at(1, 1)]), RoadClass.STREET, number=1),
    Way(np.array([at(1, 1), at(2, 1)]), RoadClass.STREET, number=2),
    Way(np.array([at(1, 0), at(1, 1)]), RoadClass.STREET, number=3),
    Way(np.array([at(1, 1), at(1, 2)]), RoadClass.STREET, number=4),
    Way(np.array([at(2, 1), at(2, 2), at(1, 2)]), RoadClass.STREET, number=5),
]
WEST, NORTH = at(0.5, 1), at(1, 1.5)


def seconds(network, here, there, mode=CAR):
    answers = {
        engine(network).to_many(here, many(there), mode=mode).seconds[0]
        for engine in (SciPyEngine, CCHEngine)
    }
    assert len(answers) == 1
    return answers.pop()


def test_where_one_may_not_turn_left_one_goes_round_the_block():
    free = seconds(signposted_network(CROSS, [], []), WEST, NORTH)
    signed = signposted_network(CROSS, [TurnRule(1, 4, via=at(1, 1))], [])
    assert seconds(signed, WEST, NORTH) > 2.5 * free
    assert seconds(signed, NORTH, WEST) == free
    assert signed.turns.left_out == 0


def test_feet_and_sirens_need_not_heed_the_sign():
    signed = signposted_network(CROSS, [TurnRule(1, 4, via=at(1, 1))], [])
    for mode in (FOOT, SIREN):
        assert seconds(signed, WEST, NORTH, mode) == seconds(
            signposted_network(CROSS, [], []), WEST, NORTH, mode
        )


def test_where_one_must_go_straight_on_every_other_turn_is_forbidden():
    signed = signposted_network(CROSS, [TurnRule(1, 2, via=at(1, 1), only=True)], [])
    free = signposted_network(CROSS, [], [])
    assert seconds(signed, WEST, at(1.5, 1)) == seconds(free, WEST, at(1.5, 1))
    assert seconds(signed, WEST, NORTH) > 2.5 * seconds(free, WEST, NORTH)
    assert seconds(signed, WEST, at(1, 0.5)) > 2.5 * seconds(free, WEST, at(1, 0.5))


def test_a_sign_may_forbid_a_turn_over_a_whole_road():
    rule = TurnRule(1, 5, via_ways=(2,))
    signed, free = signposted_network(CROSS, [rule], []), signposted_network(CROSS, [], [])
    beyond = at(2, 1.5)
    assert seconds(signed, WEST, beyond) > 1.5 * seconds(free, WEST, beyond)
    assert seconds(signed, at(1.5, 1), beyond) == seconds(free, at(1.5, 1), beyond)
    assert seconds(signed, at(1, 0.5), beyond) == seconds(free, at(1, 0.5), beyond)


def test_a_sign_about_roads_that_do_not_meet_is_counted_and_left_out():
    rules = [
        TurnRule(1, 5, via=at(1, 1)),
        TurnRule(1, 77, via=at(1, 1)),
        TurnRule(1, 4, via=at(9, 9)),
    ]
    network = signposted_network(CROSS, rules, [])
    assert (len(network.turns), network.turns.left_out) == (0, 3)


def test_a_bollard_stops_cars_and_lets_feet_past():
    lane = [way((0, 0), (1, 0), (2, 0)), way((2, 0), (2, 3), (0, 3), (0, 0))]
    barred = signposted_network(lane, [], [Barrier(at(1, 0), Access.FOOT | Access.MOTORCYCLE)])
    free = signposted_network(lane, [], [])
    here, there = at(0.5, 0), at(1.5, 0)
    assert seconds(barred, here, there) > 5 * seconds(free, here, there)
    for mode in (FOOT, TravelMode.MOTORCYCLE):
        assert seconds(barred, here, there, mode) == pytest.approx(
            seconds(free, here, there, mode), abs=0.002
        )


def test_a_road_closed_to_cars_is_open_to_sirens():
    private = Access.FOOT | Access.LIGHTS_AND_SIREN
    line = np.array([at(0, 0), at(4, 0)])
    network = build_network(
        [
            Way(line, RoadClass.STREET, access=private),
            way((0, 0), (0, 4), (4, 4), (4, 0)),
        ]
    )
    assert seconds(network, at(0, 0), at(4, 0), SIREN) < seconds(network, at(0, 0), at(4, 0)) / 2


def test_a_closure_is_in_force_at_once_and_lifted_again():
    network = build_network([way((0, 0), (4, 0)), way((0, 0), (0, 4), (4, 4), (4, 0))])
    for engine in (SciPyEngine(network), CCHEngine(network, at_once=True)):

        def ask(engine=engine):
            return engine.to_many(at(0, 0), many(at(4, 0)), mode=CAR).seconds[0]

        free = ask()
        engine.change({0: np.inf})
        assert ask() > 2 * free
        engine.change({0: 2.0})
        assert ask() == pytest.approx(2 * free, abs=0.002)
        engine.change({})
        assert ask() == free


@pytest.mark.parametrize("changes", [{0: 0.5}, {-1: np.inf}, {99: 2.0}, {0: np.nan}])
def test_a_change_that_makes_no_sense_is_refused(changes):
    engine = CCHEngine(build_network([way((0, 0), (4, 0))]))
    with pytest.raises(ValueError, match="names an arc"):
        engine.change(changes)


def test_rain_and_ice_slow_everybody_down():
    network = build_network([way((0, 0), (4, 0), oneway=Oneway.NO)])
    engine = CCHEngine(network, at_once=True)
    by_weather = [
        engine.to_many(at(0, 0), many(at(4, 0)), mode=CAR, weather=weather).seconds[0]
        for weather in (Weather.DRY, Weather.RAIN, Weather.SNOW, Weather.ICE)
    ]
    assert by_weather == sorted(by_weather)
    assert by_weather[0] < by_weather[-1]


def test_many_threads_ask_while_roads_are_closed_and_opened():
    network = build_network([way((0, 0), (4, 0)), way((0, 0), (0, 4), (4, 4), (4, 0))])
    engine = CCHEngine(network, at_once=True)

    def ask():
        return engine.to_many(at(0, 0), many(at(4, 0)), mode=CAR).seconds[0]

    open_ = ask()
    found: set[float] = set()
    engine.change({0: np.inf})
    closed = ask()
    threads = [Thread(target=lambda: found.update(ask() for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(100):
        engine.change({0: np.inf} if turn % 2 else {})
    for thread in threads:
        thread.join()
    assert found <= {open_, closed}
    assert found


def test_an_order_of_another_network_is_refused():
    network = build_network([way((0, 0), (4, 0))])
    with pytest.raises(ValueError, match="not made for this"):
        CCHEngine(network, order=np.array([0, 0], dtype=np.int32))


def chessboard(side):
    """Streets at which every halving of the map cuts ``side`` roads."""
    rows = [way(*((i, j) for i in range(side))) for j in range(side)]
    columns = [way(*((i, j) for j in range(side))) for i in range(side)]
    return build_network([*rows, *columns])


def test_first_questions_are_answered_before_the_hierarchy_is_made_and_later_ones_alike():
    network = chessboard(12)
    engine, places = CCHEngine(network), network.node_lonlat[::5]
    answers = [engine.to_many(at(3, 3), places, mode=CAR).seconds for _ in range(12)]
    expected = SciPyEngine(network).to_many(at(3, 3), places, mode=CAR).seconds
    assert all((answer == expected).all() for answer in answers)


class Later:
    """Keeps what is to be done aside until the test has it done."""

    def __init__(self):
        self.tasks = []

    def begin(self, task):
        self.tasks.append(task)

    def goes_on(self):
        return True


def test_nobody_waits_for_what_is_made_aside_and_its_answers_are_alike():
    network, later = chessboard(80), Later()
    engine, places = CCHEngine(network, aside=later), network.node_lonlat[::997]
    before = [engine.to_many(at(3, 3), places, mode=CAR).seconds for _ in range(4)]
    assert later.tasks
    assert engine.height > HIGH
    later.tasks[0]()
    asked = len(later.tasks)
    after = engine.to_many(at(3, 3), places, mode=CAR).seconds
    assert len(later.tasks) == asked  # nothing is missing any more
    assert all((answer == after).all() for answer in before)


def test_many_closures_on_a_chessboard_are_felt_by_the_first_question_and_by_all_after_it():
    network = chessboard(60)
    engines = CCHEngine(network), SciPyEngine(network)
    engines[0].prepare(Conditions(CAR, None, Weather.DRY))
    assert engines[0].patience > 0
    rng, places = np.random.default_rng(5), network.node_lonlat[::37]
    for _ in range(3):
        closed = dict.fromkeys(rng.integers(0, 2 * network.link_count, 40).tolist(), np.inf)
        for engine in engines:
            engine.change(closed)
        for _ in range(engines[0].patience + 2):
            first, second = (e.to_many(at(3, 3), places, mode=CAR).seconds for e in engines)
            assert (first == second).all()
        for engine in engines:  # closed and opened again before anybody asks
            engine.change({})


def test_a_table_to_most_of_a_small_map_is_the_same_as_its_rows():
    network = chessboard(28)
    engine, places = CCHEngine(network, at_once=True), network.node_lonlat
    table = engine.matrix(places[:2], places, mode=CAR).seconds
    rows = [engine.to_many(Point(*place), places[::40], mode=CAR).seconds for place in places[:2]]
    assert (table[:, ::40] == np.array(rows)).all()
