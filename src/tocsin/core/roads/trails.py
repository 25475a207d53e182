"""Links strung together into long lines, so that little has to be drawn twice."""

import numpy as np
from numpy.typing import NDArray

from tocsin.core.roads.network import RoadNetwork

Nodes = NDArray[np.int64]
NONE = -1


def trails(network: RoadNetwork, links: Nodes) -> tuple[Nodes, NDArray[np.bool_], Nodes]:
    """Join links into lines where they meet, those first that lead straight on.

    Parameters
    ----------
    links
        Shape (n,), each link once.

    Returns
    -------
    tuple
        The links in the order in which they are passed; which of them are passed from their last
        point to their first; and the number of the line that each belongs to.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> streets = [[[106.0, 35.0], [106.01, 35.0]], [[106.02, 35.0], [106.01, 35.0]]]
    >>> network = build_network([Way(np.array(line), RoadClass.STREET) for line in streets])
    >>> passed, turned, line = trails(network, np.array([0, 1]))
    >>> passed.tolist(), turned.tolist(), line.tolist()
    ([0, 1], [False, True], [0, 0])
    """
    mate = _mates(network, links).tolist()
    count, seen = len(links), [False] * len(links)
    passed: list[int] = []
    begins: list[int] = []
    loose = [end for end, other in enumerate(mate) if other == NONE]
    for start in [*loose, *range(count)]:
        if seen[start % count]:
            continue
        begins.append(len(passed))
        end = start
        while end != NONE and not seen[end % count]:
            seen[end % count] = True
            passed.append(end)
            end = mate[(end + count) % (2 * count)]
    ends = np.array(passed, dtype=np.int64)
    line = np.repeat(np.arange(len(begins)), np.diff([*begins, len(passed)]))
    return links[ends % max(count, 1)], ends >= count, line


def _mates(network: RoadNetwork, links: Nodes) -> Nodes:
    """Pair the ends of links at each node, those that lie over against each other.

    The first end of link ``i`` has number i, its last number ``len(links) + i``.
    """
    first, last = network.link_start[links], network.link_start[links + 1] - 1
    node = np.concatenate([network.link_from[links], network.link_to[links]])
    lonlat = network.shape_lonlat
    ahead = np.concatenate([lonlat[first + 1] - lonlat[first], lonlat[last - 1] - lonlat[last]])
    order = np.lexsort((np.arctan2(ahead[:, 1], ahead[:, 0]), node))
    node = node[order]
    begin = np.searchsorted(node, node, side="left")
    degree = np.searchsorted(node, node, side="right") - begin
    rank, half = np.arange(len(node)) - begin, degree // 2
    one = np.flatnonzero(rank < half)
    other = one + half[one]
    mate = np.full(len(node), NONE, dtype=np.int64)
    mate[order[one]], mate[order[other]] = order[other], order[one]
    return mate
