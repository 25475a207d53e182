"""The fewest closures between an inner area and an outer ring.

A smallest cut of a graph is as large as its largest flow (Ford and Fulkerson 1956). Of all smallest
cuts the one nearest to the inner area is taken: the stretches that leave what is still reached from
inside when the largest flow runs. That set is the same for every largest flow (Picard and Queyranne
1980), so the answer does not depend on how the flow was found.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from tocsin.core.roads.cordon.stretches import INSIDE, OUTSIDE, Marks, Stretches


class CannotBeClosed(ValueError):  # noqa: N818 - an answer, not a fault
    """What may not be closed leads from inside to outside."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where to close, in the order of the stretches, and how large the flow says that must be.

    ``value`` counts pinned closures too. ``barred`` are the stretches that were not counted on.
    """

    closures: tuple[int, ...]
    value: int
    barred: frozenset[int] = field(default=frozenset(), repr=False)


def fewest_closures(
    stretches: Stretches, *, pinned: Collection[int] = (), barred: Collection[int] = ()
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

    Raises
    ------
    CannotBeClosed
        When barred stretches alone lead from inside to outside.
    ValueError
        When a stretch is both pinned and barred.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.cordon.stretches import Area, stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> fewest_closures(stretches_of(build_network([street]), area, np.array([True])))
    Cut(closures=(0,), value=1)
    """
    held, never = marked(stretches, pinned), marked(stretches, barred)
    if (held & never).any():
        raise ValueError("A stretch cannot be both pinned and barred.")
    open_still = ~held
    graph = capacities(stretches, open_still, never)
    flow = maximum_flow(graph, INSIDE, OUTSIDE)
    if flow.flow_value > len(stretches):
        raise CannotBeClosed("What may not be closed leads from inside to outside.")
    left = graph - flow.flow
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    reached = np.zeros(stretches.ends, dtype=np.bool_)
    reached[breadth_first_order(left, INSIDE, return_predecessors=False)] = True
    between = reached[stretches.one] != reached[stretches.other]
    closures = np.flatnonzero(held | (open_still & between))
    value = int(flow.flow_value) + int(held.sum())
    return Cut(tuple(closures.tolist()), value, frozenset(barred))


def capacities(stretches: Stretches, open_still: Marks, never: Marks) -> csr_array:
    """Write how much can flow between ends: one for each stretch, more than all where barred."""
    one, other = stretches.one[open_still], stretches.other[open_still]
    each = np.where(never[open_still], len(stretches) + 1, 1).astype(np.int32)
    size = stretches.ends
    graph = csr_array(
        (
            np.concatenate([each, each]),
            (np.concatenate([one, other]), np.concatenate([other, one])),
        ),
        shape=(size, size),
        dtype=np.int32,
    )
    graph.sum_duplicates()
    return graph


def disconnected(stretches: Stretches, closures: Collection[int]) -> bool:
    """Prove by search that nobody gets from inside to outside when some stretches are closed.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.cordon.stretches import Area, stretches_of
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
