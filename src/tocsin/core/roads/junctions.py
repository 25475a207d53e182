"""Where named roads meet: a place that callers name."""

from dataclasses import dataclass

import numpy as np

from tocsin.core.geo import Point
from tocsin.core.roads.network import RoadNetwork

FEWEST_ROADS = 2


@dataclass(frozen=True, slots=True)
class NamedJunction:
    """A junction at which roads of different names meet; ``names`` are sorted."""

    names: tuple[str, ...]
    point: Point


def named_junctions(network: RoadNetwork) -> tuple[NamedJunction, ...]:
    """Find where roads of different names meet.

    Roads that cross on several carriageways have one junction for each crossing.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> east = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, "East")
    >>> north = Way(np.array([[106.01, 35.0], [106.01, 35.01]]), RoadClass.STREET, "North")
    >>> [junction] = named_junctions(build_network([east, north]))
    >>> junction.names, junction.point
    (('East', 'North'), Point(lon=106.01, lat=35.0))
    """
    nodes = np.concatenate([network.link_from, network.link_to])
    names = np.concatenate([network.link_name, network.link_name])
    pairs = np.unique(np.column_stack([nodes, names])[names > 0], axis=0)
    node, count = np.unique(pairs[:, 0], return_counts=True)
    starts = np.cumsum(count) - count
    found = []
    for at, start, size in zip(node, starts, count, strict=True):
        if size >= FEWEST_ROADS:
            meeting = sorted(network.names[name] for name in pairs[start : start + size, 1])
            found.append(NamedJunction(tuple(meeting), Point(*network.node_lonlat[at].tolist())))
    return tuple(found)
