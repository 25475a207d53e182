"""Building the base map: one PMTiles file, the same for the same features."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write as open_archive

from tocsin.adapters.tiles.cutting import ZoomCutter
from tocsin.adapters.tiles.shapes import Drawing, draw, to_world
from tocsin.adapters.tiles.zooms import FIRST_ZOOM, LAST_ZOOM
from tocsin.core.geo import Box, bounding_box
from tocsin.core.mapfeatures import Layer, MapFeature

MOST_TILES = 100_000
DEGREE_STEPS = 10_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BuiltMap:
    """A base map on disk: how many tiles it holds, and the box it covers."""

    path: Path
    tiles: int
    box: Box


def _silent(_done: int, _total: int) -> None:
    """Report to nobody."""


def build(
    layers: Iterable[MapFeature],
    path: Path,
    progress: Progress = _silent,
    *,
    attribution: str = "",
) -> BuiltMap:
    """Build the base map and put it in place in one step.

    Parameters
    ----------
    layers
        All features, in any order of layers; later features are drawn over earlier ones.
    path
        Where the .pmtiles file goes; an older one is replaced when the new one is whole.
    progress
        Called with (tiles looked at, tiles in all).
    attribution
        Whose data it is, kept in the file's metadata.

    Raises
    ------
    ValueError
        When there is no feature, a coordinate is not finite, or the features are spread over an
        area too large for a county's map.
    """
    features = tuple(layers)
    drawing = draw(features)
    if not len(drawing.shapes):
        raise ValueError("A map needs at least one feature.")
    box = bounding_box(np.concatenate([part for feature in features for part in feature.parts]))
    if _tiles_within(box) > MOST_TILES:
        raise ValueError("These features are spread too far for the map of a county.")
    tiles = list(_tiles(drawing, progress))
    if not tiles:
        raise ValueError("Everything in these features is too small to be drawn.")
    _write(tiles, path, _header(box), _metadata(attribution))
    return BuiltMap(path, len(tiles), box)


def _write(
    tiles: Sequence[tuple[int, bytes]],
    path: Path,
    header: dict[str, object],
    metadata: dict[str, object],
) -> None:
    """Write the archive beside its place, then move it there in one step."""
    building = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open_archive(building) as archive:
            for number, content in tiles:
                archive.write_tile(number, content)
            archive.finalize(header, metadata)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


def _tiles_within(box: Box) -> float:
    """Count the tiles of the last zoom that a box covers."""
    corners = to_world(np.array([[box.west, box.north], [box.east, box.south]])) * 2**LAST_ZOOM
    return float(np.prod(np.diff(corners, axis=0)))


def _tiles(drawing: Drawing, progress: Progress) -> Iterator[tuple[int, bytes]]:
    """Give every tile that holds something, by the number that the file sorts by."""
    cutters = [ZoomCutter(drawing, zoom) for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1)]
    places = sorted(
        (zxy_to_tileid(cutter.zoom, x, y), which, x, y)
        for which, cutter in enumerate(cutters)
        for x, y in cutter.places()
    )
    for done, (number, which, x, y) in enumerate(places, start=1):
        content = cutters[which].cut(x, y)
        if content is not None:
            yield number, content
        progress(done, len(places))


def _header(box: Box) -> dict[str, object]:
    west, south, east, north = (round(degrees * DEGREE_STEPS) for degrees in box)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": FIRST_ZOOM + 2,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(attribution: str) -> dict[str, object]:
    fields = {"kind": "String", "name": "String"}
    return {
        "name": "Tocsin base map",
        "attribution": attribution,
        "vector_layers": [
            {"id": str(layer), "fields": fields, "minzoom": FIRST_ZOOM, "maxzoom": LAST_ZOOM}
            for layer in Layer
        ],
    }
