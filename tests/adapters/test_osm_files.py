"""Files that hold a map, and files that only look like one."""

import bz2
import gzip

import osmium
import pytest
from django.utils.translation import override
from osmium.osm.mutable import Node, Way

from tests.adapters.test_osm_roads import town
from tocsin.adapters.osm.api import UnreadableExtract, read_extract, read_roads

NODES = '<node id="1" lat="35.2" lon="106.6"/><node id="2" lat="35.21" lon="106.61"/>'
ROAD = '<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="service"/></way>'
MAP = f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{NODES}{ROAD}</osm>'


def changed(old, new):
    assert old in MAP
    return MAP.replace(old, new).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.osm", MAP.encode()),
        ("map.osm.gz", gzip.compress(MAP.encode(), mtime=0)),
        ("map.osm.bz2", bz2.compress(MAP.encode())),
        ("named-otherwise.txt", b"\xef\xbb\xbf\n" + MAP[MAP.index("<osm") :].encode()),
        ("one-point-more.osm", changed("</osm>", f"{ROAD.replace('5', '6', 1)}</osm>")),
    ],
)
def test_a_map_is_known_by_what_it_holds(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    ways = read_roads(file).ways
    assert {len(way.points) for way in ways} == {2}
    assert len({way.number for way in ways}) == len(ways)
    assert len(read_extract(file).roads.ways) == len(ways)


def test_a_road_that_is_there_twice_counts_once(tmp_path):
    file = tmp_path / "joined.osm"
    file.write_bytes(changed("</osm>", f"{ROAD}</osm>"))
    assert len(read_roads(file).ways) == 1


def test_a_map_out_of_order_is_no_map_of_places(tmp_path):
    file = tmp_path / "joined.osm"
    file.write_bytes(changed("</osm>", f"{ROAD}</osm>"))
    with pytest.raises(UnreadableExtract):
        read_extract(file)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"hello", "is no OpenStreetMap extract"),
        (b"\x00" * 9_000, "is no OpenStreetMap extract"),
        (b"<!DOCTYPE html><html>404</html>", "is no OpenStreetMap extract"),
        (b"\x89PNG\r\n\x1a\n", "is no OpenStreetMap extract"),
        (MAP[:90].encode(), "damaged or was cut short"),
        (gzip.compress(MAP.encode(), mtime=0)[:60], "damaged or was cut short"),
        (bz2.compress(MAP.encode())[:60], "damaged or was cut short"),
        (gzip.compress(b"hello", mtime=0), "damaged or was cut short"),
        (changed("</way>", "</wai>"), "damaged or was cut short"),
        (changed("35.21", "north"), "damaged or was cut short"),
        (changed("35.21", "135.21"), "leaves out the points"),
        (changed('lat="35.21" lon="106.61"', ""), "leaves out the points"),
        (changed('ref="2"', 'ref="9"'), "leaves out the points"),
        (changed('<nd ref="1"/>', ""), "no road"),
        (changed("highway", "building"), "no road"),
        (changed(ROAD, ""), "no road"),
        (changed('id="5"', 'id="5" visible="false"'), "several states"),
        (changed(ROAD, ROAD + ROAD.replace('id="5"', 'id="5" version="2"')), "several|damaged"),
        (b"<osmChange version='0.6'></osmChange>", "holds changes"),
    ],
)
def test_what_is_no_whole_map_is_refused_with_the_reason(tmp_path, content, says):
    file = tmp_path / "map.osm.pbf"
    file.write_bytes(content)
    for read in (read_roads, read_extract):
        with override("en"), pytest.raises(UnreadableExtract, match=says):
            read(file)


@pytest.mark.parametrize("name", ["map.osh", "map.osh.pbf"])
def test_a_history_is_no_map(tmp_path, name):
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    file = tmp_path / name
    with osmium.SimpleWriter(str(file), header=header) as writer:
        for version in (1, 2):
            writer.add_node(Node(id=1, version=version, location=(106.6, 35.2 + version)))
        writer.add_way(Way(id=1, version=1, nodes=[1, 1], tags={"highway": "service"}))
    with override("en"), pytest.raises(UnreadableExtract, match="several states"):
        read_roads(file)


def test_a_map_cut_short_anywhere_is_refused(tmp_path):
    whole = town(tmp_path / "town.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    for length in range(0, len(whole) - 1, 7):
        cut.write_bytes(whole[:length])
        with pytest.raises(UnreadableExtract):
            read_roads(cut)
