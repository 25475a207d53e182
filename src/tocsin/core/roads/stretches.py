"""A stretch of road named by one or two places on it, and what happens to whoever drives there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tocsin.core.geo import Floats, Point
from tocsin.core.roads.engine import RoadEngine
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.speeds import TravelMode

NEAR_ENOUGH_METRES = 150.0
"""A place farther than this from any road names no road."""
AT_A_JUNCTION_METRES = 10.0
TWO_ENDS = 2
DRIVEN_BY = TravelMode.LIGHTS_AND_SIREN

Arcs = tuple[int, ...]


class Direction(StrEnum):
    """Which way of a stretch is meant; the value is what is stored and sent to machines."""

    BOTH = "both"
    ONWARD = "onward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole links, one after the other, from end A to end B.

    ``onward`` are the arcs driven from A to B, ``back`` the same links from B to A; ``lonlat`` has
    shape (n, 2), degrees, from A to B. ``ways`` are the numbers of the ways on the map, each once.
    """

    onward: Arcs
    back: Arcs
    lonlat: Floats
    metres: float
    name: str
    ways: tuple[int, ...]

    def arcs(self, direction: Direction) -> Arcs:
        """Name the arcs of one way, or of both."""
        ways = {Direction.ONWARD: self.onward, Direction.BACK: self.back}
        return ways.get(direction, self.onward + self.back)


def stretch_of(engine: RoadEngine, places: Sequence[Point]) -> Stretch | None:
    """Find the road under one place from junction to junction, or from one place to another.

    Between two places it is the shortest way, whichever direction may be driven. A stretch is made
    of whole links: it begins and ends at a junction or a road's end.

    Returns
    -------
    Stretch or None
        None where a place is not on a road, or no road leads from one to the other.

    Raises
    ------
    ValueError
        When there are not one or two places.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.scipy_engine import SciPyEngine
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, "East")
    >>> found = stretch_of(SciPyEngine(build_network([street])), [Point(106.004, 35.0)])
    >>> found.name, round(found.metres), found.arcs(Direction.BOTH)
    ('East', 911, (0, 1))
    """
    if not 1 <= len(places) <= TWO_ENDS:
        raise ValueError("A stretch is named by one place, or by two.")
    network = engine.network
    if not network.link_count:
        return None
    snaps = engine.snap(np.array(places), DRIVEN_BY)
    if not (snaps.metres <= NEAR_ENOUGH_METRES).all():
        return None
    links, shares = snaps.link.tolist(), snaps.share.tolist()
    if links[0] == links[-1]:
        falling = shares[0] > shares[-1]
        return _stretch(network, (links[0] + network.link_count * falling,))
    arcs = _between(network, engine.reachable_links(DRIVEN_BY), links, shares)
    return None if arcs is None else _stretch(network, arcs)


def together(closures: Iterable[tuple[Iterable[int], float]]) -> dict[int, float]:
    """Lay closures and slow-downs over one another: where they overlap, the gravest counts.

    Examples
    --------
    >>> together([((1, 2), 2.0), ((2, 3), np.inf)])
    {1: 2.0, 2: inf, 3: inf}
    """
    found: dict[int, float] = {}
    for arcs, times_as_long in closures:
        for arc in arcs:
            found[arc] = max(times_as_long, found.get(arc, 1.0))
    return found


def _between(
    network: RoadNetwork, usable: NDArray[np.bool_], links: list[int], shares: list[float]
) -> Arcs | None:
    """Find the shortest way from one link to another, both included."""
    arcs = network.arcs
    open_ = np.flatnonzero(usable[arcs.link])
    open_ = open_[np.argsort(-arcs.metres[open_], kind="stable")]
    shape = (network.node_count, network.node_count)
    # Of several links between the same two nodes the shortest is written last, and stays.
    choice = {(t, h): a for t, h, a in zip(*_lists(arcs.tail, arcs.head, open_), strict=True)}
    kept = np.fromiter(choice.values(), dtype=np.int64)
    joined = csr_array((arcs.metres[kept], (arcs.tail[kept], arcs.head[kept])), shape=shape)
    # Arcs that begin on the first link: driven on they end at its last node, else at its first.
    away = (links[0], links[0] + network.link_count)
    into = (links[1], links[1] + network.link_count)
    sources = arcs.head[list(away)].tolist()
    metres, before = dijkstra(joined, indices=sources, return_predecessors=True)
    first = [abs((1 - i) - shares[0]) * float(network.link_metres[links[0]]) for i in (0, 1)]
    last = [abs(j - shares[1]) * float(network.link_metres[links[1]]) for j in (0, 1)]
    length, i, j = min(
        (float(metres[i, arcs.tail[into[j]]]) + first[i] + last[j], i, j)
        for i in (0, 1)
        for j in (0, 1)
    )
    if not np.isfinite(length):
        return None
    nodes = [int(arcs.tail[into[j]])]
    while nodes[-1] != sources[i]:
        nodes.append(int(before[i, nodes[-1]]))
    between = [choice[pair] for pair in pairwise(nodes[::-1])]
    # Who points at a junction does not mean the road that leads on from it.
    begin = [away[i]] * (first[i] > AT_A_JUNCTION_METRES)
    end = [into[j]] * (last[j] > AT_A_JUNCTION_METRES)
    return (*begin, *between, *end) or (away[i],)


def _lists(
    tail: NDArray[np.int32], head: NDArray[np.int32], which: NDArray[np.int64]
) -> tuple[list[int], list[int], list[int]]:
    return tail[which].tolist(), head[which].tolist(), which.tolist()


def _stretch(network: RoadNetwork, onward: Arcs) -> Stretch:
    count = network.link_count
    links = [arc % count for arc in onward]
    lines = [
        network.line(arc) if arc < count else network.line(arc - count)[::-1] for arc in onward
    ]
    lonlat = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
    names = [network.name_of(link) for link in links]
    lengths = {name: sum(_metres(network, links, names, name)) for name in names if name}
    return Stretch(
        onward=onward,
        back=tuple((arc + count) % (2 * count) for arc in reversed(onward)),
        lonlat=lonlat,
        metres=float(network.link_metres[links].sum()),
        name=max(lengths, key=lambda name: lengths[name], default=""),
        ways=tuple(dict.fromkeys(int(network.link_way[link]) for link in links)),
    )


def _metres(network: RoadNetwork, links: list[int], names: list[str], name: str) -> list[float]:
    return [
        float(network.link_metres[link])
        for link, called in zip(links, names, strict=True)
        if called == name
    ]
