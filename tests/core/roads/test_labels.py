"""Labels tell the same times as a search; whoever asks while they are made is answered too."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core.roads.drawn import many, signposted, way
from tests.core.roads.test_engines import FACTORS, MODES, PLACES, changes_on, chessboard
from tests.core.roads.test_travel_times import ONEWAYS
from tocsin.core.roads import SciPyEngine, TravelMode, Weather, build_network
from tocsin.core.roads.cch_engine import node_order
from tocsin.core.roads.engine import Conditions
from tocsin.core.roads.fronts import fronts_of
from tocsin.core.roads.graph import arriving, leaving
from tocsin.core.roads.labels import FAR, label_bytes, make_labels


def asked(engine, mode, here, there):
    """The profile in force, and the nodes by which places are left and reached."""
    profile = engine.profile(Conditions(mode, None, Weather.DRY))
    snaps = engine.snap(np.concatenate([here, there]), mode)
    starts, ends = snaps.parted(len(here))
    network = engine.network
    return profile, leaving(network, profile, starts), arriving(network, profile, ends)


def told(engine, profile, starts, ends):
    fronts = fronts_of(engine.topology, node_order(engine.topology))
    return make_labels(fronts, profile.weights).between(starts, ends)


@settings(max_examples=40)
@given(network=signposted(oneways=ONEWAYS), mode=MODES, here=PLACES, there=PLACES, data=st.data())
def test_labels_tell_what_a_search_finds_or_nothing(network, mode, here, there, data):
    engine = SciPyEngine(network)
    assume(network.link_count)
    engine.change(data.draw(changes_on(network)))
    profile, starts, ends = asked(engine, mode, many(*here), many(*there))
    found = engine.search(profile, starts, ends, np.inf)
    labelled = told(engine, profile, starts, ends)
    if (found < FAR).all():
        assert (labelled == found).all()
    else:
        assert labelled is None


@settings(max_examples=20)
@given(data=st.data(), factor=FACTORS)
def test_labels_of_many_fronts_tell_what_a_search_finds(data, factor):
    network = BOARD
    engine = SciPyEngine(network)
    arcs = data.draw(st.lists(st.integers(0, 2 * network.link_count - 1), max_size=12))
    engine.change(dict.fromkeys(arcs, factor))
    nodes = st.lists(st.integers(0, network.node_count - 1), min_size=1, max_size=4)
    here, there = (network.node_lonlat[data.draw(nodes)] for _ in range(2))
    mode = data.draw(MODES)
    profile, starts, ends = asked(engine, mode, here, there)
    found = engine.search(profile, starts, ends, np.inf)
    labelled = told(engine, profile, starts, ends)
    assert labelled is None or (labelled == found).all()
    assert labelled is not None or (found >= FAR).any()


BOARD = chessboard(14)


def test_fronts_hold_every_node_once_and_lie_below_what_they_touch():
    engine = SciPyEngine(BOARD)
    fronts = fronts_of(engine.topology, node_order(engine.topology))
    assert sorted(fronts.number.tolist()) == list(range(BOARD.node_count))
    assert [front.first for front in fronts.each[1:]] == [
        front.last + 1 for front in fronts.each[:-1]
    ]
    assert all(front.above > number for number, front in enumerate(fronts.each[:-1]))


def test_parts_that_do_not_hang_together_share_nobody_above():
    network = build_network([way((0, 0), (1, 0)), way((5, 5), (6, 5))])
    engine = SciPyEngine(network)
    fronts = fronts_of(engine.topology, node_order(engine.topology))
    assert [front.above for front in fronts.each] == [-1, -1]


def test_labels_take_the_memory_that_was_foretold_and_half_where_ways_back_are_alike():
    engine = SciPyEngine(BOARD)
    fronts = fronts_of(engine.topology, node_order(engine.topology))
    sizes = []
    for changes in ({}, {0: 2.0}):
        engine.change(changes)
        weights = engine.profile(Conditions(TravelMode.CAR, None, Weather.DRY)).weights
        sizes.append(label_bytes(fronts, weights))
        assert make_labels(fronts, weights).size == sizes[-1]
    assert sizes[1] == 2 * sizes[0]
