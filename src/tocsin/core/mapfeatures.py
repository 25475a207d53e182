"""What a base map is drawn from: simple shapes with a layer, a kind and a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tocsin.core.geo import Floats
from tocsin.core.roads.network import RoadClass, RoadNetwork


class Layer(StrEnum):
    """The layers of the base map; the value is the layer's name inside the tiles."""

    LAND = "land"
    GROUND = "ground"
    WATER = "water"
    BUILDING = "buildings"
    BEAT = "beats"
    STATION = "stations"
    ROAD = "roads"
    PLACE = "places"


class Shape(StrEnum):
    """What the coordinates of a feature mean."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class MapFeature:
    """One thing on the base map.

    ``parts`` holds arrays of shape (n, 2), degrees: one point each for points, one polyline each
    for lines; for an area the outer ring first, then its holes, closed or not. ``kind`` says what
    it is within its layer: a road's rank (``primary``), ``river``, ``town``, ``village``.
    """

    layer: Layer
    kind: str
    name: str
    shape: Shape
    parts: tuple[Floats, ...]


def road_features(network: RoadNetwork) -> Iterator[MapFeature]:
    """Turn each link of a road network into a feature of the base map.

    Examples
    --------
    >>> import numpy as np
    >>> from tocsin.core.roads.network import Way, build_network
    >>> line = np.array([[106.0, 35.0], [106.01, 35.0]])
    >>> [road] = road_features(build_network([Way(line, RoadClass.PRIMARY, "S304")]))
    >>> str(road.layer), road.kind, road.name
    ('roads', 'primary', 'S304')
    """
    for link in range(network.link_count):
        kind = RoadClass(int(network.link_class[link])).name.lower()
        yield MapFeature(Layer.ROAD, kind, network.name_of(link), Shape.LINE, (network.line(link),))
