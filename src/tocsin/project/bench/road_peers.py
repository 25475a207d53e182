"""The libraries that roads are measured beside, called bare on the very graph that we search."""

from collections.abc import Callable
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tocsin.core.geo import Floats
from tocsin.core.roads.graph import MILLISECONDS, Graph, Profile

if TYPE_CHECKING:
    from rustworkx import PyDiGraph

SCIPY = "scipy.sparse.csgraph.dijkstra called bare, from crossing to crossing"
RUSTWORKX = "rustworkx.dijkstra_shortest_path_lengths called bare, from crossing to crossing"
WEIGHED = "SciPy's Dijkstra over the graph weighed anew"

Nodes = NDArray[np.int64]


class Bare:
    """The weighted graph without anything of ours around it, built before the clock starts."""

    def __init__(self, profile: Profile, *, onward: bool) -> None:
        self.onward = onward
        self.halt = profile.topology.halt
        self._graph: Graph = profile.graph if onward else profile.reversed_graph
        self._size = profile.topology.node_count
        if not onward:
            self._backward(profile)

    def _backward(self, profile: Profile) -> None:
        """Turn round: one sets out from where all arrive, and ends where one sets out."""
        self.halt = np.arange(self._size)
        self.start = profile.topology.halt

    @cached_property
    def matrix(self) -> csr_array:
        """The graph as SciPy takes it."""
        parts = self._graph.milliseconds, self._graph.heads, self._graph.row_start
        return csr_array(parts, shape=(self._size, self._size))

    @cached_property
    def digraph(self) -> "PyDiGraph[int | None, float]":
        """The graph as rustworkx takes it."""
        import rustworkx  # noqa: PLC0415 - for tests and measurements only

        graph: PyDiGraph[int | None, float] = rustworkx.PyDiGraph(multigraph=False)
        graph.add_nodes_from(range(self._size))
        tails = np.repeat(np.arange(self._size), np.diff(self._graph.row_start))
        weights = self._graph.milliseconds.tolist()
        graph.extend_from_weighted_edge_list(
            list(zip(tails.tolist(), self._graph.heads.tolist(), weights, strict=True))
        )
        return graph

    def sides(self, here: Nodes, there: Nodes) -> tuple[Nodes, Nodes]:
        """Give the nodes to search from, and those to find."""
        return (here, self.halt[there]) if self.onward else (self.start[there], here)


def ask_scipy(bare: Bare, here: Nodes, there: Nodes) -> Floats:
    """Search from every crossing of the smaller side with SciPy, in seconds."""
    near, far = bare.sides(here, there)
    found = dijkstra(bare.matrix, indices=near)[:, far] / MILLISECONDS
    seconds: Floats = found if bare.onward else found.T
    return seconds


def ask_rustworkx(bare: Bare, here: Nodes, there: Nodes) -> Floats:
    """Search from every crossing of the smaller side with rustworkx, in seconds."""
    import rustworkx  # noqa: PLC0415 - for tests and measurements only

    near, far = bare.sides(here, there)
    rows = []
    for node in near.tolist():
        lengths = dict(rustworkx.dijkstra_shortest_path_lengths(bare.digraph, node, float).items())
        row = np.array([0.0 if end == node else lengths.get(end, np.inf) for end in far.tolist()])
        rows.append(row)
    found = np.array(rows) / MILLISECONDS
    return found if bare.onward else found.T


ASKED: dict[str, Callable[[Bare, Nodes, Nodes], Floats]] = {SCIPY: ask_scipy}
if find_spec("rustworkx") is not None:
    ASKED[RUSTWORKX] = ask_rustworkx
