import gzip
from collections import defaultdict
from itertools import pairwise

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader, all_tiles

from tocsin.adapters.osm.api import read_extract
from tocsin.adapters.tiles.api import Layer, MapFeature, Shape, build, road_features
from tocsin.adapters.tiles.cutting import BUFFER, EXTENT
from tocsin.adapters.tiles.shapes import to_world

EAST = np.array([[106.55, 35.21], [106.75, 35.21]])
SQUARE = np.array([[106.6, 35.2], [106.7, 35.2], [106.7, 35.3], [106.6, 35.3]])
HOLE = np.array([[106.64, 35.24], [106.66, 35.24], [106.66, 35.26], [106.64, 35.26]])
LAST = 15


def line(points, kind="primary", name=""):
    return MapFeature(Layer.ROAD, kind, name, Shape.LINE, (np.array(points),))


def spot(point, kind="village", name="东华"):
    return MapFeature(Layer.PLACE, kind, name, Shape.POINT, (np.array([point]),))


def area(layer, *rings, kind="x", name=""):
    return MapFeature(layer, kind, name, Shape.AREA, rings)


def tiles_of(path):
    """Every tile of a map, decoded: {(zoom, x, y): {layer: [feature]}}."""
    source = MemorySource(path.read_bytes())
    return {
        place: {
            name: layer["features"]
            for name, layer in mapbox_vector_tile.decode(
                gzip.decompress(content), default_options={"y_coord_down": True}
            ).items()
        }
        for place, content in all_tiles(source)
    }


def on_the_world(tiles, zoom, layer):
    """All shapes of a layer at one zoom, joined, in units of that zoom's tiles."""
    shapes = []
    for (z, x, y), layers in tiles.items():
        for feature in layers.get(layer, []) if z == zoom else []:
            shape = shapely.geometry.shape(feature["geometry"])
            shapes.append(
                shapely.transform(shape, lambda p, x=x, y=y: p + np.array([x, y]) * EXTENT)
            )
    return shapely.union_all(shapes)


def test_a_map_says_what_it_holds(tmp_path):
    shown = []
    path = tmp_path / "map.pmtiles"
    built = build([line(EAST)], path, lambda *done: shown.append(done), attribution="© somebody")
    reader = Reader(MemorySource(path.read_bytes()))
    header, metadata = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (8, LAST)
    assert header["min_lon_e7"] == 1_065_500_000
    assert metadata["attribution"] == "© somebody"
    assert {"roads", "water", "land", "places"} <= {
        each["id"] for each in metadata["vector_layers"]
    }
    assert built.tiles == header["addressed_tiles_count"]
    assert shown[-1][0] == shown[-1][1] >= built.tiles
    assert [left.name for left in tmp_path.iterdir()] == ["map.pmtiles"]


def test_the_same_features_make_the_same_file(tmp_path):
    features = [line(EAST, name="G344"), area(Layer.LAND, SQUARE, HOLE), spot((106.65, 35.21))]
    first = build(features, tmp_path / "a.pmtiles").path.read_bytes()
    assert build(features, tmp_path / "b.pmtiles").path.read_bytes() == first


@pytest.mark.parametrize("zoom", range(8, LAST + 1))
def test_a_road_runs_on_across_the_edges_of_tiles(tmp_path, zoom):
    tiles = tiles_of(build([line(EAST)], tmp_path / "map.pmtiles").path)
    ends = defaultdict(list)
    for (z, x, y), layers in tiles.items():
        if z == zoom:
            points = np.array(layers["roads"][0]["geometry"]["coordinates"])
            ends[y].append((x, points[points[:, 0].argmin()], points[points[:, 0].argmax()]))
    [row] = ends.values()
    for (x, _, right), (following, left, _) in pairwise(sorted(row, key=lambda end: end[0])):
        assert following == x + 1
        assert right[0] == EXTENT + BUFFER
        assert left[0] == -BUFFER
        assert abs(int(right[1]) - int(left[1])) <= 1


CORNERS = st.tuples(st.floats(106.6, 106.64), st.floats(35.2, 35.23))


@settings(max_examples=15)
@given(corners=st.lists(CORNERS, min_size=2, max_size=5, unique=True))
def test_a_road_read_back_lies_where_it_was_drawn(tmp_path_factory, corners):
    path = tmp_path_factory.mktemp("map") / "map.pmtiles"
    drawn = shapely.LineString(to_world(np.array(corners)) * (EXTENT << LAST))
    if drawn.length < 50:
        return
    back = on_the_world(tiles_of(build([line(corners)], path).path), LAST, "roads")
    assert shapely.hausdorff_distance(back, drawn) < 6


def test_an_area_keeps_its_size_and_its_hole(tmp_path):
    tiles = tiles_of(build([area(Layer.WATER, SQUARE, HOLE)], tmp_path / "map.pmtiles").path)
    for zoom in (8, 12, LAST):
        back = on_the_world(tiles, zoom, "water")
        whole, hole = (
            shapely.Polygon(to_world(ring) * (EXTENT << zoom)) for ring in (SQUARE, HOLE)
        )
        assert back.area == pytest.approx(whole.area - hole.area, rel=0.02)
        assert not back.contains(hole.centroid)


def test_a_bow_tie_is_mended_and_not_lost(tmp_path):
    tie = SQUARE[[0, 2, 1, 3]]
    tiles = tiles_of(build([area(Layer.WATER, tie)], tmp_path / "map.pmtiles").path)
    assert on_the_world(tiles, 12, "water").area > 0


def test_a_name_stands_in_exactly_one_tile_of_each_zoom(tmp_path):
    tiles = tiles_of(build([spot((106.65, 35.21), kind="town")], tmp_path / "map.pmtiles").path)
    zooms = sorted(zoom for zoom, _x, _y in tiles)
    assert zooms == list(range(9, LAST + 1))
    [feature] = next(iter(tiles.values()))["places"]
    assert feature["properties"] == {"kind": "town", "name": "东华"}


def test_beats_and_stations_carry_their_names_on_one_point(tmp_path):
    features = [area(Layer.BEAT, SQUARE, name="3"), area(Layer.STATION, SQUARE, name="城关")]
    tiles = tiles_of(build(features, tmp_path / "map.pmtiles").path)
    names = [
        feature["properties"]
        for (zoom, _x, _y), layers in tiles.items()
        for feature in layers.get("places", [])
        if zoom == LAST
    ]
    assert sorted(names, key=str) == [
        {"kind": "beat", "name": "3"},
        {"kind": "station", "name": "城关"},
    ]


def test_small_things_come_in_as_one_looks_closer(tmp_path):
    features = [
        line(EAST),
        line(EAST + 0.01, kind="village"),
        line(EAST + 0.02, kind="path"),
    ]
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for (zoom, _x, _y), layers in tiles_of(build(features, tmp_path / "map.pmtiles").path).items():
        kinds[zoom] |= {feature["properties"]["kind"] for feature in layers["roads"]}
    assert kinds[8] == {"primary"}
    assert kinds[12] == {"primary", "village"}
    assert kinds[14] == {"primary", "village", "path"}


def test_the_pieces_of_one_road_are_one_line(tmp_path):
    middle = EAST.mean(axis=0)
    halves = [line([EAST[0], middle], name="G344"), line([middle, EAST[1]], name="G344")]
    tiles = tiles_of(build(halves, tmp_path / "map.pmtiles").path)
    for layers in tiles.values():
        [road] = layers["roads"]
        assert road["geometry"]["type"] == "LineString"


def test_a_real_street_is_on_the_map_with_its_name(tmp_path, shared_data):
    extract = read_extract(shared_data / "roads" / "shanghai-shimen-er-lu-2019.osm.pbf")
    features = [*extract.features, *road_features(extract.roads.network())]
    tiles = tiles_of(build(features, tmp_path / "map.pmtiles").path)
    names = {
        feature["properties"].get("name")
        for (zoom, _x, _y), layers in tiles.items()
        for feature in layers.get("roads", [])
        if zoom == 14
    }
    assert "石门二路" in names


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([], "at least one feature"),
        ([area(Layer.WATER, SQUARE[:2])], "at least one feature"),
        ([line([[106.6, np.nan], [106.7, 35.2]])], "finite"),
        ([line([[0.0, 10.0], [90.0, 60.0]])], "spread too far"),
        ([area(Layer.BUILDING, SQUARE[0] + (SQUARE - SQUARE[0]) * 1e-6)], "too small"),
    ],
)
def test_what_is_no_map_is_refused_and_leaves_nothing_behind(tmp_path, features, says):
    with pytest.raises(ValueError, match=says):
        build(features, tmp_path / "map.pmtiles")
    assert list(tmp_path.iterdir()) == []


def test_an_older_map_stays_when_the_new_one_fails(tmp_path):
    path = tmp_path / "map.pmtiles"
    before = build([line(EAST)], path).path.read_bytes()
    with pytest.raises(ValueError, match="at least one feature"):
        build([], path)
    assert path.read_bytes() == before
