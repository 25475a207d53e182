"""Signs, access and barriers as they are read from a map."""

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Relation
from osmium.osm.mutable import Way as OsmWay

from tests.core.roads.drawn import at, many
from tocsin.adapters.osm import road_tags
from tocsin.adapters.osm.api import UnreadableExtract, read_extract, read_roads
from tocsin.core.roads import Access, SciPyEngine, TravelMode
from tocsin.core.roads.cch_engine import CCHEngine

CAR, MOTORCYCLE, FOOT, SIREN = TravelMode
VEHICLES = Access.CAR | Access.MOTORCYCLE
WEST, MIDDLE, EAST, SOUTH, NORTH, CORNER = range(1, 7)
PLACES = {
    WEST: at(0, 1),
    MIDDLE: at(1, 1),
    EAST: at(2, 1),
    SOUTH: at(1, 0),
    NORTH: at(1, 2),
    CORNER: at(2, 2),
}
FROM_WEST, TO_EAST, TO_SOUTH, TO_NORTH, ROUND = range(11, 16)
STREETS = {
    FROM_WEST: [WEST, MIDDLE],
    TO_EAST: [MIDDLE, EAST],
    TO_SOUTH: [MIDDLE, SOUTH],
    TO_NORTH: [MIDDLE, NORTH],
    ROUND: [EAST, CORNER, NORTH],
}


def town(path, *relations, on_ways=None, on_nodes=None, streets=STREETS):
    """Write a crossing with a way round it, tagged as a test needs it."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, place in PLACES.items():
            writer.add_node(Node(id=number, location=place, tags=(on_nodes or {}).get(number, {})))
        for number, nodes in streets.items():
            tags = {"highway": "residential", **(on_ways or {}).get(number, {})}
            writer.add_way(OsmWay(id=number, nodes=nodes, tags=tags))
        for number, (members, said) in enumerate(relations, start=21):
            tags = {"type": "restriction", **said}
            writer.add_relation(Relation(id=number, members=members, tags=tags))
    return path


def sign(kind, start, via, end, **more):
    via_kind = "n" if via in PLACES else "w"
    members = [("w", start, "from"), (via_kind, via, "via"), ("w", end, "to")]
    return members, {"restriction": kind, **more}


def seconds(path, here, there, mode=CAR):
    network = read_roads(path).network()
    answers = {
        engine(network).to_many(here, many(there), mode=mode).seconds[0]
        for engine in (SciPyEngine, CCHEngine)
    }
    assert len(answers) == 1
    return answers.pop()


HERE, LEFT = at(0.5, 1), at(1, 1.5)


def test_a_forbidden_turn_is_read_and_driven_round(tmp_path):
    path = town(tmp_path / "signed.osm.pbf", sign("no_left_turn", FROM_WEST, MIDDLE, TO_NORTH))
    free = seconds(town(tmp_path / "free.osm.pbf"), HERE, LEFT)
    assert seconds(path, HERE, LEFT) > 2.5 * free
    assert seconds(path, HERE, LEFT, SIREN) < 1.1 * free
    assert read_extract(path).roads.turn_rules == read_roads(path).turn_rules


def test_the_only_allowed_turn_forbids_the_others(tmp_path):
    path = town(tmp_path / "only.osm.pbf", sign("only_straight_on", FROM_WEST, MIDDLE, TO_EAST))
    free = town(tmp_path / "free.osm.pbf")
    assert seconds(path, HERE, LEFT) > 2.5 * seconds(free, HERE, LEFT)
    assert seconds(path, HERE, at(1.5, 1)) == seconds(free, HERE, at(1.5, 1))


def test_a_turn_over_a_whole_road_is_read(tmp_path):
    path = town(tmp_path / "over.osm.pbf", sign("no_u_turn", FROM_WEST, TO_EAST, ROUND))
    free = town(tmp_path / "free.osm.pbf")
    there = at(2, 1.5)
    assert seconds(path, HERE, there) > seconds(free, HERE, there)


@pytest.mark.parametrize(
    ("more", "heeded"),
    [
        ({"except": "bus"}, True),
        ({"except": "motorcar;bus"}, False),
        ({"except": "psv", "hour_on": "07:00", "hour_off": "09:00"}, True),
    ],
)
def test_a_sign_says_whom_it_binds_and_when(tmp_path, more, heeded):
    path = town(
        tmp_path / "signed.osm.pbf", sign("no_left_turn", FROM_WEST, MIDDLE, TO_NORTH, **more)
    )
    free = seconds(town(tmp_path / "free.osm.pbf"), HERE, LEFT)
    assert bool(seconds(path, HERE, LEFT) > 1.1 * free) is heeded


@pytest.mark.parametrize(
    "members",
    [
        [("w", FROM_WEST, "from"), ("w", TO_NORTH, "to")],
        [("w", FROM_WEST, "from"), ("n", 99, "via"), ("w", TO_NORTH, "to")],
        [("n", MIDDLE, "via"), ("w", TO_NORTH, "to")],
    ],
)
def test_a_sign_that_lacks_a_part_is_counted_and_left_out(tmp_path, members):
    roads = read_roads(town(tmp_path / "t.osm.pbf", (members, {"restriction": "no_left_turn"})))
    assert (roads.signs_left_out, roads.turn_rules) == (1, ())


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({}, Access.ALL),
        ({"access": "private"}, SIREN_ONLY := Access.LIGHTS_AND_SIREN),
        ({"access": "no", "foot": "yes"}, Access.FOOT | SIREN_ONLY),
        ({"access": "no", "emergency": "no"}, Access.NOBODY),
        ({"motor_vehicle": "no"}, Access.FOOT | SIREN_ONLY),
        ({"motor_vehicle": "no", "motorcycle": "yes"}, Access.ALL & ~Access.CAR),
        ({"motorcar": "destination", "access": "no"}, Access.CAR | SIREN_ONLY),
        ({"motorroad": "yes"}, Access.ALL & ~Access.FOOT),
    ],
)
def test_who_may_use_a_road_is_read_from_the_most_particular_tag(tags, who):
    assert road_tags.access(tags) == who


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({"barrier": "bollard"}, Access.FOOT | Access.MOTORCYCLE),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, VEHICLES | Access.FOOT),
        ({"barrier": "gate"}, Access.ALL),
        ({"barrier": "gate", "access": "private"}, Access.LIGHTS_AND_SIREN),
        ({"barrier": "gate", "locked": "yes"}, Access.FOOT | Access.LIGHTS_AND_SIREN),
        ({"barrier": "block"}, Access.FOOT),
        ({"barrier": "cattle_grid"}, Access.ALL),
    ],
)
def test_who_gets_past_a_barrier_is_read_from_its_tags(tags, who):
    assert road_tags.barrier_access(tags) == who


def test_a_bollard_in_the_street_is_driven_round_and_walked_past(tmp_path):
    streets = {**STREETS, FROM_WEST: [WEST, MIDDLE, EAST], TO_EAST: [WEST, SOUTH]}
    bollard = {MIDDLE: {"barrier": "bollard"}}
    path = town(tmp_path / "bollard.osm.pbf", on_nodes=bollard, streets=streets)
    free = town(tmp_path / "free.osm.pbf", streets=streets)
    here, there = at(0.5, 1), at(1.5, 1)
    assert seconds(path, here, there) > 1.5 * seconds(free, here, there)
    assert seconds(path, here, there, FOOT) == seconds(free, here, there, FOOT)
    assert seconds(path, here, there, MOTORCYCLE) == seconds(free, here, there, MOTORCYCLE)


def test_nobody_is_sent_over_a_ferry(tmp_path):
    path = town(tmp_path / "ferry.osm.pbf", on_ways={TO_EAST: {"route": "ferry"}})
    assert len(read_roads(path).ways) == 4


def test_a_road_without_a_surface_is_slower(tmp_path):
    path = town(tmp_path / "dirt.osm.pbf", on_ways={TO_EAST: {"surface": "dirt"}})
    free = town(tmp_path / "free.osm.pbf")
    there = at(2, 1)
    assert seconds(path, at(1, 1), there) > 1.3 * seconds(free, at(1, 1), there)
    assert seconds(path, at(1, 1), there, FOOT) == seconds(free, at(1, 1), there, FOOT)


def test_what_was_read_so_far_is_told(shared_data):
    told: list[int] = []
    read_roads(shared_data / "roads" / "liechtenstein-2015.osm.pbf", told.append)
    assert told == [1000, 2000, 3000, 4000]
    with pytest.raises(UnreadableExtract):
        read_roads(shared_data / "roads" / "srtm-N42E001.hgt.zip")


def test_real_signs_and_barriers_are_read(shared_data):
    roads = read_roads(shared_data / "roads" / "liechtenstein-2015.osm.pbf")
    network = roads.network()
    assert len(roads.turn_rules) == 3
    assert len(roads.barriers) > 30
    assert len(network.turns) > 30
    assert np.unique(network.link_access).size > 3
