"""What signs and barriers mean on a network: arcs that may not follow one another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tocsin.core.geo import Point
from tocsin.core.roads.network import RoadNetwork, Way, build_network, place_keys
from tocsin.core.roads.signs import HOURS, Access, Barrier, EachHour, TurnRule, Turns

Sequence_ = tuple[int, ...]
OPEN: EachHour = (Access.ALL,) * HOURS


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
    forbidden: dict[Sequence_, EachHour] = {}
    left_out = 0
    for rule in rules:
        read = list(signs.read(rule))
        left_out += not read
        for arcs in read:
            forbidden[arcs] = both(forbidden.get(arcs, OPEN), rule.allowed)
    for barrier in barriers:
        for arcs in signs.past(barrier.point):
            forbidden[arcs] = both(forbidden.get(arcs, OPEN), barrier.allowed)
    return replace(network, turns=_packed(forbidden, left_out))


def both(some: EachHour, others: EachHour) -> EachHour:
    """Tell who may at each hour by two rules at once."""
    return tuple(one & other for one, other in zip(some, others, strict=True))


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
            return self._along_via_ways(rule)
        node = self.node_at(rule.via)
        coming = self._of_way(self.into[node], rule.from_way) if node is not None else []
        return [(coming[0],)] if len(coming) == 1 else []

    def _along_via_ways(self, rule: TurnRule) -> list[Sequence_]:
        """Give the ways from the first road over all that lie between, in the order they meet."""
        found: list[Sequence_] = []
        for at, way in enumerate(rule.via_ways):
            rest = (*rule.via_ways[:at], *rule.via_ways[at + 1 :])
            for run in self._runs_of(way):
                coming = self._of_way(self.into[int(self.network.arcs.tail[run[0]])], rule.from_way)
                if len(coming) == 1:
                    found += self._onward((coming[0], *run), rest)
        return found

    def _onward(self, driven: Sequence_, rest: tuple[int, ...]) -> Iterator[Sequence_]:
        """Go on over all the roads that are left."""
        if not rest:
            yield driven
        arcs = self.network.arcs
        for at, way in enumerate(rest):
            for run in self._runs_of(way):
                if arcs.tail[run[0]] == arcs.head[driven[-1]]:
                    yield from self._onward((*driven, *run), (*rest[:at], *rest[at + 1 :]))

    def _runs_of(self, way: int) -> Iterator[Sequence_]:
        """Give a whole way in both directions; none where it is not in one piece."""
        links, arcs = self.links_of.get(way, []), self.network.arcs
        count = self.network.link_count
        for run in (tuple(links), tuple(link + count for link in reversed(links))):
            if run and (arcs.head[list(run[:-1])] == arcs.tail[list(run[1:])]).all():
                yield run

    def _of_way(self, arcs: Sequence[int], way: int) -> list[int]:
        links = self.network.link_count
        return [arc for arc in arcs if self.network.link_way[arc % links] == way]


def _packed(forbidden: dict[Sequence_, EachHour], left_out: int) -> Turns:
    sizes = [len(arcs) for arcs in forbidden]
    return Turns(
        arc=np.array([arc for arcs in forbidden for arc in arcs], dtype=np.int64),
        start=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)]),
        exempt=np.array(list(forbidden.values()), dtype=np.int8).reshape(-1, HOURS),
        left_out=left_out,
    )
