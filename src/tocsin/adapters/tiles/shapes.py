"""Features as shapes on the world square: (0, 0) is north-west, (1, 1) south-east."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.core.geo import MINIMUM_RING_POINTS, Floats
from tocsin.core.mapfeatures import Layer, MapFeature, Shape

MERCATOR_LIMIT = 85.051129
LABELLED_AREAS = {Layer.BEAT: "beat", Layer.STATION: "station"}

Shapes = NDArray[np.object_]
Key = tuple[Layer, str, str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything on the map: ``shapes[i]`` (never empty) is drawn as ``keys[i]``."""

    shapes: Shapes
    keys: tuple[Key, ...]


def to_world(lonlat: Floats) -> Floats:
    """Project degrees, shape (n, 2), onto the world square (spherical Mercator)."""
    lat = np.radians(np.clip(lonlat[:, 1], -MERCATOR_LIMIT, MERCATOR_LIMIT))
    return np.column_stack(
        [(lonlat[:, 0] + 180.0) / 360.0, (1.0 - np.arcsinh(np.tan(lat)) / np.pi) / 2.0]
    )


def draw(features: Iterable[MapFeature]) -> Drawing:
    """Project features; join the lines of one name and kind; put the names of areas on points.

    Raises
    ------
    ValueError
        When a coordinate is not finite.
    """
    parts: dict[Key, list[shapely.Geometry]] = defaultdict(list)
    for feature in features:
        key = (feature.layer, feature.kind, feature.name)
        shapes = _shapes(feature)
        parts[key] += shapes
        label = LABELLED_AREAS.get(feature.layer)
        if label and feature.name and shapes:
            parts[(Layer.PLACE, label, feature.name)].append(shapes[0].representative_point())
    shapes_drawn: list[shapely.Geometry] = []
    keys: list[Key] = []
    for key, several in parts.items():
        joined = _joined(several)
        shapes_drawn += joined
        keys += [key] * len(joined)
    return Drawing(np.array(shapes_drawn, dtype=np.object_), tuple(keys))


def _shapes(feature: MapFeature) -> list[shapely.Geometry]:
    if not all(np.isfinite(part).all() for part in feature.parts):
        raise ValueError("A map feature needs finite coordinates.")
    parts = [to_world(part) for part in feature.parts]
    if feature.shape is Shape.POINT:
        return [shapely.Point(point) for part in parts for point in part]
    if feature.shape is Shape.LINE:
        return [shapely.LineString(part) for part in parts if len(part) > 1]
    rings = [part for part in parts if len(part) >= MINIMUM_RING_POINTS]
    if not rings:
        return []
    area = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
    return [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]


def _joined(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
    lines = [shape for shape in shapes if shape.geom_type == "LineString"]
    others = [shape for shape in shapes if shape.geom_type != "LineString"]
    if lines:
        merged = shapely.line_merge(shapely.multilinestrings(lines))
        others += list(shapely.get_parts(merged))
    return others
