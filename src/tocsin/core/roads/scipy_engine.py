"""Travel times over the road network, by SciPy's Dijkstra."""

from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from tocsin.core.geo import Floats
from tocsin.core.roads.engine import RoadEngine
from tocsin.core.roads.graph import Ends, Profile
from tocsin.core.roads.network import Ints
from tocsin.core.roads.routes import Path
from tocsin.core.roads.topology import STANDING

SOURCES_AT_ONCE = 32


class SciPyEngine(RoadEngine):
    """Searches afresh for every question; needs no preparation, and is what the other is held to.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.speeds import TravelMode
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET)
    >>> engine = SciPyEngine(build_network([street]))
    >>> there = np.array([[106.01, 35.0], [108.0, 35.0]])
    >>> times = engine.to_many(Point(106.0, 35.0), there, mode=TravelMode.CAR)
    >>> times.seconds.round().tolist(), str(times.by)
    ([117.0, inf], 'roads')
    """

    def search(self, profile: Profile, starts: Ends, ends: Ends, limit: float) -> Floats:
        """Find how many milliseconds lie between places, shape (starts, ends)."""
        return dijkstra_search(profile, starts, ends, limit)

    def find_path(self, profile: Profile, start: Ends, end: Ends) -> Path | None:
        """Find the arcs of the quickest way between two places by junctions."""
        return dijkstra_path(profile, start, end)


def dijkstra_search(profile: Profile, starts: Ends, ends: Ends, limit: float) -> Floats:
    """Search from the smaller side, over the reversed roads when that is the destinations."""
    onward = starts.count <= ends.count
    graph = profile.graph if onward else profile.reversed_graph
    near, far = (starts, ends) if onward else (ends, starts)
    found = np.empty((near.count, far.count))
    for begin in range(0, near.count, SOURCES_AT_ONCE):
        some = slice(begin, begin + SOURCES_AT_ONCE)
        joined = graph.with_sources(near.nodes[some], near.milliseconds[some])
        sources = profile.topology.node_count + np.arange(len(near.nodes[some]))
        reached = dijkstra(joined, directed=True, indices=sources, limit=limit)
        found[some] = (reached[:, far.nodes] + far.milliseconds).min(axis=2)
    return found if onward else found.T


def dijkstra_path(profile: Profile, start: Ends, end: Ends) -> Path | None:
    """Search from one place until the two ends of the other's link."""
    source = profile.topology.node_count
    joined = profile.graph.with_sources(start.nodes, start.milliseconds)
    reached, before = dijkstra(joined, directed=True, indices=source, return_predecessors=True)
    by_end = reached[end.nodes[0]] + end.milliseconds[0]
    last = int(by_end.argmin())
    if not np.isfinite(by_end[last]):
        return None
    nodes = _path_back(before, source, int(end.nodes[0, last]))
    first = int(np.where(start.nodes[0] == nodes[0], start.milliseconds[0], np.inf).argmin())
    arcs = [profile.graph.arc_between(tail, head) for tail, head in pairwise(nodes)]
    driven = tuple(arc for arc in arcs if arc != STANDING)
    return Path(float(by_end[last]), first, last, driven)


def _path_back(before: Ints, source: int, target: int) -> list[int]:
    """List the nodes after the source up to the target."""
    path = [target]
    while (node := int(before[path[-1]])) != source:
        path.append(node)
    return path[::-1]
