"""The graph that engines search: junctions, and what one may no longer do after a certain turn.

Where arcs may not follow one another, a junction is split: whoever has driven the first arcs of a
forbidden sequence stands at a node of their own, from which the forbidden arc is missing. So any
engine that finds shortest ways between nodes honours every sign exactly.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.roads.network import Ints, RoadNetwork
from tocsin.core.roads.signs import HOURS, Access, EachHour, at_hour

STANDING = -1
"""The arc of a step that moves nobody: it only says that one may end here."""

OPEN: EachHour = (Access.ALL,) * HOURS
Prefix = tuple[int, ...]
Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The steps between different nodes, brought into the order of the node that they leave.

    ``step`` names them, shape (moving steps,); ``start`` where those between the same two nodes
    begin; ``pair`` which two nodes each is between. ``tail`` and ``head`` have one entry for each
    such pair.
    """

    step: Nodes
    start: Nodes
    pair: Nodes
    tail: Ints
    head: Ints


@dataclass(frozen=True, eq=False)
class Topology:
    """Nodes and steps without weights, the same for every way of moving.

    Step ``i`` leads from ``tail[i]`` to ``head[i]`` along arc ``arc[i]`` of the network; row
    ``regime[i]`` of ``regimes``, shape (rows, 24), says who may take it at each hour as far as
    turns are concerned. The first nodes are those of the network. ``leave[a]`` is where one stands
    after the rest of arc ``a``; ``arrive[a]`` the node from which one may turn into arc ``a``;
    ``halt[n]`` is reached by all who reach node ``n``.
    """

    tail: Ints
    head: Ints
    arc: Nodes
    regime: Nodes
    regimes: NDArray[np.int8]
    leave: Nodes
    arrive: Nodes
    halt: Nodes
    lonlat: Floats

    @property
    def node_count(self) -> int:
        """How many nodes there are, the split ones included."""
        return len(self.lonlat)

    def open_to(self, hour: int | None) -> NDArray[np.int8]:
        """Tell who may take each step at an hour, as far as turns are concerned."""
        found: NDArray[np.int8] = at_hour(self.regimes, hour)[self.regime]
        return found

    def steps_again(self, arcs: Nodes) -> Nodes:
        """Name the steps along some arcs beyond those of the arcs' own numbers.

        Step ``a`` follows arc ``a``; whoever remembers a turn follows it by another step.
        """
        begin = len(self.leave)
        again: Nodes = begin + np.flatnonzero(np.isin(self.arc[begin:], arcs))
        return again

    @cached_property
    def rows(self) -> Rows:
        """The steps as they are taken."""
        return _rows(self.tail, self.head)

    @cached_property
    def reversed_rows(self) -> Rows:
        """Every step turned round."""
        return _rows(self.head, self.tail)


def _rows(tail: Ints, head: Ints) -> Rows:
    moving = np.flatnonzero(tail != head)
    step = moving[np.lexsort((head[moving], tail[moving]))]
    tail, head = tail[step], head[step]
    another = np.ones(len(step), dtype=np.bool_)
    another[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    start = np.flatnonzero(another)
    return Rows(step, start, np.cumsum(another) - 1, tail[start], head[start])


def expand(network: RoadNetwork) -> Topology:
    """Split the junctions of a network as its forbidden turns demand.

    Examples
    --------
    >>> from tocsin.core.roads.network import build_network
    >>> expand(build_network([])).node_count
    0
    """
    arcs, count = network.arcs, 2 * network.link_count
    plain = Topology(
        tail=arcs.tail,
        head=arcs.head,
        arc=np.arange(count),
        regime=np.zeros(count, dtype=np.int64),
        regimes=np.array([OPEN], dtype=np.int8),
        leave=arcs.head.astype(np.int64),
        arrive=arcs.tail.astype(np.int64),
        halt=np.arange(network.node_count),
        lonlat=network.node_lonlat,
    )
    return _Splitting(network).apply(plain) if len(network.turns) else plain


class _Splitting:
    """The states that forbidden sequences make necessary, and the steps between them."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._forbidden = dict(network.turns.sequences())
        prefixes = {
            arcs[:length]: None for arcs in self._forbidden for length in range(1, len(arcs))
        }
        count = network.node_count
        self._state = {prefix: count + number for number, prefix in enumerate(prefixes)}
        self._where = [int(network.arcs.head[prefix[-1]]) for prefix in prefixes]
        self._size = count + len(prefixes)
        self._steps: list[tuple[int, int, int, int]] = []
        self._regimes = {OPEN: 0}
        self._out_of: dict[int, list[int]] = defaultdict(list)

    def apply(self, plain: Topology) -> Topology:
        split = np.unique(self._where)
        for arc in np.flatnonzero(np.isin(plain.tail, split)).tolist():
            self._out_of[int(plain.tail[arc])].append(arc)
        leave, arrive, halt = plain.leave.copy(), plain.arrive.copy(), plain.halt.copy()
        for prefix, state in self._state.items():
            if len(prefix) == 1:
                leave[prefix[0]] = state
        at: dict[int, list[Prefix]] = defaultdict(lambda: [()])
        for prefix, node in zip(self._state, self._where, strict=True):
            at[node].append(prefix)
            self._onward(prefix, node)
        for node, prefixes in at.items():
            halt[node] = self._ending(node, prefixes, None)
            for arc in self._out_of[node]:
                arrive[arc] = self._ending(node, prefixes, arc)
        return self._joined(plain, leave, arrive, halt)

    def _onward(self, prefix: Prefix, node: int) -> None:
        for arc in self._out_of[node]:
            self._steps.append(
                (self._state[prefix], self._after(prefix, arc), arc, self._regime(prefix, arc))
            )

    def _ending(self, node: int, prefixes: list[Prefix], arc: int | None) -> int:
        """Make a node that is reached by all at a junction who may turn into an arc, or stop."""
        end = self._size
        self._size += 1
        self._where.append(node)
        for prefix in prefixes:
            regime = 0 if arc is None else self._regime(prefix, arc)
            self._steps.append((self._state.get(prefix, node), end, STANDING, regime))
        return end

    def _after(self, prefix: Prefix, arc: int) -> int:
        """Say where one stands: what is remembered of the last arcs is as much as matters."""
        driven = (*prefix, arc)
        for begin in range(len(driven)):
            state = self._state.get(driven[begin:])
            if state is not None:
                return state
        return int(self._network.arcs.head[arc])

    def _regime(self, prefix: Prefix, arc: int) -> int:
        """Say who may go on: those exempt from every sequence that this arc would complete."""
        driven, allowed = (*prefix, arc), OPEN
        for begin in range(len(prefix)):
            others = self._forbidden.get(driven[begin:], OPEN)
            allowed = tuple(one & other for one, other in zip(allowed, others, strict=True))
        return self._regimes.setdefault(allowed, len(self._regimes))

    def _joined(self, plain: Topology, leave: Nodes, arrive: Nodes, halt: Nodes) -> Topology:
        steps = np.array(self._steps, dtype=np.int64).reshape(-1, 4)
        return Topology(
            tail=np.concatenate([plain.tail, steps[:, 0].astype(np.int32)]),
            head=np.concatenate([leave.astype(np.int32), steps[:, 1].astype(np.int32)]),
            arc=np.concatenate([plain.arc, steps[:, 2]]),
            regime=np.concatenate([plain.regime, steps[:, 3]]),
            regimes=np.array(list(self._regimes), dtype=np.int8),
            leave=leave,
            arrive=arrive,
            halt=halt,
            lonlat=np.concatenate([plain.lonlat, plain.lonlat[self._where]]),
        )
