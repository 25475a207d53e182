"""The base map of a county, drawn from what stands in the county itself."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from tocsin.adapters.tiles.api import BuiltMap, Layer, MapFeature, Shape, build, road_features
from tocsin.core.county.records import Area, County

Progress = Callable[[int, int], None]


def area_parts(area: Area) -> tuple[np.ndarray, ...]:
    """Write the rings of an area as arrays of points."""
    return tuple(np.array(ring, dtype=np.float64) for ring in area.rings)


def county_features(county: County) -> Iterator[MapFeature]:
    """List what the base map of a generated county shows."""
    yield MapFeature(Layer.LAND, "county", county.name, Shape.AREA, area_parts(county.outline))
    for river in county.rivers:
        yield MapFeature(Layer.WATER, "river", river.name, Shape.LINE, (river.line,))
    for beat in county.beats:
        yield MapFeature(Layer.BEAT, "beat", beat.name, Shape.AREA, area_parts(beat.area))
    for station in county.stations:
        yield MapFeature(
            Layer.STATION, "station", station.name, Shape.AREA, area_parts(station.area)
        )
    yield from road_features(county.network)
    for kind, divisions in (("town", county.townships), ("village", county.villages)):
        for one in divisions:
            point = np.array([[one.point.lon, one.point.lat]])
            yield MapFeature(Layer.PLACE, kind, one.name, Shape.POINT, (point,))


def draw_map(
    features: Iterable[MapFeature], folder: Path, code: str, progress: Progress, attribution: str
) -> BuiltMap:
    """Draw the base map of a bureau into the data folder, where its desks look for it."""
    folder = folder / "map"
    folder.mkdir(parents=True, exist_ok=True)
    return build(features, folder / f"{code}.pmtiles", progress, attribution=attribution)
