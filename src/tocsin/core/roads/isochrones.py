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
from tocsin.core.roads.trails import trails

FRINGE_METRES = 40.0
"""How far beside a road still counts as reached: about a house and its yard."""
CORNERS = 2
BLUR_METRES = 2.0
"""The lines of roads are drawn no finer: they are grown by twenty times as much."""

Rings = tuple[Floats, ...]
Pieces = tuple[NDArray[np.int64], Floats, Floats]
"""Links, and from which share of the length of each to which other it is drawn."""


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
    here = engine.snap(np.array([origin]), conditions.mode, conditions.at_hour)
    plane = LocalPlane(origin)
    walked = float(here.metres[0]) / WALKING_METRES_PER_SECOND
    left = [max(limit - walked, 0.0) * MILLISECONDS for limit in seconds]
    if not np.isfinite(walked):
        return tuple(Isochrone(limit, _around(origin, plane, limit)) for limit in seconds)
    reached = _reached(engine.network, profile, here, max(left, default=0.0))
    search = _Search(engine.network, profile, here, plane, reached)
    shapes = _nested(search, dict(zip(seconds, left, strict=True)))
    return tuple(Isochrone(limit, _rings(shapes[limit], plane)) for limit in seconds)


def _nested(search: _Search, left: dict[float, float]) -> dict[float, BaseGeometry]:
    """Draw the areas from the shortest time on: each is the one before and what is new in it."""
    found: dict[float, BaseGeometry] = {}
    within: BaseGeometry = shapely.Point()
    drawn = np.zeros(search.network.link_count, dtype=np.bool_)
    for limit in sorted(left):
        new, whole = _shape(search, left[limit], limit, drawn)
        found[limit] = within = shapely.union(within, new)
        drawn |= whole
    return found


def _reached(network: RoadNetwork, profile: Profile, here: Snaps, limit: float) -> Floats:
    """Tell after how many milliseconds one turns into each arc, shape (arcs,)."""
    start = leaving(network, profile, here)
    joined = profile.graph.with_sources(start.nodes, start.milliseconds)
    source = profile.topology.node_count
    found = dijkstra(joined, directed=True, indices=source, limit=max(limit, 1.0))
    at: Floats = found[profile.topology.arrive]
    return at


def _shape(
    search: _Search, limit: float, seconds: float, drawn: NDArray[np.bool_]
) -> tuple[BaseGeometry, NDArray[np.bool_]]:
    """Draw the reached pieces of road with their fringe, but for links drawn before.

    Parameters
    ----------
    limit
        Milliseconds that are left to drive.
    drawn
        Shape (links,), which are whole in a smaller area.

    Returns
    -------
    tuple
        The area, and which links are whole in it, shape (links,).
    """
    profile = search.profile
    weights = np.concatenate([profile.forward, profile.backward])
    open_ = np.isfinite(weights) & (search.reached < limit)
    share = np.zeros(len(weights))
    share[open_] = np.minimum((limit - search.reached[open_]) / weights[open_], 1.0)
    on, back = np.split(share, 2)
    whole = on + back >= 1.0
    pieces = _pieces(on, back, whole=whole)
    lines = [
        _strung(search, np.flatnonzero(whole & ~drawn)),
        _cut(search, *(np.concatenate(some) for some in zip(*pieces, strict=True))),
        _cut(search, *_own_link(search, limit)),
    ]
    plain = shapely.simplify(np.concatenate(lines), BLUR_METRES, preserve_topology=False)
    grown = shapely.buffer(plain, FRINGE_METRES, quad_segs=CORNERS)
    around = shapely.Point(*search.plane.to_metres(search.here.places)[0]).buffer(_on_foot(seconds))
    area: BaseGeometry = shapely.union_all([*grown, around])
    return area, whole


def _pieces(on: Floats, back: Floats, *, whole: NDArray[np.bool_]) -> Iterator[Pieces]:
    """Name the parts of links that are reached from either end, where they are not whole."""
    ahead, behind = np.flatnonzero(~whole & (on > 0.0)), np.flatnonzero(~whole & (back > 0.0))
    yield ahead, np.zeros(len(ahead)), on[ahead]
    yield behind, 1.0 - back[behind], np.ones(len(behind))


def _own_link(search: _Search, limit: float) -> Pieces:
    """Name what is reached along the link on which one sets out."""
    here, profile = search.here, search.profile
    link, share = int(here.link[0]), float(here.share[0])
    ahead, behind = (
        min(limit / whole, 1.0) if np.isfinite(whole) else 0.0
        for whole in (profile.forward[link], profile.backward[link])
    )
    first, last = max(share - behind, 0.0), min(share + ahead, 1.0)
    some = slice(None) if last > first else slice(0)
    return np.array([link])[some], np.array([first])[some], np.array([last])[some]


def _strung(search: _Search, links: NDArray[np.int64]) -> NDArray[np.object_]:
    """Draw whole links, strung together into long lines."""
    network = search.network
    passed, turned, line = trails(network, links)
    begin, end = network.link_start[passed], network.link_start[passed + 1]
    sizes = end - begin
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    first, step = np.where(turned, end - 1, begin), np.where(turned, -1, 1)
    points = np.repeat(first, sizes) + within * np.repeat(step, sizes)
    drawn: NDArray[np.object_] = shapely.linestrings(
        search.plane.to_metres(network.shape_lonlat[points]), indices=np.repeat(line, sizes)
    )
    return drawn


def _cut(
    search: _Search, links: NDArray[np.int64], first: Floats, last: Floats
) -> NDArray[np.object_]:
    """Draw each link from one share of its length to another, shape (links,)."""
    if not len(links):
        return np.empty(0, dtype=np.object_)
    network, count = search.network, len(links)
    sizes = np.diff(network.link_start)[links]
    end = np.cumsum(sizes)
    owner = np.repeat(np.arange(count), sizes)
    shift = np.repeat(network.link_start[links] - (end - sizes), sizes)
    points = network.shape_lonlat[shift + np.arange(len(owner))]
    along = metres_along(points)  # over all of them: what lies between two links hurts nobody
    start, length = along[end - sizes], along[end - 1] - along[end - sizes]
    low, high = start + first * length, start + last * length
    inside = (along > low[owner]) & (along < high[owner])
    at = np.concatenate([low, along[inside], high])
    lonlat = np.column_stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)])
    whose = np.concatenate([np.arange(count), owner[inside], np.arange(count)])
    order = np.lexsort((at, whose))
    drawn: NDArray[np.object_] = shapely.linestrings(
        search.plane.to_metres(lonlat[order]), indices=whose[order]
    )
    return drawn


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
