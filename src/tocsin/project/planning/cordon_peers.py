"""What others say of the size of a cordon, and how long each takes."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter

from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from tocsin.core.roads.cordon import Cut, Stretches, fewest_closures
from tocsin.core.roads.cordon.stretches import INSIDE, OUTSIDE

MILLISECONDS = 1_000.0
ROUNDS = 3


def by_scipy(question: csr_array) -> int:
    """Ask SciPy how large the largest flow is.

    >>> import numpy as np
    >>> by_scipy(csr_array(np.array([[0, 1], [1, 0]], dtype=np.int32)))
    1
    """
    return int(maximum_flow(question, INSIDE, OUTSIDE).flow_value)


def by_networkx(question: csr_array) -> int:
    """Ask networkx how large the largest flow is."""
    networkx = import_module("networkx")
    drawn = networkx.from_scipy_sparse_array(question, edge_attribute="capacity")
    return int(networkx.maximum_flow_value(drawn, INSIDE, OUTSIDE))


def peers() -> dict[str, Callable[[csr_array], int]]:
    """Name who can be asked; networkx only where it is installed."""
    asked: dict[str, Callable[[csr_array], int]] = {"scipy": by_scipy}
    if find_spec("networkx") is not None:
        asked["networkx"] = by_networkx
    return asked


def peers_of(question: csr_array) -> dict[str, int]:
    """Ask all of them how large the largest flow is."""
    return {name: ask(question) for name, ask in peers().items()}


def cut_milliseconds(stretches: Stretches, cut: Cut) -> float:
    """Tell how long it takes to find a cut, at its quickest."""
    took = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        fewest_closures(stretches, pinned=cut.pinned, barred=cut.barred)
        took.append(perf_counter() - begun)
    return min(took) * MILLISECONDS
