"""How high a hierarchy of nodes is: what questions and changes cost on it.

Method: J. W. H. Liu, "The role of elimination trees in sparse factorization", SIAM Journal on
Matrix Analysis and Applications 11 (1990).
"""

import numpy as np

from tocsin.core.roads.network import Ints
from tocsin.core.roads.topology import Topology

NONE = -1


def elimination_tree(topology: Topology, order: Ints) -> list[int]:
    """Name for each node, by its place in the order, the next one above it; -1 at the top.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.topology import expand
    >>> streets = [[[106.0, 35.0], [106.01, 35.0]], [[106.01, 35.0], [106.02, 35.0]]]
    >>> network = build_network([Way(np.array(line), RoadClass.STREET) for line in streets])
    >>> elimination_tree(expand(network), np.array([0, 2, 1]))
    [2, 2, -1]
    """
    count = topology.node_count
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    tail, head = rank[topology.tail], rank[topology.head]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    by_high = np.lexsort((low, high))
    above, top = [NONE] * count, [NONE] * count
    for below, node in zip(low[by_high].tolist(), high[by_high].tolist(), strict=True):
        at = below
        while at != node:
            known, top[at] = top[at], node
            if known == NONE:
                above[at] = node
                break
            at = known
    return above


def hierarchy_height(topology: Topology, order: Ints) -> int:
    """Count the nodes on the longest way up through a hierarchy.

    Examples
    --------
    >>> from tocsin.core.roads.network import build_network
    >>> from tocsin.core.roads.topology import expand
    >>> hierarchy_height(expand(build_network([])), np.empty(0, dtype=np.int32))
    0
    """
    above = elimination_tree(topology, order)
    height = [1] * len(above)
    for node in range(len(above) - 1, NONE, -1):
        if above[node] != NONE:
            height[node] = height[above[node]] + 1
    return max(height, default=0)
