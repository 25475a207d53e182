"""A road network as weighted graphs: one for each way of moving.

Weights are whole milliseconds, so that every engine finds the very same times: whole numbers add up
alike in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tocsin.core.geo import Floats
from tocsin.core.roads.network import Ints, RoadClass, RoadNetwork
from tocsin.core.roads.signs import at_hour as access_at
from tocsin.core.roads.snapping import Snaps
from tocsin.core.roads.speeds import ACCESS_OF, UNPAVED_SHARE, TravelMode, share_at_limits
from tocsin.core.roads.topology import STANDING, Rows, Topology

MILLISECONDS = 1000.0
LEAST = 1e-9
"""A link without length still takes for ever when it is closed."""

Nodes = NDArray[np.int64]
Changes = Mapping[int, float]
"""By arc, how many times as long it takes than usual; ``inf`` is closed."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Weighted steps in compressed rows: ``heads[row_start[i]:row_start[i + 1]]`` leave node i.

    Of several steps between the same two nodes only the quickest is kept; ``arc`` names the arc of
    the network that it follows, ``pair`` the two nodes by their place in the rows of the topology.
    Weights are whole milliseconds. A step that was closed leads back to where it begins.
    """

    row_start: Ints
    heads: Ints
    milliseconds: Floats
    arc: Nodes
    pair: Nodes

    def with_sources(self, nodes: Nodes, milliseconds: Floats) -> csr_array:
        """Add one node per place, from which the place's roads are entered.

        Parameters
        ----------
        nodes, milliseconds
            Shape (places, 2): the two ends of the place's link, and how long each is away; ``inf``
            where the end may not be reached.

        Returns
        -------
        csr_array
            Square; the added nodes come last, in the order of the places.
        """
        size = len(self.row_start) - 1 + len(nodes)
        open_ends = np.isfinite(milliseconds)
        rows = self.row_start[-1] + np.cumsum(open_ends.sum(axis=1), dtype=np.int32)
        return csr_array(
            (
                np.concatenate([self.milliseconds, milliseconds[open_ends]]),
                np.concatenate([self.heads, nodes[open_ends].astype(np.int32)]),
                np.concatenate([self.row_start, rows.astype(np.int32)]),
            ),
            shape=(size, size),
        )

    def arc_between(self, tail: int, head: int) -> int:
        """Name the arc that leads from one node to a neighbour."""
        begin, end = self.row_start[tail], self.row_start[tail + 1]
        return int(self.arc[begin + int(np.argmax(self.heads[begin:end] == head))])


@dataclass(frozen=True, eq=False)
class Profile:
    """The network as one way of moving sees it at one time of day.

    ``forward`` and ``backward`` have shape (links,): whole milliseconds for a whole link in each
    direction, ``inf`` where it may not be used. ``weights`` has one entry for each step of the
    topology. ``to_places``, shape (arcs,), is how long each arc takes those who begin or end on
    it: a closed road is not driven through, but a place on it is reached from either end. ``usual``
    is the same without closures and slow-downs, where there are any.
    """

    topology: Topology
    forward: Floats
    backward: Floats
    weights: Floats
    to_places: Floats
    usual: "Profile | None" = field(default=None, kw_only=True)

    @cached_property
    def graph(self) -> Graph:
        """The steps as they are taken."""
        rows = self.topology.rows
        if self.usual is None:
            return _graph(self.topology, rows, self.weights)
        return _altered(self.usual.graph, self.topology, rows, self.usual.weights, self.weights)

    @cached_property
    def reversed_graph(self) -> Graph:
        """Every step turned round."""
        rows, usual = self.topology.reversed_rows, self.usual
        if usual is None:
            return _graph(self.topology, rows, self.weights)
        return _altered(usual.reversed_graph, self.topology, rows, usual.weights, self.weights)


def usable_arcs(
    network: RoadNetwork,
    mode: TravelMode,
    class_open: NDArray[np.bool_],
    at_hour: int | None = None,
) -> NDArray[np.bool_]:
    """Tell which arcs a mode may use: by rank, by access, and by one-way rules unless on foot.

    Where a link has a timetable, that says who may use it at the hour; without an hour, only what
    may be used all day counts.
    """
    arcs, who = network.arcs, ACCESS_OF[mode]
    open_links = class_open[network.link_class]
    may: NDArray[np.bool_] = (open_links & (network.link_access & who != 0))[arcs.link]
    if mode is not TravelMode.FOOT:
        may &= ~arcs.against_oneway
    timed = np.flatnonzero(network.link_timetable)
    if len(timed):
        allowed = access_at(network.timetables, at_hour)[network.link_timetable[timed]] & who != 0
        allowed &= open_links[timed, None]
        may[timed], may[timed + network.link_count] = allowed[:, 0], allowed[:, 1]
    return may


def usable_steps(
    topology: Topology, mode: TravelMode, usable: NDArray[np.bool_], at_hour: int | None = None
) -> NDArray[np.bool_]:
    """Tell which steps of the topology a mode may take, where ``usable`` has shape (arcs,)."""
    may: NDArray[np.bool_] = topology.open_to(at_hour) & ACCESS_OF[mode] != 0
    moving = topology.arc != STANDING
    may[moving] &= usable[topology.arc[moving]]
    return may


def well_connected_links(
    network: RoadNetwork, topology: Topology, steps: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Find the links from which one gets everywhere and back: the largest such part.

    Parameters
    ----------
    steps
        Shape (steps,), which steps of the topology may be taken.

    Returns
    -------
    ndarray of bool
        Shape (links,).
    """
    inside = np.zeros(network.link_count, dtype=np.bool_)
    if not steps.any():
        return inside
    nodes = topology.node_count
    tail, head, arc = topology.tail[steps], topology.head[steps], topology.arc[steps]
    joined = csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(joined, directed=True, connection="strong")
    main = int(np.argmax(np.bincount(label)))
    within = (label[tail] == main) & (label[head] == main) & (arc != STANDING)
    inside[arc[within] % network.link_count] = True
    return inside


@dataclass(frozen=True, eq=False)
class Plain:
    """How long each arc takes one way of moving while nothing is closed or slowed down.

    ``exact`` has shape (arcs,): milliseconds not yet rounded, ``inf`` where an arc may not be used.
    ``profile`` is made of it.
    """

    exact: Floats
    profile: Profile

    def changed(self, changes: Changes) -> Profile:
        """Weigh the network with closures and slow-downs in force."""
        profile, topology = self.profile, self.profile.topology
        if not changes:
            return profile
        arcs = np.fromiter(changes, dtype=np.int64, count=len(changes))
        factors = np.fromiter(changes.values(), dtype=np.float64, count=len(changes))
        to_places = profile.to_places.copy()
        to_places[arcs] = _whole(self.exact[arcs] * np.where(np.isinf(factors), 1.0, factors))
        milliseconds = profile.to_places.copy()
        milliseconds[arcs] = _whole(np.maximum(self.exact[arcs], LEAST) * factors)
        steps = np.concatenate([arcs, topology.steps_again(arcs)])
        weights = profile.weights.copy()
        weights[steps] = milliseconds[topology.arc[steps]]
        weights[steps[np.isinf(profile.weights[steps])]] = np.inf
        forward, backward = np.split(milliseconds, 2)
        return Profile(topology, forward, backward, weights, to_places, usual=profile)


def weigh_plain(
    network: RoadNetwork,
    topology: Topology,
    mode: TravelMode,
    seconds_per_metre: Floats,
    at_hour: int | None = None,
) -> Plain:
    """Weigh the network for one way of moving, with nothing closed.

    Parameters
    ----------
    seconds_per_metre
        Shape (road classes,); ``inf`` is closed.
    """
    arcs = network.arcs
    usable = usable_arcs(network, mode, np.isfinite(seconds_per_metre), at_hour)
    pace = np.where(np.isfinite(seconds_per_metre), seconds_per_metre, 1.0)[network.link_class]
    if mode is not TravelMode.FOOT:
        paved = ~network.link_unpaved | _slow_anyway(network)
        pace = np.where(paved, pace, pace / UNPAVED_SHARE)
        pace = pace[:, None] / share_at_limits(mode, network.link_class, network.link_limit)
        exact = arcs.metres * pace.T.ravel() * MILLISECONDS
    else:
        exact = arcs.metres * pace[arcs.link] * MILLISECONDS
    exact[~usable] = np.inf
    milliseconds = _whole(exact)
    forward, backward = np.split(milliseconds, 2)
    moving = topology.arc != STANDING
    weights = np.zeros(len(topology.arc))
    weights[moving] = milliseconds[topology.arc[moving]]
    weights[topology.open_to(at_hour) & ACCESS_OF[mode] == 0] = np.inf
    return Plain(exact, Profile(topology, forward, backward, weights, milliseconds))


def _whole(exact: Floats) -> Floats:
    """Round to whole milliseconds; nothing takes none at all."""
    return np.maximum(np.rint(exact), 1.0)


def _slow_anyway(network: RoadNetwork) -> NDArray[np.bool_]:
    """Tell which links are of a rank whose usual speed already counts with no surface."""
    slow: NDArray[np.bool_] = network.link_class >= RoadClass.SERVICE
    return slow


def _graph(topology: Topology, rows: Rows, milliseconds: Floats) -> Graph:
    """Keep the quickest step of each pair of nodes, the first of equals, where one is open."""
    weights = milliseconds[rows.step]
    if len(rows.start) < len(weights):
        least = np.minimum.reduceat(weights, rows.start)
        best = np.flatnonzero(weights == least[rows.pair])
        quickest = best[np.searchsorted(rows.pair[best], np.arange(len(rows.start)))]
    else:
        quickest = np.arange(len(weights))
    open_ = np.isfinite(weights[quickest])
    quickest, nodes = quickest[open_], topology.node_count
    row_start = np.zeros(nodes + 1, dtype=np.int32)
    row_start[1:] = np.cumsum(np.bincount(rows.tail[open_], minlength=nodes))
    arcs, heads = topology.arc[rows.step[quickest]], rows.head[open_].astype(np.int32)
    return Graph(row_start, heads, weights[quickest], arcs, np.flatnonzero(open_))


def _altered(
    usual: Graph, topology: Topology, rows: Rows, before: Floats, milliseconds: Floats
) -> Graph:
    """Weigh anew only the pairs of nodes between which some weight differs."""
    pairs = np.unique(rows.pair[before[rows.step] != milliseconds[rows.step]])
    place = np.searchsorted(usual.pair, pairs)
    known = place < len(usual.pair)
    known[known] = usual.pair[place[known]] == pairs[known]
    pairs, place = pairs[known], place[known]
    heads, weights, arcs = usual.heads.copy(), usual.milliseconds.copy(), usual.arc.copy()
    ends = np.append(rows.start, len(rows.step))[pairs + 1]
    for at, pair, end in zip(place.tolist(), pairs.tolist(), ends.tolist(), strict=True):
        steps = rows.step[rows.start[pair] : end]
        best = int(steps[milliseconds[steps].argmin()])
        closed = np.isinf(milliseconds[best])
        heads[at] = rows.tail[pair] if closed else heads[at]
        weights[at], arcs[at] = 0.0 if closed else milliseconds[best], topology.arc[best]
    return Graph(usual.row_start, heads, weights, arcs, usual.pair)


@dataclass(frozen=True, slots=True)
class Ends:
    """The two nodes of each place's link, and how far away they are.

    Both have shape (places, 2); milliseconds are whole, ``inf`` where an end may not be reached.
    """

    nodes: Nodes
    milliseconds: Floats

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.nodes)


def leaving(network: RoadNetwork, profile: Profile, snaps: Snaps) -> Ends:
    """Tell where one stands after leaving each place along its link, and when."""
    arcs = snaps.link[:, None] + np.array([network.link_count, 0])
    nodes, link = profile.topology.leave[arcs], snaps.link
    milliseconds, at_end = _along(profile.to_places[arcs], snaps.share)
    for side, corner in enumerate((network.link_from, network.link_to)):
        there = at_end[:, side]
        nodes[there, side] = corner[link[there]]
    return Ends(nodes, milliseconds)


def arriving(network: RoadNetwork, profile: Profile, snaps: Snaps) -> Ends:
    """Tell from where one turns into the link of each place, and how long it takes from there."""
    arcs = snaps.link[:, None] + np.array([0, network.link_count])
    nodes, link = profile.topology.arrive[arcs], snaps.link
    milliseconds, at_end = _along(profile.to_places[arcs], snaps.share)
    for side, corner in enumerate((network.link_from, network.link_to)):
        there = at_end[:, side]
        nodes[there, side] = profile.topology.halt[corner[link[there]]]
    return Ends(nodes, milliseconds)


def _along(whole: Floats, share: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Take the parts of links up to either end, and tell who stands at one, shape (places, 2).

    For a place at a junction the link's far end would only be a detour.
    """
    parts = np.column_stack([share, 1.0 - share])
    at_end = parts == 0.0
    milliseconds = _part(whole, parts)
    milliseconds[at_end[:, ::-1]] = np.inf
    return milliseconds, at_end


def along_one_link(profile: Profile, starts: Snaps, ends: Snaps) -> Floats:
    """Tell how long it takes between places on the same link without leaving it.

    Returns
    -------
    ndarray of float
        Shape (starts, ends), whole milliseconds; ``inf`` for places on different links.
    """
    same = starts.link[:, None] == ends.link[None, :]
    milliseconds = np.full(same.shape, np.inf)
    start, end = np.nonzero(same)
    if not len(start):
        return milliseconds
    ahead = ends.share[end] - starts.share[start]
    link = starts.link[start]
    onward = np.where(ahead >= 0, profile.forward[link], profile.backward[link])
    milliseconds[start, end] = _part(onward, np.abs(ahead))
    return milliseconds


def _part(whole: Floats, share: Floats) -> Floats:
    """Take a share of link times; no distance takes no time, even where one may not drive."""
    return np.rint(np.multiply(whole, share, out=np.zeros_like(whole), where=share > 0.0))
