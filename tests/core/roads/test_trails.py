"""Links strung together: each once, and each begins where the one before ends."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.roads.drawn import signposted, way
from tests.core.roads.test_travel_times import ONEWAYS
from tocsin.core.roads import build_network
from tocsin.core.roads.trails import trails


@settings(max_examples=40)
@given(network=signposted(oneways=ONEWAYS), data=st.data())
def test_every_link_is_passed_once_and_neighbours_on_a_line_meet(network, data):
    kept = data.draw(st.lists(st.booleans(), max_size=network.link_count))
    links = np.flatnonzero(kept)
    passed, turned, line = trails(network, links)
    assert sorted(passed.tolist()) == links.tolist()
    begins = np.where(turned, network.link_to[passed], network.link_from[passed])
    ends = np.where(turned, network.link_from[passed], network.link_to[passed])
    same = line[1:] == line[:-1]
    assert (ends[:-1][same] == begins[1:][same]).all()


def test_a_crossing_is_driven_straight_over():
    network = build_network([way((0, 1), (1, 1), (2, 1)), way((1, 0), (1, 1), (1, 2))])
    _passed, _turned, line = trails(network, np.arange(network.link_count))
    assert sorted(np.bincount(line).tolist()) == [2, 2]
