"""The largest flow over roads that each let one through, and what is inside of the smallest cut.

From every road that leads outside one token sets out inwards. In each round a breadth-first search
from the inside finds the way in, and along its tree every token goes on as far as no other is
before it; where it stays, the next round finds it (a preflow as in Karzanov 1974, kept to shortest
ways as in Goldberg and Tarjan 1988). What the last search reaches is the inside of the smallest cut
that is nearest to the inner area: the same for every largest flow (Picard and Queyranne 1980).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from tocsin.core.roads.cordon.outlines import Marks, Whole
from tocsin.core.roads.cordon.stretches import INSIDE, OUTSIDE

# What lets more than one through takes a round for each; so many before another way is taken.
ROUNDS = 60
NOT_REACHED = -1
ASIDE = -2
Arcs = NDArray[np.int32]


def held_inside(one: Whole, other: Whole, ends: int) -> tuple[Marks, int] | None:
    """Find what is inside of the smallest cut nearest to the inside, and how large the cut is.

    Parameters
    ----------
    one, other
        Shape (roads,), the ends of each road.

    Returns
    -------
    tuple or None
        Marks of shape (ends,) and the number of roads in the cut; None after too many rounds.

    Examples
    --------
    >>> marks, value = held_inside(np.array([0, 0, 2]), np.array([2, 2, 1]), 3)
    >>> marks.tolist(), value
    ([True, False, True], 1)
    """
    waiting = np.zeros(ends, dtype=np.int64)
    for near, far in ((one, other), (other, one)):
        waiting += np.bincount(near[far == OUTSIDE], minlength=ends)
    let_in = int(waiting[INSIDE])
    waiting[INSIDE] = 0
    between = (one != OUTSIDE) & (other != OUTSIDE)
    streets = _Streets(one[between], other[between], ends)
    for _ in range(ROUNDS):
        onward = streets.ways_in()
        moving = (waiting > 0) & (onward != NOT_REACHED)
        if not moving.any():
            reached: Marks = onward != NOT_REACHED
            reached[INSIDE] = True
            return reached, let_in
        nodes = np.flatnonzero(_before(moving, onward))
        onward[_others(nodes, ends)] = ASIDE
        streets.take(onward)
        waiting[nodes] -= 1
        waiting += np.bincount(onward[nodes], minlength=ends)
        let_in += int(waiting[INSIDE])
        waiting[INSIDE] = 0
    return None


def _before(moving: Marks, onward: Arcs) -> Marks:
    """Mark everything that tokens pass on their way in, themselves included, by leaps of 2^n."""
    passed, leap = moving.copy(), np.maximum(onward, INSIDE)
    while True:
        ahead = leap[np.flatnonzero(passed)]
        if not ahead.any():
            passed[INSIDE] = False
            return passed
        passed[ahead] = True
        leap = leap[leap]


def _others(nodes: Whole, ends: int) -> Marks:
    marks = np.ones(ends, dtype=np.bool_)
    marks[nodes] = False
    return marks


class _Streets:
    """Which way each road still lets somebody through, as a graph searched from the inside.

    An arc from ``a`` to ``b`` stands for going from ``b`` to ``a``. One that lets nobody through
    any more leads back to where it begins, so that the rows of the graph never move.
    """

    def __init__(self, one: Whole, other: Whole, ends: int) -> None:
        each = np.ones(2 * len(one))
        pairs = np.concatenate([one, other]), np.concatenate([other, one])
        graph = csr_array((each, pairs), shape=(ends, ends))
        graph.sum_duplicates()
        self._graph, self._leads = graph, graph.indices
        self._end: Arcs = graph.indices.copy()
        self._begin: Arcs = np.repeat(np.arange(ends, dtype=np.int32), np.diff(graph.indptr))
        self._room: Arcs = graph.data.astype(np.int32)
        numbers = np.arange(len(self._end), dtype=np.int32)
        # Read by columns, the graph gives for each arc the one that comes back.
        turned = csr_array((numbers, self._end, graph.indptr), shape=(ends, ends)).tocsc()
        self._back: Arcs = turned.data
        # Whoever is in does not come out again.
        within = self._end == INSIDE
        self._room[within] = 0
        self._leads[within] = self._begin[within]

    def ways_in(self) -> Arcs:
        """Tell the next end on a shortest way in from each end; ``NOT_REACHED`` where none is."""
        _order, found = breadth_first_order(self._graph, INSIDE)
        onward: Arcs = np.maximum(found, NOT_REACHED)
        return onward

    def take(self, onward: Arcs) -> None:
        """Let one through from each end to its next."""
        used = np.flatnonzero(onward[self._leads] == self._begin)
        back = self._back[used]
        self._room[used] -= 1
        full = used[self._room[used] == 0]
        self._leads[full] = self._begin[full]
        self._room[back] += 1
        # Room for going back the way one came, but never out of the inside.
        again = back[(self._room[back] == 1) & (self._end[back] != INSIDE)]
        self._leads[again] = self._end[again]
