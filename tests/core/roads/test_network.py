import numpy as np
import pytest
from hypothesis import given

from tests.core.roads.drawn import at, networks, way
from tocsin.core.geo import metres_along
from tocsin.core.roads import Oneway, RoadClass, Way, build_network


def test_ways_meet_where_they_share_a_point():
    network = build_network([way((0, 1), (1, 1), (2, 1)), way((1, 0), (1, 1), (1, 2))])
    assert (network.node_count, network.link_count) == (5, 4)
    assert set(network.component) == {0}


def test_ways_that_cross_without_a_common_point_do_not_meet():
    network = build_network([way((0, 1), (2, 1), bridge=True), way((1, 0), (1, 2))])
    assert (network.node_count, network.link_count) == (4, 2)
    assert network.link_bridge.tolist() == [True, False]
    assert len(set(network.component)) == 2


def test_a_bend_is_shape_and_not_a_junction():
    network = build_network([way((0, 0), (1, 0), (1, 1))])
    assert (network.node_count, network.link_count) == (2, 1)
    assert network.line(0).tolist() == [list(at(0, 0)), list(at(1, 0)), list(at(1, 1))]


def test_coordinates_a_centimetre_apart_are_one_place():
    nudged = np.array([at(1, 0), at(2, 0)]) + 4e-9
    network = build_network([way((0, 0), (1, 0)), Way(nudged, RoadClass.STREET)])
    assert network.node_count == 3


def test_a_loop_is_cut_where_it_meets_itself():
    network = build_network([way((0, 0), (1, 0), (1, 1), (0, 0))])
    assert (network.node_count, network.link_count) == (1, 1)
    assert network.link_from[0] == network.link_to[0]


def test_a_way_without_length_is_left_out():
    assert build_network([way((0, 0), (0, 0))]).link_count == 0


def test_links_keep_the_facts_of_their_way():
    network = build_network(
        [
            way((0, 0), (1, 0), rank=RoadClass.PRIMARY, name="S304", oneway=Oneway.FORWARD),
            way((1, 0), (1, 1), rank=RoadClass.VILLAGE),
        ]
    )
    assert network.link_class.tolist() == [RoadClass.PRIMARY, RoadClass.VILLAGE]
    assert network.link_oneway.tolist() == [Oneway.FORWARD, Oneway.NO]
    assert [network.name_of(link) for link in (0, 1)] == ["S304", ""]
    assert network.arcs.against_oneway.tolist() == [False, False, True, False]


@given(network=networks())
def test_every_link_runs_from_its_first_node_to_its_last_and_is_as_long_as_its_line(network):
    for link in range(network.link_count):
        line = network.line(link)
        assert line[0] == pytest.approx(network.node_lonlat[network.link_from[link]])
        assert line[-1] == pytest.approx(network.node_lonlat[network.link_to[link]])
        assert metres_along(line)[-1] == pytest.approx(network.link_metres[link], abs=1e-3)


@given(network=networks())
def test_links_join_only_nodes_of_one_part_and_the_largest_part_comes_first(network):
    assert (network.component[network.link_from] == network.component[network.link_to]).all()
    sizes = np.bincount(network.component)
    assert (np.diff(sizes) <= 0).all()


@pytest.mark.parametrize(
    ("points", "says"),
    [
        (np.array([[106.0, 35.0]]), "two points"),
        (np.array([106.0, 35.0]), "shape"),
        (np.array([[106.0, 35.0], [np.nan, 35.0]]), "finite"),
    ],
)
def test_a_way_that_is_no_line_is_refused(points, says):
    with pytest.raises(ValueError, match=says):
        build_network([Way(points, RoadClass.STREET)])
