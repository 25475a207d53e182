"""How far somebody gets within some minutes, as areas on the map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from tocsin.core.geo import Floats, LocalPlane, Point, metres_along
from tocsin.core.roads.engine import Conditions, RoadEngine
from tocsin.core.roads.graph import MILLISECONDS, Profile, leaving
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.snapping import Snaps
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND

FRINGE_METRES = 40.0
"""How far beside a road still counts as reached: about a house and its yard."""
CORNERS = 2

Rings = tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """Where one sets out, and after how many milliseconds one turns into each arc."""

    network: RoadNetwork
    profile: Profile
    here: Snaps
    plane: LocalPlane
    reached: Floats


@dataclass(frozen=True, slots=True)
class Isochrone:
    """What is reached within so many seconds.

    Each area is its outer ring followed by its holes, rings of shape (n, 2) in degrees; ground
    without a reached road nearby is a hole, and what is cut off from the rest an area of its own.
    """

    seconds: float
    areas: tuple[Rings, ...]


def isochrones(
    engine: RoadEngine, origin: Point, seconds: Sequence[float], conditions: Conditions
) -> tuple[Isochrone, ...]:
    """Draw what is reached from a place: every road as far as one gets, and 40 m beside it.

    Parameters
    ----------
    seconds
        One area is drawn for each; a longer time never gives a smaller area.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.scipy_engine import SciPyEngine
    >>> from tocsin.core.roads.speeds import TravelMode, Weather
    >>> street = Way(np.array([[106.0, 35.0], [106.1, 35.0]]), RoadClass.STREET)
    >>> engine = SciPyEngine(build_network([street]))
    >>> by_car = Conditions(TravelMode.CAR, None, Weather.DRY)
    >>> near, far = isochrones(engine, Point(106.0, 35.0), [60, 300], by_car)
    >>> [round(float(one.areas[0][0][:, 0].max()), 3) for one in (near, far)]
    [106.006, 106.026]
    """
    profile = engine.profile(conditions)
    here = engine.snap(np.array([origin]), conditions.mode)
    plane = LocalPlane(origin)
    walked = float(here.metres[0]) / WALKING_METRES_PER_SECOND
    left = [max(limit - walked, 0.0) * MILLISECONDS for limit in seconds]
    if not np.isfinite(walked):
        return tuple(Isochrone(limit, _around(origin, plane, limit)) for limit in seconds)
    reached = _reached(engine.network, profile, here, max(left, default=0.0))
    search = _Search(engine.network, profile, here, plane, reached)
    shapes = _nested(
        [(limit, _shape(search, some, limit)) for limit, some in zip(seconds, left, strict=True)]
    )
    return tuple(Isochrone(limit, _rings(shapes[limit], plane)) for limit in seconds)


def _nested(shapes: Sequence[tuple[float, BaseGeometry]]) -> dict[float, BaseGeometry]:
    """Add to each area what a shorter time reaches: drawn round ends differ with where they lie."""
    found: dict[float, BaseGeometry] = {}
    within: BaseGeometry = shapely.Point()
    for limit, shape in sorted(shapes, key=lambda one: one[0]):
        found[limit] = within = shapely.union(within, shape)
    return found


def _reached(network: RoadNetwork, profile: Profile, here: Snaps, limit: float) -> Floats:
    """Tell after how many milliseconds one turns into each arc, shape (arcs,)."""
    start = leaving(network, profile, here)
    joined = profile.graph.with_sources(start.nodes, start.milliseconds)
    source = profile.topology.node_count
    found = dijkstra(joined, directed=True, indices=source, limit=max(limit, 1.0))
    at: Floats = found[profile.topology.arrive]
    return at


def _shape(search: _Search, limit: float, seconds: float) -> BaseGeometry:
    """Draw the reached pieces of road with their fringe; ``limit`` is what is left to drive."""
    network, profile, plane = search.network, search.profile, search.plane
    whole = np.concatenate([profile.forward, profile.backward])
    open_ = np.isfinite(whole) & (search.reached < limit)
    share = np.zeros(len(whole))
    share[open_] = np.minimum((limit - search.reached[open_]) / whole[open_], 1.0)
    on, back = np.split(share, 2)
    full = np.flatnonzero(on + back >= 1.0)
    pieces = [*_pieces(network, on, back), *_own_link(network, profile, search.here, limit)]
    parts = np.array([shapely.linestrings(plane.to_metres(piece)) for piece in pieces])
    lines = np.concatenate([_whole_lines(network, full, plane), parts])
    grown = shapely.buffer(lines, FRINGE_METRES, quad_segs=CORNERS)
    around = shapely.Point(*plane.to_metres(search.here.places)[0]).buffer(_on_foot(seconds))
    area: BaseGeometry = shapely.union_all([*grown, around])
    return area


def _whole_lines(
    network: RoadNetwork, links: NDArray[np.int64], plane: LocalPlane
) -> NDArray[np.object_]:
    sizes = np.diff(network.link_start)[links]
    owner = np.repeat(np.arange(len(links)), sizes)
    first = np.repeat(network.link_start[links] - (np.cumsum(sizes) - sizes), sizes)
    points = network.shape_lonlat[first + np.arange(len(owner))]
    if not len(points):
        return np.empty(0, dtype=np.object_)
    drawn: NDArray[np.object_] = shapely.linestrings(plane.to_metres(points), indices=owner)
    return drawn


def _pieces(network: RoadNetwork, on: Floats, back: Floats) -> Iterator[Floats]:
    """Cut the links of which only a part is reached, from either end."""
    for link in np.flatnonzero((on + back < 1.0) & (on + back > 0.0)).tolist():
        if on[link] > 0.0:
            yield _cut(network.line(link), 0.0, float(on[link]))
        if back[link] > 0.0:
            yield _cut(network.line(link), 1.0 - float(back[link]), 1.0)


def _own_link(
    network: RoadNetwork, profile: Profile, here: Snaps, limit: float
) -> Iterator[Floats]:
    """Cut what is reached along the link on which one sets out."""
    link, share = int(here.link[0]), float(here.share[0])
    ahead, behind = (
        min(limit / whole, 1.0) if np.isfinite(whole) else 0.0
        for whole in (profile.forward[link], profile.backward[link])
    )
    first, last = max(share - behind, 0.0), min(share + ahead, 1.0)
    if last > first:
        yield _cut(network.line(link), first, last)


def _cut(line: Floats, first: float, last: float) -> Floats:
    metres = metres_along(line)
    low, high = first * metres[-1], last * metres[-1]
    kept = np.concatenate([[low], metres[(metres > low) & (metres < high)], [high]])
    return np.column_stack([np.interp(kept, metres, line[:, axis]) for axis in (0, 1)])


def _on_foot(seconds: float) -> float:
    return min(seconds * WALKING_METRES_PER_SECOND, FRINGE_METRES)


def _around(origin: Point, plane: LocalPlane, seconds: float) -> tuple[Rings, ...]:
    """Draw what is reached on foot where there is no road."""
    spot = shapely.Point(*plane.to_metres(np.array([origin]))[0])
    return _rings(spot.buffer(seconds * WALKING_METRES_PER_SECOND), plane)


def _rings(shape: BaseGeometry, plane: LocalPlane) -> tuple[Rings, ...]:
    return tuple(
        tuple(
            plane.to_degrees(np.asarray(ring.coords)) for ring in (part.exterior, *part.interiors)
        )
        for part in shapely.get_parts(shape)
        if not part.is_empty
    )
