"""Limits, directions, hours and particular rules as they are read from a map."""

import numpy as np
import osmium
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from osmium.osm.mutable import Node
from osmium.osm.mutable import Way as OsmWay

from tests.adapters.test_osm_roads import (
    FROM_WEST,
    HERE,
    LEFT,
    MIDDLE,
    STREETS,
    TO_EAST,
    TO_NORTH,
    sign,
    town,
)
from tests.core.roads.drawn import at, many
from tocsin.adapters.osm import road_tags
from tocsin.adapters.osm.api import UnreadableExtract, read_roads
from tocsin.adapters.osm.facts import FactBook, facts_of
from tocsin.adapters.osm.hours import clauses
from tocsin.adapters.osm.limits import limits_kmh
from tocsin.adapters.osm.tags import road_class
from tocsin.core.roads import Access, RoadClass, SciPyEngine, TravelMode
from tocsin.core.roads.cch_engine import CCHEngine

CAR, MOTORCYCLE, FOOT, SIREN = TravelMode
WHO = {
    Access.CAR: "c",
    Access.MOTORCYCLE: "m",
    Access.FOOT: "f",
    Access.LIGHTS_AND_SIREN: "s",
}


def letters(who):
    return "".join(letter for kind, letter in WHO.items() if kind & who)


def rule(tags, hour=12, rank=RoadClass.STREET):
    """Who may go along a way and against it, in letters, at an hour."""
    read = road_tags.timetable(tags, rank, road_tags.usual_access(tags))
    assert read is not None
    return letters(read.along[hour]), letters(read.against[hour])


@pytest.mark.parametrize(
    ("tags", "limits"),
    [
        ({"maxspeed": "50"}, (50, 50)),
        ({"maxspeed": "50 km/h"}, (50, 50)),
        ({"maxspeed": "30 mph"}, (48, 48)),
        ({"maxspeed": "30mph"}, (48, 48)),
        ({"maxspeed": "10 knots"}, (19, 19)),
        ({"maxspeed": "walk"}, (7, 7)),
        ({"maxspeed": "RO:urban"}, (50, 50)),
        ({"maxspeed": "CN:urban"}, (50, 50)),
        ({"maxspeed": "CN:rural"}, (70, 70)),
        ({"maxspeed": "DE:zone:30"}, (30, 30)),
        ({"maxspeed": "FR:zone30"}, (30, 30)),
        ({"maxspeed": "RU:living_street"}, (7, 7)),
        ({"maxspeed": "60;40"}, (40, 40)),
        ({"maxspeed": "none", "highway": "motorway"}, (130, 130)),
        ({"maxspeed": "none", "highway": "residential"}, (0, 0)),
        ({"maxspeed:forward": "60", "maxspeed:backward": "40"}, (60, 40)),
        ({"maxspeed": "80", "maxspeed:backward": "40"}, (80, 40)),
        ({"maxspeed:type": "GB:nsl_single"}, (97, 97)),
        ({"source:maxspeed": "DE:urban"}, (50, 50)),
        ({"source:maxspeed": "survey"}, (0, 0)),
        ({"highway": "motorway_link"}, (60, 60)),
        ({"highway": "motorway_link", "maxspeed": "80"}, (80, 80)),
        ({"highway": "living_street"}, (20, 20)),
        ({"highway": "residential"}, (0, 0)),
        *(
            ({"maxspeed": odd}, (0, 0))
            for odd in ("", "0", "-30", "1", "999", "1e99", "nan", "fast", "signals", "50 @ x", "½")
        ),
    ],
)
def test_a_posted_limit_is_read_and_one_nobody_would_post_is_none(tags, limits):
    assert limits_kmh(tags) == limits


@given(written=st.text(alphabet="0123456789., mphknotsRO:urbanzone;|-+e", max_size=12))
def test_whatever_is_written_as_a_limit_is_a_limit_or_none(written):
    assert all(kmh == 0 or 5 <= kmh <= 160 for kmh in limits_kmh({"maxspeed": written}))


def test_a_limit_on_the_map_changes_how_long_a_car_takes(tmp_path):
    def took(mode, **tags):
        path = town(tmp_path / "limited.osm.pbf", on_ways={FROM_WEST: tags})
        return seconds(path, at(0, 1), at(1, 1), mode)

    assert took(CAR, maxspeed="20") == pytest.approx(2 * took(CAR), rel=0.01)
    assert took(CAR, maxspeed="60") < took(CAR) / 1.4
    assert took(CAR) < took(SIREN, maxspeed="walk") < took(CAR, maxspeed="walk")
    assert took(FOOT, maxspeed="20") == took(FOOT)


def seconds(path, here, there, mode=CAR, hour=None):
    network = read_roads(path).network()
    answers = {
        engine(network).to_many(here, many(there), mode=mode, at_hour=hour).seconds[0]
        for engine in (SciPyEngine, CCHEngine)
    }
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({"oneway": "yes", "oneway:motorcycle": "no"}, "cmfs", "mf"),
        ({"oneway": "yes", "oneway:emergency": "no"}, "cmfs", "fs"),
        ({"oneway": "-1", "oneway:emergency": "no"}, "fs", "cmfs"),
        ({"oneway": "yes", "oneway:foot": "yes"}, "cmfs", ""),
        ({"oneway:motorcar": "yes"}, "cmfs", "mfs"),
        ({"oneway": "reversible"}, "f", "f"),
        ({"motor_vehicle:backward": "no"}, "cmfs", "fs"),
        ({"access:forward": "no", "motorcycle:forward": "yes"}, "ms", "cmfs"),
        ({"junction": "roundabout", "oneway:motorcycle": "no"}, "cmfs", "mf"),
        ({"highway": "pedestrian", "motor_vehicle:forward": "destination"}, "cmf", "f"),
    ],
)
def test_a_direction_may_be_closed_to_some(tags, along, against):
    assert rule(tags) == (along, against)


@pytest.mark.parametrize(
    ("oneway", "barred"),
    [
        ("yes", [False, True]),
        ("-1", [True, False]),
        ("reverse", [True, False]),
        ("no", [False, False]),
        ("alternating", [False, False]),
        ("reversible", [True, True]),
    ],
)
def test_a_one_way_street_is_driven_in_its_direction_only(tmp_path, oneway, barred):
    streets = {**STREETS, 16: [1, 4, 2]}
    path = town(tmp_path / "t.osm.pbf", on_ways={FROM_WEST: {"oneway": oneway}}, streets=streets)
    free = town(tmp_path / "free.osm.pbf", streets=streets)
    ends = [(at(0, 1), at(1, 1)), (at(1, 1), at(0, 1))]
    assert [bool(seconds(path, *way) > 1.5 * seconds(free, *way)) for way in ends] == barred
    assert all(seconds(path, *way, FOOT) == seconds(free, *way, FOOT) for way in ends)


@pytest.mark.parametrize(
    ("tags", "open_at"),
    [
        ({"motor_vehicle:conditional": "no @ (07:00-09:00)"}, {6, 9, 10, 23}),
        ({"motor_vehicle:conditional": "no @ (Mo-Fr 07:30-08:30)"}, {6, 9, 10, 23}),
        ({"access:conditional": "no @ (22:00-06:00)"}, {6, 9, 10}),
        ({"access": "no", "motorcar:conditional": "yes @ (06:00-10:00)"}, {6, 9}),
        ({"access": "no", "motorcar:conditional": "yes @ (Mo-Fr 06:00-10:00)"}, set()),
        ({"access": "no", "motorcar:conditional": "yes @ (06:30-10:30)"}, {9}),
        ({"vehicle:conditional": "no @ (Sa,Su)"}, set()),
        ({"vehicle:conditional": "no @ (sunset-sunrise)"}, {6, 9, 10}),
        ({"access:conditional": "no @ (weight>3.5)"}, {6, 9, 10, 23}),
        ({"access:conditional": "no @ (06:00-24:00 AND weight>3.5)"}, {6, 9, 10, 23}),
        ({"access:conditional": "no @ (((", "vehicle": "no"}, set()),
        ({"vehicle": "no", "motor_vehicle:conditional": "delivery @ (06:00-10:00)"}, set()),
        ({"motorcar:conditional": "no @ (06:00-07:00); no @ (09:00-10:00)"}, {10, 23}),
    ],
)
def test_a_road_with_hours_is_open_at_those_at_which_one_surely_gets_through(tags, open_at):
    assert {hour for hour in (6, 9, 10, 23) if "c" in rule(tags, hour)[0]} == open_at
    assert "s" in rule(tags, 9)[0]


def test_a_one_way_rule_may_have_hours():
    tags = {"oneway": "reversible", "oneway:conditional": "yes @ (00:00-12:00); -1 @ (12:00-24:00)"}
    assert [rule(tags, hour) for hour in (8, 15)] == [("cmfs", "f"), ("f", "cmfs")]
    tags = {"oneway:conditional": "yes @ (Mo-Fr 07:00-09:00)"}
    assert [rule(tags, hour)[1] for hour in (7, 12)] == ["f", "cmfs"]


@given(written=st.text(alphabet="no yes@(;)-:0123456789MoFrSa,PH>wegrisunt", max_size=40))
def test_whatever_is_written_as_a_condition_is_read_or_left_out(written):
    for clause in clauses(written):
        assert clause.sure <= clause.perhaps <= set(range(24))


def test_a_street_closed_in_the_morning_is_driven_round_then(tmp_path):
    path = town(
        tmp_path / "market.osm.pbf",
        on_ways={TO_NORTH: {"motor_vehicle:conditional": "no @ (Sa 06:00-12:00)"}},
    )
    beyond = at(1.2, 2)
    at_noon, at_eight = (seconds(path, HERE, beyond, hour=hour) for hour in (13, 8))
    assert at_eight > 1.4 * at_noon
    assert seconds(path, HERE, beyond, SIREN, 8) < at_noon
    assert seconds(path, HERE, beyond) > 1.4 * seconds(path, HERE, beyond, hour=3)


@pytest.mark.parametrize(
    ("said", "heeded_at"),
    [
        ({"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}, {7, 8}),
        ({"restriction:conditional": "no_left_turn @ (Sa,Su)"}, {7, 8, 12}),
        ({"restriction:conditional": "only_straight_on @ (07:00-08:00)"}, {7}),
        ({"restriction:conditional": "no_left_turn @ (weight>7.5)"}, set()),
        ({"hour_on": "07:00", "hour_off": "09:00", "restriction": "no_left_turn"}, {7, 8}),
        ({"day_on": "Monday", "restriction": "no_left_turn"}, {7, 8, 12}),
        (
            {"restriction": "no_left_turn", "restriction:conditional": "none @ (08:00-12:00)"},
            {7, 12},
        ),
        ({"restriction:motorcycle": "no_left_turn"}, set()),
        ({"restriction": "no_left_turn", "type": "restriction:hgv"}, set()),
    ],
)
def test_a_turn_sign_is_heeded_at_its_hours(tmp_path, said, heeded_at):
    members, _ = sign("", FROM_WEST, MIDDLE, TO_EAST if "only" in str(said) else TO_NORTH)
    path = town(tmp_path / "signed.osm.pbf", (members, said))
    free = town(tmp_path / "free.osm.pbf")
    asked = (7, 8, 12)
    heeded = {
        hour
        for hour in asked
        if seconds(path, HERE, LEFT, hour=hour) > 1.5 * seconds(free, HERE, LEFT, hour=hour)
    }
    assert heeded == heeded_at


@pytest.mark.parametrize(
    ("kind", "role", "ways"),
    [("no_entry", "from", [FROM_WEST, TO_EAST]), ("no_exit", "to", [TO_NORTH, TO_EAST])],
)
def test_a_sign_may_name_several_roads_on_one_side(tmp_path, kind, role, ways):
    other = ("w", TO_NORTH, "to") if role == "from" else ("w", FROM_WEST, "from")
    members = [*(("w", way, role) for way in ways), ("n", MIDDLE, "via"), other]
    roads = read_roads(town(tmp_path / "t.osm.pbf", (members, {"restriction": kind})))
    assert len(roads.turn_rules) == len(roads.network().turns) == 2


@pytest.mark.parametrize(
    ("tags", "rank", "who"),
    [
        ({"highway": "motorway_link"}, RoadClass.MOTORWAY, "cmfs"),
        ({"highway": "living_street"}, RoadClass.STREET, "cmfs"),
        ({"highway": "steps", "motor_vehicle": "yes"}, RoadClass.PATH, "cmfs"),
        ({"highway": "pedestrian"}, RoadClass.PATH, "f"),
        ({"highway": "pedestrian", "emergency": "yes"}, RoadClass.SERVICE, "fs"),
        ({"highway": "footway", "access": "yes", "emergency": "yes"}, RoadClass.SERVICE, "fs"),
        ({"highway": "pedestrian", "motor_vehicle": "destination"}, RoadClass.SERVICE, "cmf"),
        ({"highway": "pedestrian", "bicycle": "yes"}, RoadClass.PATH, "f"),
        ({"highway": "busway"}, RoadClass.STREET, "s"),
        ({"highway": "service", "service": "emergency_access"}, RoadClass.SERVICE, "fs"),
        ({"highway": "track", "motor_vehicle": "agricultural;forestry"}, RoadClass.TRACK, "fs"),
        ({"highway": "track", "smoothness": "impassable"}, RoadClass.TRACK, "f"),
        ({"highway": "residential", "access": "emergency"}, RoadClass.STREET, "s"),
        ({"highway": "residential", "foot": "use_sidepath"}, RoadClass.STREET, "cms"),
    ],
)
def test_what_a_road_is_says_who_usually_uses_it(tags, rank, who):
    assert road_class(tags) is rank
    assert letters(road_tags.access(tags, road_tags.usual_access(tags))) == who


@pytest.mark.parametrize("highway", ["construction", "proposed", "raceway", "corridor", "platform"])
def test_what_is_no_road_yet_is_left_out(highway):
    assert road_class({"highway": highway, "construction": "primary"}) is None


def test_an_area_is_no_road():
    assert road_class({"highway": "pedestrian", "area": "yes"}) is None


@pytest.mark.parametrize(
    ("tags", "rough"),
    [
        ({"surface": "gravel"}, True),
        ({"surface": "asphalt", "tracktype": "grade4"}, False),
        ({"tracktype": "grade1"}, False),
        ({"tracktype": "grade3"}, True),
        ({"surface": "asphalt", "smoothness": "very_bad"}, True),
        ({"smoothness": "good"}, False),
    ],
)
def test_a_bad_surface_is_known_by_any_of_its_tags(tags, rough):
    assert road_tags.is_unpaved(tags) is rough


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({"barrier": "bollard", "emergency": "yes"}, "mfs"),
        ({"barrier": "bollard", "bollard": "rising"}, "mfs"),
        ({"barrier": "bollard", "foot": "no"}, "m"),
        ({"barrier": "bollard", "access": "no"}, ""),
        ({"barrier": "lift_gate", "motor_vehicle": "private"}, "fs"),
        ({"barrier": "gate", "emergency": "no"}, "cmf"),
        ({"barrier": "gate", "access:conditional": "no @ (22:00-06:00)"}, "s"),
        ({"barrier": "block", "emergency": "yes"}, "fs"),
    ],
)
def test_a_barrier_may_let_some_past(tags, who):
    assert letters(road_tags.barrier_access(tags)) == who


def test_a_roundabout_is_one_way_though_no_tag_says_so(tmp_path):
    ring = {**STREETS, 16: [MIDDLE, 3, 6, 5, MIDDLE]}
    for junction in ("roundabout", "circular"):
        on_ways = {16: {"junction": junction}}
        roads = read_roads(town(tmp_path / "ring.osm.pbf", on_ways=on_ways, streets=ring))
        [around] = [way for way in roads.ways if way.number == 16]
        assert around.circle
        assert around.oneway > 0
        assert np.count_nonzero(roads.network().link_circle) == 4


def drawn(path, nodes, ways):
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in nodes.items():
            writer.add_node(Node(id=number, location=place))
        for number, (points, tags) in ways.items():
            writer.add_way(OsmWay(id=number, nodes=points, tags={"highway": "service", **tags}))
    return path


def test_roads_drawn_carelessly_are_read_as_far_as_they_are_roads(tmp_path):
    nodes = {1: at(0, 0), 2: at(1, 0), 3: at(2, 0), 4: at(2, 0)}
    ways: dict[int, tuple[list[int], dict[str, str]]] = {
        1: ([1, 1, 2, 2, 3], {}),
        2: ([2], {}),
        3: ([3, 4], {}),
        4: ([1, 2, 1], {}),
    }
    network = read_roads(drawn(tmp_path / "careless.osm.pbf", nodes, ways)).network()
    assert (network.link_metres > 0).all()
    assert SciPyEngine(network).to_many(at(0, 0), many(at(2, 0)), mode=CAR).seconds[0] > 0


def test_a_map_whose_only_road_has_no_length_holds_no_road(tmp_path):
    nodes = {1: at(0, 0), 2: at(0, 0)}
    with override("en"), pytest.raises(UnreadableExtract, match="no road"):
        read_roads(drawn(tmp_path / "point.osm.pbf", nodes, {1: ([1, 2], {})}))


def test_points_that_only_an_editor_numbers_are_refused_by_name(tmp_path):
    nodes = {-1: at(0, 0), -2: at(1, 0)}
    with override("en"), pytest.raises(UnreadableExtract, match="below zero"):
        read_roads(drawn(tmp_path / "draft.osm.pbf", nodes, {-1: ([-1, -2], {})}))


def test_roads_tagged_alike_are_told_alike_whatever_else_they_carry(shared_data):
    file = str(shared_data / "roads" / "liechtenstein-2015.osm.pbf")
    book, seen = FactBook(), 0
    for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(
        osmium.filter.KeyFilter("highway")
    ):
        tags = dict(way.tags)
        assert book.look_up(tags) == facts_of(tags)
        seen += 1
    assert seen > 4_000
