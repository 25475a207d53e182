from collections import Counter
from dataclasses import replace

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node
from osmium.osm.mutable import Way as OsmWay

from tocsin.adapters.osm import tags as meaning
from tocsin.adapters.osm.api import UnreadableExtract, read_extract, register_rows
from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.register import read_register
from tocsin.core.addressing.resolving import Resolver
from tocsin.core.geo import Point, metres_between
from tocsin.core.mapfeatures import Layer, Shape
from tocsin.core.roads import Oneway, RoadClass, SciPyEngine, TravelMode
from tocsin.core.roads.junctions import named_junctions
from tocsin.project.bench.addresses import rights
from tocsin.project.bench.latin_queries import make_writings


@pytest.fixture
def roads_folder(shared_data):
    return shared_data / "roads"


@pytest.fixture(scope="module")
def extracts():
    """Files already read, by path: reading one takes a second or two."""
    return {}


def read_once(extracts, path):
    if path not in extracts:
        extracts[path] = read_extract(path)
    return extracts[path]


@pytest.fixture
def liechtenstein(roads_folder, extracts):
    return read_once(extracts, roads_folder / "liechtenstein-2015.osm.pbf")


def written(path, *things):
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in things:
            (writer.add_node if isinstance(thing, Node) else writer.add_way)(thing)
    return path


def node(number, lon, lat, **tags):
    return Node(
        id=number, location=(lon, lat), tags={k.replace("_", ":"): v for k, v in tags.items()}
    )


CORNERS = [node(1, 106.6, 35.2), node(2, 106.61, 35.2), node(3, 106.62, 35.2)]


def test_a_county_is_read_whole(liechtenstein):
    assert len(liechtenstein.roads.ways) == 4658
    assert len(liechtenstein.addresses) > 990
    assert {place.name for place in liechtenstein.places} >= {"Vaduz", "Schaan", "Balzers"}
    assert len({landmark.kind for landmark in liechtenstein.landmarks}) > 30
    assert liechtenstein.roads.points_missing == 0
    kinds = Counter(feature.layer for feature in liechtenstein.features)
    assert kinds[Layer.BUILDING] > 8900
    assert kinds[Layer.WATER] > 200


def test_the_roads_of_a_county_hang_together_and_carry_somebody_across_it(liechtenstein):
    network = liechtenstein.roads.network()
    assert 1_100_000 < network.total_metres < 1_180_000
    assert (network.component == 0).mean() > 0.97
    vaduz, balzers = (
        next(place.point for place in liechtenstein.places if place.name == name)
        for name in ("Vaduz", "Balzers")
    )
    route = SciPyEngine(network).route(vaduz, balzers, mode=TravelMode.CAR)
    assert route is not None
    straight = metres_between(vaduz, balzers)
    assert straight < route.metres < 2 * straight
    assert 300 < route.seconds < 1500
    assert len(named_junctions(network)) > 1000


def test_boundaries_enclose_their_municipality(liechtenstein):
    names = {boundary.name for boundary in liechtenstein.boundaries if boundary.level == 8}
    assert {"Ruggell", "Eschen", "Planken"} <= names
    planken = next(b for b in liechtenstein.boundaries if b.name == "Planken")
    assert len(planken.rings) == 5


def test_a_mountain_country_is_read_whole(roads_folder, extracts):
    andorra = read_once(extracts, roads_folder / "andorra-2013.osm.pbf")
    network = andorra.roads.network()
    assert 840_000 < network.total_metres < 870_000
    directions = Counter(way.oneway for way in andorra.roads.ways)
    assert directions[Oneway.BACKWARD] >= 20
    assert directions[Oneway.FORWARD] > 250


def test_chinese_names_are_kept(roads_folder):
    shanghai = read_extract(roads_folder / "shanghai-shimen-er-lu-2019.osm.pbf")
    meetings = {junction.names for junction in named_junctions(shanghai.roads.network())}
    assert ("武定路", "石门二路") in meetings


@pytest.mark.parametrize("kept", [0, 10, 1_000, 9_000])
def test_a_cut_file_is_refused(roads_folder, tmp_path, kept):
    whole = (roads_folder / "beijing-chaoyangmen-2019.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[:kept])
    with pytest.raises(UnreadableExtract) as refusal:
        read_extract(cut)
    assert "cut.osm.pbf" in refusal.value.message


@pytest.mark.parametrize("content", [b"<html>Not found</html>", b"\x00" * 4096, b"PK\x03\x04" * 99])
def test_something_else_than_an_extract_is_refused(tmp_path, content):
    other = tmp_path / "page.osm.pbf"
    other.write_bytes(content)
    with pytest.raises(UnreadableExtract) as refusal:
        read_extract(other)
    assert "page.osm.pbf" in refusal.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableExtract) as refusal:
        read_extract(tmp_path / "nowhere.osm.pbf")
    assert "nowhere.osm.pbf" in refusal.value.message


def test_an_extract_without_roads_is_refused(tmp_path):
    path = written(tmp_path / "bare.osm.pbf", node(1, 106.6, 35.2, name="x", place="town"))
    with pytest.raises(UnreadableExtract):
        read_extract(path)


def test_roads_whose_points_are_left_out_are_refused(tmp_path):
    road = OsmWay(id=1, nodes=[1, 2, 98, 99], tags={"highway": "primary"})
    path = written(tmp_path / "holes.osm.pbf", *CORNERS, road)
    with pytest.raises(UnreadableExtract):
        read_extract(path)


def test_a_road_is_cut_where_one_of_its_points_is_left_out(tmp_path):
    corners = [node(n, 106.6 + n / 1000, 35.2) for n in range(1, 21)]
    road = OsmWay(id=1, nodes=[*range(1, 11), 99, *range(11, 21)], tags={"highway": "primary"})
    extract = read_extract(written(tmp_path / "hole.osm.pbf", *corners, road))
    assert [len(way.points) for way in extract.roads.ways] == [10, 10]
    assert extract.roads.points_missing == 1


def test_a_milestone_takes_the_name_of_its_road(tmp_path):
    stone = node(2, 106.61, 35.2, highway="milestone", distance="12 km")
    road = OsmWay(id=1, nodes=[1, 2, 3], tags={"highway": "trunk", "ref": "G344"})
    path = written(tmp_path / "stone.osm.pbf", CORNERS[0], stone, CORNERS[2], road)
    [post] = read_extract(path).kilometre_posts
    assert (post.road, post.kilometre, post.point) == ("G344", 12.0, Point(106.61, 35.2))


def test_a_house_is_an_address_at_its_middle_and_a_landmark_by_its_name(tmp_path):
    corners = [
        node(n, 106.7 + x, 35.3 + y)
        for n, (x, y) in enumerate([(0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001)], start=10)
    ]
    house = OsmWay(
        id=2,
        nodes=[10, 11, 12, 13, 10],
        tags={
            "building": "yes",
            "amenity": "school",
            "name": "一小",
            "addr:street": "东大街",
            "addr:housenumber": "12",
        },
    )
    road = OsmWay(id=1, nodes=[1, 2, 3], tags={"highway": "trunk"})
    extract = read_extract(written(tmp_path / "house.osm.pbf", *CORNERS, *corners, road, house))
    [address], [landmark] = extract.addresses, extract.landmarks
    assert (address.street, address.number) == ("东大街", "12")
    assert (landmark.name, landmark.kind) == ("一小", "school")
    assert landmark.point == pytest.approx((106.7005, 35.3005))
    [building] = extract.features
    assert (building.layer, building.shape) == (Layer.BUILDING, Shape.AREA)
    assert np.unique(building.parts[0], axis=0).shape == (4, 2)


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({"highway": "primary", "oneway": "yes"}, Oneway.FORWARD),
        ({"highway": "primary", "oneway": "-1"}, Oneway.BACKWARD),
        ({"highway": "primary", "junction": "roundabout"}, Oneway.FORWARD),
        ({"highway": "motorway"}, Oneway.FORWARD),
        ({"highway": "motorway", "oneway": "no"}, Oneway.NO),
        ({"highway": "cycleway", "oneway": "yes"}, Oneway.NO),
        ({"highway": "primary", "oneway": "sometimes"}, Oneway.NO),
    ],
)
def test_directions_are_read_from_the_tags(tags, direction):
    rank = meaning.road_class(tags)
    assert rank is not None
    assert meaning.oneway(tags, rank) is direction


@pytest.mark.parametrize(
    ("tags", "rank"),
    [
        ({"highway": "trunk_link"}, RoadClass.TRUNK),
        ({"highway": "living_street"}, RoadClass.STREET),
        ({"highway": "steps"}, RoadClass.PATH),
        ({"highway": "construction"}, None),
        ({"highway": "pedestrian", "area": "yes"}, None),
        ({"waterway": "river"}, None),
    ],
)
def test_ranks_are_read_from_the_tags(tags, rank):
    assert meaning.road_class(tags) is rank


@pytest.mark.parametrize(
    ("distance", "kilometre"), [("12", 12.0), ("12,5 km", 12.5), ("K12+3", None), ("", None)]
)
def test_a_milestone_without_a_plain_number_is_left_out(distance, kilometre):
    assert meaning.kilometre({"highway": "milestone", "distance": distance}) == kilometre


def test_a_map_becomes_a_register_of_addresses(liechtenstein):
    rows = register_rows(liechtenstein, liechtenstein.roads.network())
    register = read_register(rows)
    asked = Resolver(build_index(register))

    assert register.problems == []
    assert Counter(register.levels)["street_no"] > 950
    written = make_writings(register, 80, seed=3)
    codes = [[one.code for one in answer(asked, said.text, 1).answers] for said in written]
    assert sum(rights(codes, written)) >= 74
    [found, *_] = answer(asked, "Vaduz, Staedtle 43").answers
    assert found.text.startswith("Städtle 43, Vaduz")
    assert metres_between(Point(9.5227, 47.1382), Point(found.place.lon, found.place.lat)) < 30


def test_a_later_extract_gives_the_same_places_the_same_ids(liechtenstein):
    network = liechtenstein.roads.network()
    fewer = replace(liechtenstein, addresses=liechtenstein.addresses[10:])
    before, after = register_rows(liechtenstein, network), register_rows(fewer, network)

    assert {row[0] for row in after} < {row[0] for row in before}
