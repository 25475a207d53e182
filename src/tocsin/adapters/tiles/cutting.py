"""Cutting shapes into vector tiles."""

import gzip
from collections import defaultdict

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.adapters.tiles.shapes import Drawing, Key, Shapes
from tocsin.adapters.tiles.zooms import LAST_ZOOM, first_zoom
from tocsin.core.geo import Floats
from tocsin.core.mapfeatures import Layer

EXTENT = 4096
# Lines are drawn wide: a tile also holds what lies just beyond its edge, so that they meet.
BUFFER = 96
UNITS_PER_PIXEL = 8
FINEST_UNITS = 2.0
SMALLEST_AREA = 2.0 * UNITS_PER_PIXEL**2
POINT, LINE, AREA = 0, 1, 2
OPTIONS = {"extents": EXTENT, "y_coord_down": True, "check_winding_order": False}


class ZoomCutter:
    """All shapes of one zoom, in units of that zoom's tiles, ready to be cut.

    Shapes are simplified before they are cut, so that both sides of a tile's edge agree.
    """

    def __init__(self, drawing: Drawing, zoom: int) -> None:
        self.zoom = zoom
        shown = np.array([first_zoom(layer, kind) <= zoom for layer, kind, _ in drawing.keys])
        scale = float(EXTENT << zoom)
        shapes = shapely.transform(drawing.shapes[shown], lambda world: world * scale)
        coarsest = FINEST_UNITS if zoom == LAST_ZOOM else UNITS_PER_PIXEL / 2
        shapes = shapely.simplify(shapes, coarsest)
        areas = shapely.get_dimensions(shapes) == AREA
        kept = ~shapely.is_empty(shapes) & (~areas | (shapely.area(shapes) >= SMALLEST_AREA))
        self._shapes: Shapes = shapes[kept]
        self._keys = [drawing.keys[i] for i in np.flatnonzero(shown)[kept]]
        self._tree = shapely.STRtree(self._shapes)

    def places(self) -> list[tuple[int, int]]:
        """List the tiles that the boxes of the shapes touch, as (x, y)."""
        boxes = np.unique(np.floor(shapely.bounds(self._shapes) / EXTENT).astype(int), axis=0)
        most = (1 << self.zoom) - 1
        found: set[tuple[int, int]] = set()
        for west, north, east, south in np.clip(boxes, 0, most).tolist():
            found.update((x, y) for x in range(west, east + 1) for y in range(north, south + 1))
        return sorted(found)

    def cut(self, x: int, y: int) -> bytes | None:
        """Make one tile, compressed; None where it would hold nothing."""
        corner = np.array([x, y], dtype=float) * EXTENT
        low, high = corner - BUFFER, corner + EXTENT + BUFFER
        near = np.sort(self._tree.query(shapely.box(*low, *high)))
        if not len(near):
            return None
        shapes = shapely.clip_by_rect(self._shapes[near], *low, *high)
        layers: dict[Layer, dict[Key, list[shapely.Geometry]]] = defaultdict(dict)
        for index, shape in zip(near, _on_grid(shapes, corner), strict=True):
            key = self._keys[index]
            for part in shapely.get_parts(shape):
                if _belongs(part):
                    layers[key[0]].setdefault(key, []).append(part)
        content = [
            {"name": str(layer), "features": _features(layers[layer])}
            for layer in Layer
            if layer in layers
        ]
        if not content:
            return None
        return gzip.compress(
            mapbox_vector_tile.encode(content, default_options=OPTIONS), compresslevel=6, mtime=0
        )


def _on_grid(shapes: Shapes, corner: Floats) -> Shapes:
    """Move shapes to their tile's corner and onto whole units; areas stay valid."""
    dimensions = shapely.get_dimensions(shapes)
    moved: Shapes = shapely.transform(shapes, lambda points: points - corner)
    areas = dimensions == AREA
    broken = areas & ~shapely.is_valid(moved)
    moved[broken] = shapely.make_valid(moved[broken])
    moved[areas] = shapely.set_precision(moved[areas], 1.0)
    moved[areas] = shapely.orient_polygons(moved[areas])
    moved[~areas] = shapely.transform(moved[~areas], np.rint)
    return moved


def _belongs(part: shapely.Geometry) -> bool:
    """Tell whether a part is drawn in the tile: a point only in the one tile it lies in."""
    if part.is_empty:
        return False
    if part.geom_type == "Point":
        return bool(0 <= part.x < EXTENT and 0 <= part.y < EXTENT)
    return bool(part.length > 0)


def _features(drawn: dict[Key, list[shapely.Geometry]]) -> list[dict[str, object]]:
    return [
        {
            "geometry": geometry,
            "properties": {"kind": kind, "name": name} if name else {"kind": kind},
        }
        for (_layer, kind, name), parts in drawn.items()
        for geometry in _collected(parts)
    ]


def _collected(parts: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Put the lines of one name into one feature, likewise its areas; points stay apart."""
    dimensions: NDArray[np.int32] = shapely.get_dimensions(parts)
    array = np.array(parts, dtype=np.object_)
    collected = list(array[dimensions == POINT])
    if (dimensions == LINE).any():
        collected.append(shapely.multilinestrings(array[dimensions == LINE]))
    if (dimensions == AREA).any():
        collected.append(shapely.multipolygons(array[dimensions == AREA]))
    return collected
