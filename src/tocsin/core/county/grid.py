"""Ways over the grid of the land: which cells touch, and the cheapest way between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tocsin.core.geo import Floats

STEPS = ((0, 1), (1, 0), (1, 1), (1, -1))
NOWHERE = -9999

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of cells that touch, each pair once, with the metres between their middles."""

    first: Cells
    second: Cells
    metres: Floats


def touching(inside: NDArray[np.bool_], cell_metres: float) -> Edges:
    """List the pairs of inside cells that touch at a side or a corner.

    Parameters
    ----------
    inside
        Shape (rows, columns).

    Examples
    --------
    >>> edges = touching(np.ones((2, 2), dtype=bool), 10.0)
    >>> len(edges.first), float(edges.metres.max().round(1))
    (6, 14.1)
    """
    rows, columns = inside.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    first, second, metres = [], [], []
    for up, right in STEPS:
        here = (slice(0, rows - up), slice(max(0, -right), columns - max(0, right)))
        there = (slice(up, rows), slice(max(0, right), columns + min(0, right)))
        both = inside[here] & inside[there]
        first.append(number[here][both])
        second.append(number[there][both])
        metres.append(np.full(int(both.sum()), cell_metres * float(np.hypot(up, right))))
    return Edges(np.concatenate(first), np.concatenate(second), np.concatenate(metres))


def as_matrix(edges: Edges, costs: Floats, cells: int) -> csr_array:
    """Turn edge costs, shape (edges,), into a symmetric matrix of *cells* rows.

    Examples
    --------
    >>> edges = touching(np.ones((1, 3), dtype=bool), 1.0)
    >>> as_matrix(edges, edges.metres, 3).nnz
    4
    """
    tail = np.concatenate([edges.first, edges.second])
    head = np.concatenate([edges.second, edges.first])
    return csr_array((np.concatenate([costs, costs]), (tail, head)), shape=(cells, cells))


def cheapest_tree(matrix: csr_array, sources: Cells, limit: float = np.inf) -> tuple[Floats, Cells]:
    """Find the cheapest way of every cell to the nearest of the sources.

    Returns
    -------
    costs, before
        Shape (cells,) each; ``before`` is the next cell towards the source, ``NOWHERE`` at the
        sources and where no source can be reached within *limit*.

    Examples
    --------
    >>> edges = touching(np.ones((1, 3), dtype=bool), 1.0)
    >>> costs, before = cheapest_tree(as_matrix(edges, edges.metres, 3), np.array([0]))
    >>> costs.tolist(), before.tolist()
    ([0.0, 1.0, 2.0], [-9999, 0, 1])
    """
    costs, before, _ = dijkstra(
        matrix, indices=sources, min_only=True, return_predecessors=True, limit=limit
    )
    return np.asarray(costs), np.asarray(before, dtype=np.int64)


def walk(before: Cells, start: int) -> list[int]:
    """Follow a tree from a cell to its source, both ends included.

    Examples
    --------
    >>> walk(np.array([-9999, 0, 1]), 2)
    [2, 1, 0]
    """
    path = [start]
    while before[path[-1]] != NOWHERE:
        path.append(int(before[path[-1]]))
    return path
