"""Travel times over the road network, by SciPy's Dijkstra."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from tocsin.core.geo import Floats, Point
from tocsin.core.roads.graph import (
    Profile,
    along_one_link,
    arriving_seconds,
    build_profile,
    ends_of,
    leaving_seconds,
    usable_arcs,
    well_connected_links,
)
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.routes import draw_route
from tocsin.core.roads.snapping import Snapper, Snaps, direct_walks
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND, TravelMode, seconds_per_metre
from tocsin.core.roads.travel import FoundBy, Route, Times

FARTHEST_OFF_ROAD_METRES = 5_000.0
KEPT_PROFILES = 12
SOURCES_AT_ONCE = 32


class SciPyEngine:
    """Finds the quickest ways over a road network.

    A place off the road is walked to from the nearest point of the part of the network in which
    one gets everywhere and back; two places nearer to each other than to the road are joined by a
    direct walk. A place more than ``farthest_off_road_metres`` from any road is unreachable.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET)
    >>> engine = SciPyEngine(build_network([street]))
    >>> there = np.array([[106.01, 35.0], [108.0, 35.0]])
    >>> times = engine.to_many(Point(106.0, 35.0), there, mode=TravelMode.CAR)
    >>> times.seconds.round().tolist(), str(times.by)
    ([117.0, inf], 'roads')
    """

    by = FoundBy.ROADS

    def __init__(
        self,
        network: RoadNetwork,
        *,
        farthest_off_road_metres: float = FARTHEST_OFF_ROAD_METRES,
    ) -> None:
        self.network = network
        self._farthest = farthest_off_road_metres
        self._access = lru_cache(maxsize=None)(self._open_access)
        self._profile = lru_cache(maxsize=KEPT_PROFILES)(self._weigh)

    def to_many(
        self,
        origin: Point,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
    ) -> Times:
        """Tell how long one unit needs to each destination, shape (n,)."""
        seconds = self._seconds(np.array([origin]), destinations, mode, at_hour, limit_seconds)
        return Times(seconds[0], self.by)

    def from_many(
        self,
        origins: Floats,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
    ) -> Times:
        """Tell how long each of many units needs to one destination, shape (n,)."""
        seconds = self._seconds(origins, np.array([destination]), mode, at_hour, limit_seconds)
        return Times(seconds[:, 0], self.by)

    def matrix(
        self,
        origins: Floats,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
    ) -> Times:
        """Tell how long every origin is from every destination, shape (origins, destinations)."""
        return Times(self._seconds(origins, destinations, mode, at_hour, limit_seconds), self.by)

    def route(
        self, origin: Point, destination: Point, *, mode: TravelMode, at_hour: int | None = None
    ) -> Route | None:
        """Find the quickest way, or None where there is none."""
        places = self.snap(np.array([origin, destination]), mode)
        profile = self._profile_for(mode, at_hour)
        return draw_route(self.network, profile, places)

    def snap(self, places: Floats, mode: TravelMode) -> Snaps:
        """Find where places, shape (n, 2) in degrees, meet the roads that a mode may use."""
        return self._access(mode)[1].snap(places)

    def _seconds(
        self,
        origins: Floats,
        destinations: Floats,
        mode: TravelMode,
        at_hour: int | None,
        limit: float,
    ) -> Floats:
        profile = self._profile_for(mode, at_hour)
        starts, ends = self.snap(origins, mode), self.snap(destinations, mode)
        if not (np.isfinite(starts.metres).any() and np.isfinite(ends.metres).any()):
            return np.full((len(origins), len(destinations)), np.inf)
        seconds = np.minimum(
            self._over_junctions(profile, starts, ends, limit),
            along_one_link(profile, starts, ends),
        )
        seconds += (starts.metres[:, None] + ends.metres[None, :]) / WALKING_METRES_PER_SECOND
        seconds = np.minimum(seconds, direct_walks(starts, ends))
        return np.where(seconds <= limit, seconds, np.inf)

    def _over_junctions(self, profile: Profile, starts: Snaps, ends: Snaps, limit: float) -> Floats:
        """Search from the smaller side, over the reversed roads when that is the destinations."""
        leaving = leaving_seconds(profile, starts)
        arriving = arriving_seconds(profile, ends)
        from_nodes, to_nodes = ends_of(self.network, starts), ends_of(self.network, ends)
        if len(from_nodes) <= len(to_nodes):
            graph = profile.graph
            near, near_seconds, far, far_seconds = from_nodes, leaving, to_nodes, arriving
        else:
            graph = profile.reversed_graph
            near, near_seconds, far, far_seconds = to_nodes, arriving, from_nodes, leaving
        seconds = np.empty((len(near), len(far)))
        for begin in range(0, len(near), SOURCES_AT_ONCE):
            some = slice(begin, begin + SOURCES_AT_ONCE)
            joined = graph.with_sources(near[some], near_seconds[some])
            sources = self.network.node_count + np.arange(len(near[some]))
            found = dijkstra(joined, directed=True, indices=sources, limit=limit)
            seconds[some] = (found[:, far] + far_seconds).min(axis=2)
        return seconds if graph is profile.graph else seconds.T

    def _profile_for(self, mode: TravelMode, at_hour: int | None) -> Profile:
        return self._profile(mode, tuple(seconds_per_metre(mode, at_hour).tolist()))

    def _weigh(self, mode: TravelMode, pace: tuple[float, ...]) -> Profile:
        return build_profile(self.network, self._access(mode)[0], np.array(pace))

    def _open_access(self, mode: TravelMode) -> tuple[NDArray[np.bool_], Snapper]:
        usable = usable_arcs(self.network, mode, np.isfinite(seconds_per_metre(mode)))
        links = well_connected_links(self.network, usable)
        return usable, Snapper(self.network, links, self._farthest)
