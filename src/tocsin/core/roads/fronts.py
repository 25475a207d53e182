"""Nodes of a hierarchy in groups that are worked on together.

Method: I. S. Duff and J. K. Reid, "The multifrontal solution of indefinite sparse symmetric linear
equations", ACM Transactions on Mathematical Software 9 (1983): a group of nodes and those above it
that it touches make one small dense table, a front, instead of many long lists.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.roads.elimination import NONE, elimination_tree
from tocsin.core.roads.network import Ints
from tocsin.core.roads.topology import Topology

SMALL = 24
"""So many nodes at the bottom of the hierarchy make one group."""
SLACK = 6
"""So many nodes more than it touches a node may be made to look at, to join a group above it."""

Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Front:
    """A group of nodes, by their numbers, and what lies above it.

    The group is ``first`` to ``last``, both included. ``border`` are the nodes above that it
    touches, ascending. ``above`` is the front of the lowest of them, -1 at the top, ``there`` where
    the border lies in that front's table. ``column`` is how many nodes stand in the groups above.
    """

    first: int
    last: int
    border: Nodes
    above: int
    there: Nodes
    column: int

    @property
    def size(self) -> int:
        """How many nodes are in the group."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Fronts:
    """All groups, each before those above it.

    ``number`` gives each node of the topology its number, ``front_of`` each number its front;
    ``column_of`` each number its place among the nodes on its way up; ``begins`` each front the
    first of all those below it. The steps of the topology are brought into the order of their
    fronts: ``step`` names them, those of front ``i`` are ``cut[i]:cut[i + 1]``, from ``row`` to
    ``to`` of the front's table. ``width`` is the largest number of nodes on any way up.
    """

    each: tuple[Front, ...]
    number: Nodes
    front_of: Nodes
    column_of: Nodes
    begins: Nodes
    ends: Nodes
    step: Nodes
    cut: Nodes
    row: Nodes
    to: Nodes
    width: int


def fronts_of(topology: Topology, order: Ints) -> Fronts:
    """Put the nodes of a hierarchy into groups.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.topology import expand
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET)
    >>> fronts = fronts_of(expand(build_network([street])), np.array([0, 1]))
    >>> [(front.first, front.last, front.above) for front in fronts.each]
    [(0, 1, -1)]
    """
    number, above, size = _numbered(topology, order)
    tail, head = number[topology.tail], number[topology.head]
    borders = _borders(above, size, np.minimum(tail, head), np.maximum(tail, head))
    groups = _groups(above, size, borders)
    front_of = np.empty(len(above), dtype=np.int64)
    for front, (first, last) in enumerate(groups):
        front_of[first : last + 1] = front
    each = _joined([(first, last, borders[last]) for first, last in groups], front_of)
    column_of = np.empty(len(above), dtype=np.int64)
    for one in each:
        column_of[one.first : one.last + 1] = one.column + np.arange(one.size)
    begins = front_of[np.array([last - size[last] + 1 for _first, last in groups], dtype=np.int64)]
    ends = np.array([front.column + front.size for front in each], dtype=np.int64)
    step, cut, row, to = _placed(each, front_of, tail, head)
    width = int(ends.max(initial=0))
    return Fronts(each, number, front_of, column_of, begins, ends, step, cut, row, to, width)


def _numbered(topology: Topology, order: Ints) -> tuple[Nodes, list[int], list[int]]:
    """Give the nodes numbers so that all below one come right before it, the largest part last.

    Returns
    -------
    tuple
        The number of each node; by number, the next node above, and how many there are from a node
        downwards.
    """
    up = elimination_tree(topology, order)
    count = len(up)
    size = [1] * count
    below: list[list[int]] = [[] for _ in range(count)]
    for node, parent in enumerate(up):
        if parent != NONE:
            size[parent] += size[node]
            below[parent].append(node)
    last, end = [0] * count, count
    for node in range(count - 1, NONE, -1):
        if up[node] == NONE:
            last[node], end = end - 1, end - size[node]
        at = last[node] - 1
        for child in sorted(below[node], key=size.__getitem__, reverse=True):
            last[child], at = at, at - size[child]
    number = np.empty(count, dtype=np.int64)
    number[order] = last
    above, sizes = [NONE] * count, [0] * count
    for node, parent in enumerate(up):
        above[last[node]] = last[parent] if parent != NONE else NONE
        sizes[last[node]] = size[node]
    return number, above, sizes


def _borders(above: list[int], size: list[int], low: Nodes, high: Nodes) -> list[Nodes]:
    """Name the nodes above that each node touches once all below it are left out.

    Nodes inside a small part at the bottom are passed over; its topmost tells what the part
    touches.
    """
    count = len(above)
    by_low = np.argsort(low, kind="stable")
    high = high[by_low]
    start = np.searchsorted(low[by_low], np.arange(count + 1)).tolist()
    none = np.empty(0, dtype=np.int64)
    borders = [none] * count
    below: list[list[Nodes]] = [[] for _ in range(count)]
    for node, parent in enumerate(above):
        if parent != NONE and size[parent] <= SMALL:
            continue
        first = node if size[node] > SMALL else node - size[node] + 1
        touched = np.unique(np.concatenate([high[start[first] : start[node + 1]], *below[node]]))
        borders[node] = touched = touched[np.searchsorted(touched, node, side="right") :]
        below[node] = []
        if parent != NONE:
            below[parent].append(touched)
    return borders


def _groups(above: list[int], size: list[int], borders: list[Nodes]) -> list[tuple[int, int]]:
    """Cut the numbers into groups: small parts at the bottom, chains that touch nearly alike."""
    groups: list[tuple[int, int]] = []
    for node, parent in enumerate(above):
        if parent != NONE and size[parent] <= SMALL:
            continue
        if size[node] <= SMALL:
            groups.append((node - size[node] + 1, node))
            continue
        first, last = groups[-1]
        alike = len(borders[node]) + 1 - len(borders[last]) <= SLACK
        if above[last] == node and size[last] > SMALL and alike:
            groups[-1] = (first, node)
        else:
            groups.append((node, node))
    return groups


def _joined(groups: list[tuple[int, int, Nodes]], front_of: Nodes) -> tuple[Front, ...]:
    """Tell each front where it lies below another, from the top down."""
    made: dict[int, Front] = {}
    for front in range(len(groups) - 1, NONE, -1):
        first, last, border = groups[front]
        above = int(front_of[border[0]]) if len(border) else NONE
        there, column = border, 0
        if above != NONE:
            there = places_in(made[above], border)
            column = made[above].column + made[above].size
        made[front] = Front(first, last, border, above, there, column)
    return tuple(made[front] for front in range(len(groups)))


def places_in(front: Front, nodes: Nodes) -> Nodes:
    """Tell where nodes lie in the table of a front: its group first, then its border."""
    beyond = front.size + np.searchsorted(front.border, nodes)
    places: Nodes = np.where(nodes <= front.last, nodes - front.first, beyond)
    return places


def _placed(
    each: tuple[Front, ...], front_of: Nodes, tail: Nodes, head: Nodes
) -> tuple[Nodes, Nodes, Nodes, Nodes]:
    """Bring the steps into the order of the fronts of their lower ends, with rows and columns."""
    front = front_of[np.minimum(tail, head)]
    step = np.argsort(front, kind="stable")
    cut = np.searchsorted(front[step], np.arange(len(each) + 1))
    row, to = tail[step].astype(np.int64), head[step].astype(np.int64)
    for one, begin, end in zip(each, cut[:-1].tolist(), cut[1:].tolist(), strict=True):
        row[begin:end] = places_in(one, row[begin:end])
        to[begin:end] = places_in(one, to[begin:end])
    return step, cut, row, to
