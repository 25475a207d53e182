"""A road network as weighted graphs: one for each way of moving."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tocsin.core.geo import Floats
from tocsin.core.roads.network import Ints, RoadNetwork
from tocsin.core.roads.snapping import Snaps
from tocsin.core.roads.speeds import TravelMode


@dataclass(frozen=True, slots=True)
class Graph:
    """Weighted arcs in compressed rows: ``heads[row_start[i]:row_start[i + 1]]`` leave node i.

    Of several arcs between the same two nodes only the quickest is kept; ``arc`` names it.
    """

    row_start: Ints
    heads: Ints
    seconds: Floats
    arc: NDArray[np.int64]

    def with_sources(self, nodes: NDArray[np.int64], seconds: Floats) -> csr_array:
        """Add one node per place, from which the place's roads are entered.

        Parameters
        ----------
        nodes, seconds
            Shape (places, 2): the two ends of the place's link, and how long each is away; ``inf``
            where the end may not be reached.

        Returns
        -------
        csr_array
            Square; the added nodes come last, in the order of the places.
        """
        size = len(self.row_start) - 1 + len(nodes)
        open_ends = np.isfinite(seconds)
        rows = self.row_start[-1] + np.cumsum(open_ends.sum(axis=1), dtype=np.int32)
        return csr_array(
            (
                np.concatenate([self.seconds, seconds[open_ends]]),
                np.concatenate([self.heads, nodes[open_ends].astype(np.int32)]),
                np.concatenate([self.row_start, rows.astype(np.int32)]),
            ),
            shape=(size, size),
        )

    def arc_between(self, tail: int, head: int) -> int:
        """Name the arc that leads from one node to a neighbour."""
        begin, end = self.row_start[tail], self.row_start[tail + 1]
        return int(self.arc[begin + int(np.argmax(self.heads[begin:end] == head))])


@dataclass(frozen=True, slots=True)
class Profile:
    """The network as one way of moving sees it at one time of day.

    ``forward`` and ``backward`` have shape (links,): seconds for a whole link in each direction,
    ``inf`` where it may not be used. ``reversed_graph`` turns every arc round.
    """

    forward: Floats
    backward: Floats
    graph: Graph
    reversed_graph: Graph


def usable_arcs(
    network: RoadNetwork, mode: TravelMode, class_open: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which arcs a mode may use: its ranks of road, and one-way rules unless on foot."""
    arcs = network.arcs
    may: NDArray[np.bool_] = class_open[network.link_class][arcs.link]
    if mode is not TravelMode.FOOT:
        may &= ~arcs.against_oneway
    return may


def well_connected_links(network: RoadNetwork, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the links from which one gets everywhere and back: the largest such part.

    Parameters
    ----------
    usable
        Shape (arcs,), which arcs may be used.

    Returns
    -------
    ndarray of bool
        Shape (links,).
    """
    nodes = network.node_count
    if not usable.any():
        return np.zeros(network.link_count, dtype=np.bool_)
    tail, head = network.arcs.tail[usable], network.arcs.head[usable]
    joined = csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(joined, directed=True, connection="strong")
    main = int(np.argmax(np.bincount(label)))
    inside: NDArray[np.bool_] = (label[network.link_from] == main) & (
        label[network.link_to] == main
    )
    forward, backward = np.split(usable, 2)
    inside &= forward | backward
    return inside


def build_profile(
    network: RoadNetwork, usable: NDArray[np.bool_], seconds_per_metre: Floats
) -> Profile:
    """Weigh the network for one way of moving.

    Parameters
    ----------
    usable
        Shape (arcs,), which arcs may be used.
    seconds_per_metre
        Shape (road classes,).
    """
    arcs = network.arcs
    pace = np.where(np.isfinite(seconds_per_metre), seconds_per_metre, 0.0)
    seconds = arcs.metres * pace[network.link_class][arcs.link]
    seconds[~usable] = np.inf
    forward, backward = np.split(seconds, 2)
    nodes = network.node_count
    return Profile(
        forward=forward,
        backward=backward,
        graph=_graph(nodes, arcs.tail, arcs.head, seconds),
        reversed_graph=_graph(nodes, arcs.head, arcs.tail, seconds),
    )


def _graph(nodes: int, tail: Ints, head: Ints, seconds: Floats) -> Graph:
    kept = np.flatnonzero(np.isfinite(seconds) & (tail != head))
    order = kept[np.lexsort((seconds[kept], head[kept], tail[kept]))]
    tail, head = tail[order], head[order]
    quickest = np.ones(len(order), dtype=np.bool_)
    quickest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    order, tail, head = order[quickest], tail[quickest], head[quickest]
    row_start = np.zeros(nodes + 1, dtype=np.int32)
    row_start[1:] = np.cumsum(np.bincount(tail, minlength=nodes))
    return Graph(row_start, head.astype(np.int32), seconds[order], order.astype(np.int64))


def ends_of(network: RoadNetwork, snaps: Snaps) -> NDArray[np.int64]:
    """Give the two nodes of each place's link, shape (places, 2)."""
    link = snaps.link
    return np.column_stack([network.link_from[link], network.link_to[link]]).astype(np.int64)


def leaving_seconds(profile: Profile, snaps: Snaps) -> Floats:
    """Tell how long it takes from each place to the two ends of its link, shape (places, 2)."""
    return np.column_stack(
        [
            _part(profile.backward[snaps.link], snaps.share),
            _part(profile.forward[snaps.link], 1.0 - snaps.share),
        ]
    )


def arriving_seconds(profile: Profile, snaps: Snaps) -> Floats:
    """Tell how long it takes from the two ends of its link to each place, shape (places, 2)."""
    return np.column_stack(
        [
            _part(profile.forward[snaps.link], snaps.share),
            _part(profile.backward[snaps.link], 1.0 - snaps.share),
        ]
    )


def along_one_link(profile: Profile, starts: Snaps, ends: Snaps) -> Floats:
    """Tell how long it takes between places on the same link without leaving it.

    Returns
    -------
    ndarray of float
        Shape (starts, ends), seconds; ``inf`` for places on different links.
    """
    same = starts.link[:, None] == ends.link[None, :]
    seconds = np.full(same.shape, np.inf)
    start, end = np.nonzero(same)
    ahead = ends.share[end] - starts.share[start]
    link = starts.link[start]
    onward = np.where(ahead >= 0, profile.forward[link], profile.backward[link])
    seconds[start, end] = _part(onward, np.abs(ahead))
    return seconds


def _part(whole: Floats, share: Floats) -> Floats:
    """Take a share of link times; no distance takes no time, even where one may not drive."""
    return np.multiply(whole, share, out=np.zeros_like(whole), where=share > 0.0)
