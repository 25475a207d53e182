"""Sharing out the land of an extract: who looks after which settlement, and the ground around."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians

import numpy as np
import shapely
from django.utils.translation import gettext as _
from scipy.spatial import cKDTree

from tocsin.adapters.osm.api import Extract, Place, UnreadableExtract
from tocsin.core.geo import Floats, Point
from tocsin.core.roads import RoadNetwork

TOWNS = ("city", "town")
SETTLED = (*TOWNS, "village", "suburb")
SCATTERED = ("hamlet", "quarter", "neighbourhood", "isolated_dwelling")
MOST_STATIONS = 5
BEATS_PER_STATION = 4
# An outline that leaves out more of the roads than this is not the county's.
LEAST_INSIDE = 0.7
HULL_MARGIN_DEGREES = 0.01
Rings = list[list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class BeatGround:
    """A settlement and the ground around it; ``rings`` of (lon, lat), outer first."""

    code: str
    name: str
    point: Point
    rings: Rings
    area_class: str
    station: int


@dataclass(frozen=True, slots=True)
class StationGround:
    """A station in its settlement, and the ground of all its beats."""

    code: str
    name: str
    point: Point
    rings: Rings
    area_class: str


@dataclass(frozen=True)
class Ground:
    """The land shared out; ``outline`` is in degrees."""

    name: str
    outline: shapely.Polygon | shapely.MultiPolygon
    stations: tuple[StationGround, ...]
    beats: tuple[BeatGround, ...]

    def beats_of(self, station: StationGround) -> list[BeatGround]:
        """List the beats of a station."""
        number = self.stations.index(station)
        return [beat for beat in self.beats if beat.station == number]

    def nearest(self, point: Point) -> BeatGround:
        """Find the beat whose settlement is nearest to a point."""
        squeeze = squeezing(self.outline)
        return self.beats[int(self._tree.query(np.array(point) * squeeze)[1])]

    def holds(self, point: Point) -> bool:
        """Say whether a point lies in the county."""
        return bool(shapely.contains_xy(self.outline, point.lon, point.lat))

    @cached_property
    def _tree(self) -> cKDTree:
        points = np.array([beat.point for beat in self.beats])
        return cKDTree(points * squeezing(self.outline))


def parcel(extract: Extract, network: RoadNetwork, fallback: str) -> Ground:
    """Share out the land of an extract.

    Each settlement is a beat with the ground that is nearer to it than to any other. The towns,
    then the settlements with most crossings around them, have a station each; the other beats
    belong to the nearest.

    Raises
    ------
    UnreadableExtract
        The extract names no settlement.
    """
    name, outline = outline_of(extract, network, fallback)
    settled = settlements(extract, outline)
    if not settled:
        raise UnreadableExtract(
            _("The extract names no town or village in its boundary, so no station can be placed.")
        )
    squeeze = squeezing(outline)
    points = np.array([place.point for place in settled])
    seats = seats_of(settled, built_up(points * squeeze, network.node_lonlat * squeeze))
    owner = cKDTree(points[seats] * squeeze).query(points * squeeze)[1]
    cells = cells_of(points, outline, squeeze)
    beats = tuple(
        BeatGround(
            code=f"B{number + 1:03d}",
            name=place.name[:80],
            point=place.point,
            rings=rings_of(cells[number]),
            area_class=class_of(place, is_seat=number in seats),
            station=int(owner[number]),
        )
        for number, place in enumerate(settled)
    )
    grounds = [
        shapely.union_all([cells[beat] for beat in np.flatnonzero(owner == number)])
        for number in range(len(seats))
    ]
    stations = stations_on(grounds, [settled[seat] for seat in seats])
    return Ground(name, outline, stations, beats)


def stations_on(
    grounds: Sequence[shapely.Geometry], seats: Sequence[Place]
) -> tuple[StationGround, ...]:
    """Put a station into each seat, with the ground of its beats."""
    return tuple(
        StationGround(
            code=f"S{number:02d}",
            name=seat.name[:80],
            point=seat.point,
            rings=rings_of(ground),
            area_class=class_of(seat, is_seat=True),
        )
        for number, (ground, seat) in enumerate(zip(grounds, seats, strict=True), start=1)
    )


def outline_of(
    extract: Extract, network: RoadNetwork, fallback: str
) -> tuple[str, shapely.Polygon | shapely.MultiPolygon]:
    """Choose the county's outline: its boundary, all boundaries together, or around the roads."""
    nodes = shapely.points(network.node_lonlat)
    drawn = [
        (one, shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in one.rings]))
        for one in sorted(extract.boundaries, key=lambda one: one.level)
        if one.rings
    ]
    whole = shapely.union_all([shape for _one, shape in drawn])
    choices = [(one.name, shape) for one, shape in drawn] + [(fallback, whole)]
    for name, shape in choices:
        shapely.prepare(shape)
        if len(nodes) and shapely.intersects(shape, nodes).mean() >= LEAST_INSIDE:
            return name, shape
    return fallback, shapely.convex_hull(shapely.MultiPoint(nodes)).buffer(HULL_MARGIN_DEGREES)


def settlements(extract: Extract, outline: shapely.Polygon | shapely.MultiPolygon) -> list[Place]:
    """List the settlements in the outline, each name once; scattered ones only where needed."""
    for kinds in (SETTLED, SCATTERED):
        inside = {
            place.name: place
            for place in extract.places
            if place.kind in kinds and shapely.contains_xy(outline, *place.point)
        }
        if inside:
            return [inside[name] for name in sorted(inside)]
    return []


def squeezing(outline: shapely.Polygon | shapely.MultiPolygon) -> Floats:
    """Give what a degree east and a degree north count, so that distances compare."""
    return np.array([cos(radians(outline.centroid.y)), 1.0])


def built_up(points: Floats, nodes: Floats) -> Floats:
    """Count the road crossings nearest to each settlement, shape (n,)."""
    owner = cKDTree(points).query(nodes)[1]
    return np.bincount(owner, minlength=len(points)).astype(np.float64)


def seats_of(settled: Sequence[Place], weights: Floats) -> list[int]:
    """Choose which settlements have a station: towns first, then the most built-up."""
    wanted = min(MOST_STATIONS, max(1, round(len(settled) / BEATS_PER_STATION)))
    order = sorted(
        range(len(settled)),
        key=lambda number: (settled[number].kind not in TOWNS, -weights[number]),
    )
    return order[:wanted]


def cells_of(
    points: Floats, outline: shapely.Polygon | shapely.MultiPolygon, squeeze: Floats
) -> list[shapely.Geometry]:
    """Cut the outline so that each settlement has what is nearest to it, in order."""
    if len(points) == 1:
        return [outline]
    sites = shapely.MultiPoint(points * squeeze)
    flat = shapely.transform(outline, lambda lonlat: lonlat * squeeze)
    cut = list(shapely.voronoi_polygons(sites, extend_to=flat).geoms)
    tree = shapely.STRtree(cut)
    owner = tree.nearest(shapely.points(points * squeeze))
    parts = in_one_piece([shapely.intersection(cut[i], flat) for i in owner])
    return [shapely.transform(part, lambda lonlat: lonlat / squeeze) for part in parts]


def in_one_piece(cells: Sequence[shapely.Geometry]) -> list[shapely.Polygon]:
    """Leave each cell its largest piece; the others go to the cell they share most border with."""
    pieces = [sorted(polygons_in(cell), key=shapely.area) for cell in cells]
    kept = [found.pop() for found in pieces]
    for piece in (piece for found in pieces for piece in found):
        border = [shapely.length(shapely.intersection(piece, cell)) for cell in kept]
        neighbour = int(np.argmax(border))
        joined = shapely.union(kept[neighbour], piece)
        if isinstance(joined, shapely.Polygon):
            kept[neighbour] = joined
    return kept


def polygons_in(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """List the polygons of a shape."""
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def rings_of(shape: shapely.Geometry) -> Rings:
    """Write the largest polygon of a shape as its rings, outer first."""
    largest = max(polygons_in(shape), key=shapely.area)
    return [[(x, y) for x, y in ring.coords] for ring in (largest.exterior, *largest.interiors)]


def class_of(place: Place, *, is_seat: bool) -> str:
    """Say what sort of ground a settlement is for the response clock."""
    if place.kind in TOWNS:
        return "town"
    return "suburb" if is_seat or place.kind in SETTLED else "rural"
