"""What signs and barriers mean on a network: arcs that may not follow one another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tocsin.core.geo import Point
from tocsin.core.roads.network import (
    Access,
    Barrier,
    RoadNetwork,
    TurnRule,
    Turns,
    Way,
    build_network,
    place_keys,
)

Sequence_ = tuple[int, ...]


def signposted_network(
    ways: Sequence[Way], rules: Sequence[TurnRule], barriers: Sequence[Barrier]
) -> RoadNetwork:
    """Join ways into a network in which turns are forbidden and barriers stand.

    A rule that names a way twice at its junction, or roads that do not meet, says nothing clear:
    it is left out and counted.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass
    >>> east = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, number=1)
    >>> north = Way(np.array([[106.01, 35.0], [106.01, 35.01]]), RoadClass.STREET, number=2)
    >>> rule = TurnRule(from_way=1, to_way=2, via=Point(106.01, 35.0))
    >>> network = signposted_network([east, north], [rule], [])
    >>> [arcs for arcs, _ in network.turns.sequences()]
    [(0, 1)]
    """
    network = build_network(ways, cut_at=[barrier.point for barrier in barriers])
    if not rules and not barriers:
        return network
    signs = _Signs.of(network)
    forbidden: dict[Sequence_, Access] = {}
    left_out = 0
    for rule in rules:
        read = list(signs.read(rule))
        left_out += not read
        for arcs in read:
            forbidden[arcs] = forbidden.get(arcs, Access.ALL) & rule.exempt
    for barrier in barriers:
        for arcs in signs.past(barrier.point):
            forbidden[arcs] = forbidden.get(arcs, Access.ALL) & barrier.access
    return replace(network, turns=_packed(forbidden, left_out))


@dataclass(frozen=True)
class _Signs:
    """What is needed to read signs: nodes by place, arcs by way and by node."""

    network: RoadNetwork
    nodes: dict[int, int]
    links_of: dict[int, list[int]]
    into: dict[int, list[int]]
    out_of: dict[int, list[int]]

    @classmethod
    def of(cls, network: RoadNetwork) -> "_Signs":
        links_of: dict[int, list[int]] = defaultdict(list)
        into: dict[int, list[int]] = defaultdict(list)
        out_of: dict[int, list[int]] = defaultdict(list)
        for link, way in enumerate(network.link_way.tolist()):
            links_of[way].append(link)
        for arc, node in enumerate(network.arcs.head.tolist()):
            into[node].append(arc)
        for arc, node in enumerate(network.arcs.tail.tolist()):
            out_of[node].append(arc)
        keys = place_keys(network.node_lonlat).tolist()
        nodes = {key: node for node, key in enumerate(keys)}
        return cls(network, nodes, links_of, into, out_of)

    def node_at(self, point: Point) -> int | None:
        return self.nodes.get(int(place_keys(np.array([point]))[0]))

    def past(self, point: Point) -> Iterator[Sequence_]:
        """Give every way past a barrier."""
        node, links = self.node_at(point), self.network.link_count
        if node is None:
            return
        for arc in self.into[node]:
            for onward in self.out_of[node]:
                if arc % links != onward % links:
                    yield arc, onward

    def read(self, rule: TurnRule) -> Iterator[Sequence_]:
        """Give the sequences of arcs that a rule forbids; none where it says nothing clear."""
        for approach in self._approaches(rule):
            node = int(self.network.arcs.head[approach[-1]])
            allowed = self._of_way(self.out_of[node], rule.to_way)
            if len(allowed) != 1:
                continue
            if rule.only:
                yield from ((*approach, arc) for arc in self.out_of[node] if arc != allowed[0])
            else:
                yield (*approach, allowed[0])

    def _approaches(self, rule: TurnRule) -> list[Sequence_]:
        """Give the ways up to the junction at which a rule speaks."""
        if rule.via is None:
            return self._along_via_way(rule)
        node = self.node_at(rule.via)
        coming = self._of_way(self.into[node], rule.from_way) if node is not None else []
        return [(coming[0],)] if len(coming) == 1 else []

    def _along_via_way(self, rule: TurnRule) -> list[Sequence_]:
        links, count = self.links_of.get(rule.via_way, []), self.network.link_count
        if not links:
            return []
        forward = tuple(links)
        backward = tuple(link + count for link in reversed(links))
        arcs, found = self.network.arcs, []
        for along in (forward, backward):
            joined = (arcs.head[list(along[:-1])] == arcs.tail[list(along[1:])]).all()
            coming = self._of_way(self.into[int(arcs.tail[along[0]])], rule.from_way)
            if joined and len(coming) == 1:
                found.append((coming[0], *along))
        return found

    def _of_way(self, arcs: Sequence[int], way: int) -> list[int]:
        links = self.network.link_count
        return [arc for arc in arcs if self.network.link_way[arc % links] == way]


def _packed(forbidden: dict[Sequence_, Access], left_out: int) -> Turns:
    sizes = [len(arcs) for arcs in forbidden]
    return Turns(
        arc=np.array([arc for arcs in forbidden for arc in arcs], dtype=np.int64),
        start=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)]),
        exempt=np.array(list(forbidden.values()), dtype=np.int8),
        left_out=left_out,
    )
