"""The fewest closures between an inner area and an outer ring.

A smallest cut of a graph is as large as its largest flow (Ford and Fulkerson 1956). Of all smallest
cuts the one nearest to the inner area is taken, which does not depend on how the flow was found.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from tocsin.core.roads.cordon.flowing import held_inside
from tocsin.core.roads.cordon.outlines import Marks, Whole
from tocsin.core.roads.cordon.stretches import FIRST_JUNCTION, INSIDE, OUTSIDE, Stretches


class CannotBeClosed(ValueError):  # noqa: N818 - an answer, not a fault
    """What may not be closed leads from inside to outside."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where to close, in the order of the stretches, and how large the flow says that must be.

    ``value`` counts pinned closures too. ``barred`` are the stretches that were not counted on.
    """

    closures: tuple[int, ...]
    value: int
    pinned: frozenset[int] = field(default=frozenset(), repr=False)
    barred: frozenset[int] = field(default=frozenset(), repr=False)


def fewest_closures(
    stretches: Stretches,
    *,
    pinned: Collection[int] = (),
    barred: Collection[int] = (),
    spared: Collection[int] = (),
) -> Cut:
    """Find the fewest stretches to close so that nobody gets from inside to outside.

    Closing a stretch closes it in both directions. Of several smallest sets the one nearest to the
    inner area is given.

    Parameters
    ----------
    pinned
        Stretches that are closed whatever happens.
    barred
        Stretches that must not be closed.
    spared
        Stretches of which as few as can be are closed, whatever the number of others.

    Raises
    ------
    CannotBeClosed
        When barred stretches alone lead from inside to outside.
    ValueError
        When a stretch is both pinned and barred.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.cordon import Area, stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> fewest_closures(stretches_of(build_network([street]), area, np.array([True])))
    Cut(closures=(0,), value=1)
    """
    held, never, dear = (marked(stretches, some) for some in (pinned, barred, spared))
    if (held & never).any():
        raise ValueError("A stretch cannot be both pinned and barred.")
    dear &= ~held & ~never
    try:
        crossed, value = _crossed(stretches, ~held, never | dear)
    except CannotBeClosed:
        if not dear.any():
            raise
        crossed = _cheapest(stretches, ~held, never, dear)
        value = int(crossed.sum())
    closures = held | crossed
    return Cut(
        tuple(np.flatnonzero(closures).tolist()),
        value + int(held.sum()),
        frozenset(np.flatnonzero(held).tolist()),
        frozenset(np.flatnonzero(never | (dear & ~crossed)).tolist()),
    )


def _crossed(stretches: Stretches, left: Marks, never: Marks) -> tuple[Marks, int]:
    """Mark the stretches of the smallest cut nearest to the inside, and say how large it is."""
    one, other, ends = _joined(stretches, never)
    left = left & (one != other)
    found = held_inside(one[left], other[left], ends)
    if found is None:
        each = np.ones(int(left.sum()), dtype=np.int32)
        found = _by_scipy(_both_ways(one[left], other[left], each, ends))
    reached, value = found
    return left & (reached[one] != reached[other]), value


def _joined(stretches: Stretches, never: Marks) -> tuple[Whole, Whole, int]:
    """Give the ends of stretches new numbers, those that cannot be kept apart the same one."""
    if not never.any():
        return stretches.one, stretches.other, stretches.ends
    one, other, size = stretches.one[never], stretches.other[never], stretches.ends
    joined = csr_array((np.ones(len(one)), (one, other)), shape=(size, size))
    count, part = connected_components(joined, directed=False)
    if part[INSIDE] == part[OUTSIDE]:
        raise CannotBeClosed("What may not be closed leads from inside to outside.")
    number = part.astype(np.int64) + FIRST_JUNCTION
    number[part == part[INSIDE]] = INSIDE
    number[part == part[OUTSIDE]] = OUTSIDE
    return number[stretches.one], number[stretches.other], int(count) + FIRST_JUNCTION


def _cheapest(stretches: Stretches, left: Marks, never: Marks, dear: Marks) -> Marks:
    """Mark the cut with the fewest dear stretches, and of those one with the fewest others."""
    one, other, ends = _joined(stretches, never)
    left = left & (one != other)
    each = np.where(dear[left], len(stretches) + 1, 1).astype(np.int32)
    reached, _worth = _by_scipy(_both_ways(one[left], other[left], each, ends))
    crossed: Marks = left & (reached[one] != reached[other])
    return crossed


def _by_scipy(graph: csr_array) -> tuple[Marks, int]:
    """Find what is inside, where roads count differently or were joined so that many lead on."""
    flow = maximum_flow(graph, INSIDE, OUTSIDE)
    left = graph - flow.flow
    left.eliminate_zeros()
    reached = np.zeros(graph.shape[0], dtype=np.bool_)
    reached[breadth_first_order(left, INSIDE, return_predecessors=False)] = True
    return reached, int(flow.flow_value)


def question_of(stretches: Stretches, cut: Cut) -> csr_array:
    """Write the question that a cut answers as a graph, for others to be asked.

    Each stretch lets one through, a barred one more than all; pinned ones are closed already.

    Returns
    -------
    csr_array
        Shape (ends, ends), how many get from one end to another.
    """
    left = ~marked(stretches, cut.pinned)
    each = np.where(marked(stretches, cut.barred), len(stretches) + 1, 1)[left].astype(np.int32)
    return _both_ways(stretches.one[left], stretches.other[left], each, stretches.ends)


def _both_ways(one: Whole, other: Whole, each: NDArray[np.int32], ends: int) -> csr_array:
    pairs = np.concatenate([one, other]), np.concatenate([other, one])
    graph = csr_array((np.concatenate([each, each]), pairs), shape=(ends, ends), dtype=np.int32)
    graph.sum_duplicates()
    return graph


def disconnected(stretches: Stretches, closures: Collection[int]) -> bool:
    """Prove by search that nobody gets from inside to outside when some stretches are closed.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.cordon import Area, stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(build_network([street]), area, np.array([True]))
    >>> disconnected(found, []), disconnected(found, [0])
    (False, True)
    """
    left = ~marked(stretches, closures)
    size = stretches.ends
    joined = csr_array(
        (np.ones(left.sum()), (stretches.one[left], stretches.other[left])), shape=(size, size)
    )
    _count, part = connected_components(joined, directed=False)
    return bool(part[INSIDE] != part[OUTSIDE])


def marked(stretches: Stretches, chosen: Collection[int]) -> Marks:
    """Mark the chosen among the stretches, shape (stretches,)."""
    marks = np.zeros(len(stretches), dtype=np.bool_)
    marks[np.array(sorted(chosen), dtype=np.int64)] = True
    return marks
