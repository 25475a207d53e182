"""How far every node is from those above it in a hierarchy: a question looks at a few rows only.

Method: I. Abraham, D. Delling, A. Goldberg and R. Werneck, "Hierarchical hub labelings for shortest
paths", European Symposium on Algorithms (2012), over the order of a customisable contraction
hierarchy. The quickest way between two nodes has a highest node, and that is above both. So once
every node knows how far it is from all above it, the way between two is the least sum over those
that are above both.

On a map like a chessboard, a question that goes through the hierarchy looks at a million arcs; here
it looks at one row of some hundred times for each place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.roads.fronts import Fronts
from tocsin.core.roads.graph import Ends

FAR = 2**29
"""Milliseconds from which on a way is not told: more than six days. Two of them still fit."""

Tables = NDArray[np.int32]
Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labels:
    """For each node, by its number, the milliseconds to those above it, and back from them.

    Both have shape (nodes, width + 1). Entries beyond those above a node say nothing.
    """

    fronts: Fronts
    up: Tables
    down: Tables

    @property
    def size(self) -> int:
        """How many bytes of memory they take."""
        return self.up.nbytes + (0 if self.down is self.up else self.down.nbytes)

    def between(self, starts: Ends, ends: Ends) -> Floats | None:
        """Tell how many milliseconds lie between places, shape (starts, ends).

        None where the way between some is not told here: there is none, or it takes for days.
        """
        if starts.count <= ends.count:
            table = self._from_each(starts, ends, self.up, self.down)
        else:
            table = self._from_each(ends, starts, self.down, self.up).T
        return None if table.max(initial=0.0) >= FAR else table

    def _from_each(self, near: Ends, far: Ends, here: Tables, there: Tables) -> Floats:
        place, side = np.nonzero(far.milliseconds < FAR)
        numbers = self.fronts.number[far.nodes[place, side]]
        fronts = self.fronts.front_of[numbers]
        last = far.milliseconds[place, side]
        table = np.full((near.count, far.count), float(FAR))
        doors = np.full(far.nodes.shape, float(FAR))
        for row, entry in zip(*np.nonzero(near.milliseconds < FAR), strict=True):
            number = int(self.fronts.number[near.nodes[row, entry]])
            shared = self._shared(int(self.fronts.front_of[number]), fronts)
            least = _least_sums(here[number], there, numbers, shared)
            doors[place, side] = least + last + near.milliseconds[row, entry]
            table[row] = np.minimum(table[row], np.minimum(doors[:, 0], doors[:, 1]))
        return table

    def _shared(self, front: int, others: Nodes) -> Nodes:
        """Count the nodes that are above both one front and each of some others."""
        ways_up = [front]
        while (front := self.fronts.each[front].above) >= 0:
            ways_up.append(front)
        up = np.array(ways_up[::-1])
        holds = (self.fronts.begins[up, None] <= others) & (others <= up[:, None])
        count = holds.sum(axis=0)
        shared: Nodes = np.where(count > 0, self.fronts.ends[up[count - 1]], 0)
        return shared


def _least_sums(one: Tables, table: Tables, rows: Nodes, shared: Nodes) -> Floats:
    """Give the least sum of one row and each of some rows, each over its first so many entries."""
    most = int(shared.max(initial=0))
    sums = table[rows, : most + 1]
    sums += one[: most + 1]
    begin = np.arange(len(rows)) * (most + 1)
    cuts = np.column_stack([begin, begin + shared]).ravel()
    least = np.minimum.reduceat(sums.ravel(), cuts)[::2].astype(np.float64)
    least[shared == 0] = FAR
    return least


def label_bytes(fronts: Fronts, weights: Floats) -> int:
    """Tell how much memory labels over some weights take."""
    tables = 1 if _alike_both_ways(fronts, weights) else 2
    return tables * len(fronts.number) * (fronts.width + 1) * np.dtype(np.int32).itemsize


def _alike_both_ways(fronts: Fronts, weights: Floats) -> bool:
    """Tell whether every way takes as long as the way back: then one table says both."""
    front = np.repeat(np.arange(len(fronts.each)), np.diff(fronts.cut))
    within = np.minimum(weights, FAR)[fronts.step]
    onward = _quickest(front, fronts.row, fronts.to, within)
    return bool(np.array_equal(onward, _quickest(front, fronts.to, fronts.row, within)))


def _quickest(front: Nodes, row: Nodes, to: Nodes, within: Floats) -> Floats:
    """Keep of all steps between the same two nodes the quickest, sorted, shape (pairs, 4)."""
    open_ways = within < FAR
    steps = np.column_stack([front, row, to, within])[open_ways]
    steps = steps[np.lexsort(steps.T[::-1])]
    is_first = np.ones(len(steps), dtype=bool)
    is_first[1:] = (steps[1:, :3] != steps[:-1, :3]).any(axis=1)
    return steps[is_first]


def make_labels(fronts: Fronts, weights: Floats) -> Labels:
    """Find how far every node is from those above it.

    Parameters
    ----------
    weights
        Whole milliseconds by step of the topology; ``inf`` is closed.

    Examples
    --------
    >>> from tocsin.core.roads.fronts import fronts_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.topology import expand
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET)
    >>> fronts = fronts_of(expand(build_network([street])), np.array([0, 1]))
    >>> make_labels(fronts, np.array([7.0, 9.0])).up[:, :2].tolist()
    [[0, 7], [9, 0]]
    """
    within = np.minimum(weights, FAR).astype(np.int32)[fronts.step]
    tables = _worked_up(fronts, within)
    up = _handed_down(fronts, tables)
    alike = _alike_both_ways(fronts, weights)
    down = up if alike else _handed_down(fronts, [(table.T, size) for table, size in tables])
    return Labels(fronts, up, down)


def _worked_up(fronts: Fronts, within: Tables) -> list[tuple[Tables, int]]:
    """Work out the table of each front from the bottom up: ways through it and all below it.

    Returns
    -------
    list
        For each front its table, and how many of its rows are the group's.
    """
    tables: list[tuple[Tables, int]] = []
    owed: dict[int, list[tuple[Nodes, Tables]]] = {}
    for number, front in enumerate(fronts.each):
        size, some = front.size, slice(fronts.cut[number], fronts.cut[number + 1])
        table = np.full((size + len(front.border),) * 2, FAR, dtype=np.int32)
        np.minimum.at(table, (fronts.row[some], fronts.to[some]), within[some])
        np.fill_diagonal(table, 0)
        for there, below in owed.pop(number, []):
            corner = np.ix_(there, there)
            table[corner] = np.minimum(table[corner], below)
        sums = np.empty_like(table)
        for node in range(size):
            np.add(table[:, node, None], table[node], out=sums)
            np.minimum(table, sums, out=table)
        if front.above >= 0:
            owed.setdefault(front.above, []).append((front.there, table[size:, size:].copy()))
        tables.append((table, size))
    return tables


def _handed_down(fronts: Fronts, tables: list[tuple[Tables, int]]) -> Tables:
    """Find from the top down how far each group is from all above it."""
    labels = np.zeros((len(fronts.number), fronts.width + 1), dtype=np.int32)
    path = np.full((fronts.width, fronts.width), FAR, dtype=np.int32)
    for front, (table, size) in zip(reversed(fronts.each), reversed(tables), strict=True):
        column, end = front.column, front.column + size
        rows = labels[front.first : front.last + 1]
        rows[:, column:end] = table[:size, :size]
        _over_border(rows[:, :column], table[:size, size:], path, fronts.column_of[front.border])
        path[column:end, :end] = rows[:, :end]
        path[column:end, end:] = FAR
    return labels


def _over_border(rows: Tables, ways: Tables, path: Tables, border: Nodes) -> None:
    """Write how far a group is from all above it, each way over a node of its border."""
    rows[:] = FAR
    sums = np.empty(rows.shape, dtype=np.int32)
    for way, column in zip(ways.T, border.tolist(), strict=True):
        np.add(way[:, None], path[column, : rows.shape[1]], out=sums)
        np.minimum(rows, sums, out=rows)
