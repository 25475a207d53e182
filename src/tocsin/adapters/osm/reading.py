"""Reading an OpenStreetMap extract."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import osmium
from osmium.osm import Area, Node
from osmium.osm import Way as OsmWay

from tocsin.adapters.osm import tags as meaning
from tocsin.adapters.osm.extract import (
    Address,
    Boundary,
    Extract,
    KilometrePost,
    Landmark,
    Place,
)
from tocsin.adapters.osm.files import BROKEN, damaged, opened
from tocsin.adapters.osm.roads import RoadReader, runs_of
from tocsin.core.geo import MINIMUM_RING_POINTS, Floats, Point, ring_centroid
from tocsin.core.mapfeatures import Layer, MapFeature, Shape

AREA_KEYS = ("building", "natural", "waterway", "landuse", "boundary", "amenity", "leisure", "shop")

Tags = Mapping[str, str]


def read_extract(path: Path) -> Extract:
    """Read roads, places, landmarks, addresses and map features from an extract.

    Raises
    ------
    UnreadableExtract
        When the file is absent, cut or no extract, holds no road, or leaves out more than a tenth
        of its roads' points.
    """
    file, reader = opened(path), _Reader()
    try:
        for thing in _things(file):
            reader.take(thing)
    except BROKEN as broken:
        raise damaged(path) from broken
    return reader.extract(path.name)


def _things(file: osmium.FileProcessor) -> Iterator[object]:
    return iter(
        file.with_areas(osmium.filter.KeyFilter(*AREA_KEYS)).with_filter(
            osmium.filter.EmptyTagFilter()
        )
    )


class _Reader:
    """Sorts what a file holds, one thing after the other."""

    def __init__(self) -> None:
        self._roads = RoadReader()
        self._places: list[Place] = []
        self._landmarks: list[Landmark] = []
        self._addresses: list[Address] = []
        self._boundaries: list[Boundary] = []
        self._features: list[MapFeature] = []
        self._posts: dict[int, KilometrePost] = {}

    def take(self, thing: object) -> None:
        """Sort one thing of the file."""
        road = self._roads.take(thing)
        if isinstance(thing, Node):
            self._take_node(thing)
        elif isinstance(thing, OsmWay):
            if road:
                self._name_posts(thing, meaning.road_name(dict(thing.tags)))
            else:
                self._take_way(thing)
        elif isinstance(thing, Area):
            self._take_area(thing)

    def extract(self, name: str) -> Extract:
        """Give everything sorted so far; refuse a file of whose roads too little can be used."""
        return Extract(
            roads=self._roads.roads(name),
            places=tuple(self._places),
            landmarks=tuple(self._landmarks),
            addresses=tuple(self._addresses),
            kilometre_posts=tuple(self._posts.values()),
            boundaries=tuple(self._boundaries),
            features=tuple(self._features),
        )

    def _take_node(self, node: Node) -> None:
        tags, point = dict(node.tags), Point(node.location.lon, node.location.lat)
        kind = tags.get("place")
        if kind in meaning.PLACE_KINDS and "name" in tags:
            self._places.append(Place(tags["name"], kind, point))
        kilometre = meaning.kilometre(tags)
        if kilometre is not None:
            self._posts[node.id] = KilometrePost(tags.get("ref", ""), kilometre, point)
        self._take_named(tags, point)

    def _take_way(self, way: OsmWay) -> None:
        tags = dict(way.tags)
        runs, _missing = runs_of(way)
        stream = meaning.stream_kind(tags)
        if stream and runs:
            name = tags.get("name", "")
            self._features.append(MapFeature(Layer.WATER, stream, name, Shape.LINE, tuple(runs)))
        if runs:
            self._take_named(tags, _middle(runs[0]))

    def _take_area(self, area: Area) -> None:
        tags = dict(area.tags)
        outers = [
            (_ring(outer), [_ring(i) for i in area.inner_rings(outer)])
            for outer in area.outer_rings()
        ]
        drawn = meaning.area_layer(tags)
        if drawn:
            layer, kind = drawn
            name = tags.get("name", "")
            self._features += [
                MapFeature(layer, kind, name, Shape.AREA, (outer, *inners))
                for outer, inners in outers
            ]
        level = tags.get("admin_level", "")
        if tags.get("boundary") == "administrative" and level.isdecimal() and "name" in tags:
            rings = tuple(outer for outer, _inners in outers)
            self._boundaries.append(Boundary(tags["name"], int(level), rings))
        if outers and not area.from_way():
            self._take_named(tags, ring_centroid(outers[0][0]))

    def _take_named(self, tags: Tags, point: Point) -> None:
        kind = meaning.landmark_kind(tags)
        if kind is not None:
            self._landmarks.append(Landmark(tags["name"], kind, point))
        number, street = tags.get("addr:housenumber"), tags.get("addr:street", "")
        place = tags.get("addr:place") or tags.get("addr:city", "")
        if number and (street or place):
            postcode = tags.get("addr:postcode", "")
            self._addresses.append(Address(number, street, place, postcode, point))

    def _name_posts(self, way: OsmWay, name: str) -> None:
        for node in way.nodes if self._posts else ():
            post = self._posts.get(node.ref)
            if post is not None and not post.road:
                self._posts[node.ref] = KilometrePost(name, post.kilometre, post.point)


def _ring(ring: osmium.osm.OuterRing | osmium.osm.InnerRing) -> Floats:
    return np.array([(node.lon, node.lat) for node in ring])


def _middle(line: Floats) -> Point:
    """Give the centre of a closed line's area, or the middle point of an open line."""
    if (line[0] == line[-1]).all() and len(line) > MINIMUM_RING_POINTS:
        return ring_centroid(line)
    return Point(*line[len(line) // 2].tolist())
