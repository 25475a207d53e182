"""The road network as arrays, and the one builder that makes it out of ways."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tocsin.core.geo import Floats, Point, haversine_metres
from tocsin.core.roads.signs import HOURS, Access, Timetable, Turns, no_turns

COORDINATE_STEPS = 1e7
WAY_SHAPE = 2

Ints = NDArray[np.int32]


class RoadClass(IntEnum):
    """The rank of a road, from widest to narrowest; the value is what arrays hold."""

    MOTORWAY = 0
    TRUNK = 1  # national roads
    PRIMARY = 2  # provincial roads
    SECONDARY = 3  # county roads
    TERTIARY = 4  # township roads
    VILLAGE = 5  # from one hamlet to the next
    STREET = 6  # in a town
    SERVICE = 7  # into a compound, a yard, a car park
    TRACK = 8  # unpaved, farm or forest
    PATH = 9  # for feet only


class Oneway(IntEnum):
    """In which direction of its points vehicles may use a way."""

    NO = 0
    FORWARD = 1
    BACKWARD = -1


@dataclass(frozen=True, slots=True)
class Way:
    """One road as drawn: a polyline of one rank and one name.

    ``points`` has shape (n, 2), n >= 2, degrees east and north. An empty ``name`` is a road
    without one. ``number`` is what the map calls the way, 0 where it has no number; the parts of a
    way that was cut share it. ``limits_kmh`` are the posted limits along the points and against
    them, 0 where none is known. A ``timetable`` says who may use the way in place of ``access`` and
    ``oneway``. A ``circle`` is a roundabout.
    """

    points: Floats
    road_class: RoadClass
    name: str = ""
    oneway: Oneway = Oneway.NO
    bridge: bool = False
    access: Access = Access.ALL
    unpaved: bool = False
    number: int = 0
    limits_kmh: tuple[int, int] = (0, 0)
    timetable: Timetable | None = None
    circle: bool = False


@dataclass(frozen=True, slots=True)
class Arcs:
    """The directed view of a network: each link once in each direction.

    Arc ``i`` runs along link ``i % links``; the first half runs forward, the second backward.
    ``against_oneway`` marks arcs that only somebody on foot may use.
    """

    tail: Ints
    head: Ints
    link: Ints
    metres: Floats
    against_oneway: NDArray[np.bool_]


@dataclass(frozen=True)
class RoadNetwork:
    """Junctions and the links between them.

    ``node_*`` have one entry per junction or road end, ``link_*`` one per stretch between two of
    them. ``link_access`` holds an :class:`Access`, ``link_way`` the number of the way a link was
    cut from. ``shape_lonlat[link_start[i]:link_start[i + 1]]`` is the line of link ``i``, both ends
    included. ``link_name`` points into ``names``, whose first entry is always the empty name.
    ``component`` labels the nodes that hang together when one-way rules are ignored; label 0 is
    the largest part. ``link_limit``, shape (links, 2), holds the posted limits along a link and
    against it, kilometres an hour, 0 where none is known. Where ``link_timetable`` is not 0, that
    row of ``timetables``, shape (rows, 2, 24), says who may use the link in either direction at
    each hour.
    """

    node_lonlat: Floats
    link_from: Ints
    link_to: Ints
    link_metres: Floats
    link_class: NDArray[np.int8]
    link_oneway: NDArray[np.int8]
    link_bridge: NDArray[np.bool_]
    link_name: Ints
    link_start: NDArray[np.int64]
    shape_lonlat: Floats
    component: Ints
    names: tuple[str, ...]
    link_access: NDArray[np.int8]
    link_unpaved: NDArray[np.bool_]
    link_way: NDArray[np.int64]
    link_limit: NDArray[np.uint8]
    link_circle: NDArray[np.bool_]
    link_timetable: NDArray[np.int16]
    timetables: NDArray[np.int8]
    turns: Turns = field(default_factory=no_turns)

    @property
    def node_count(self) -> int:
        """How many junctions and road ends there are."""
        return len(self.node_lonlat)

    @property
    def link_count(self) -> int:
        """How many stretches of road there are."""
        return len(self.link_from)

    @property
    def total_metres(self) -> float:
        """The length of all roads together."""
        return float(self.link_metres.sum())

    @cached_property
    def changes_by_hour(self) -> bool:
        """Whether who may use which road depends on the hour of the day."""
        exempt = self.turns.exempt
        return len(self.timetables) > 1 or bool((exempt != exempt[:, :1]).any())

    def line(self, link: int) -> Floats:
        """Return the line of one link, shape (n, 2), degrees, from its first to its last node."""
        return self.shape_lonlat[self.link_start[link] : self.link_start[link + 1]]

    def name_of(self, link: int) -> str:
        """Return the name of the road a link belongs to; empty when it has none."""
        return self.names[int(self.link_name[link])]

    @cached_property
    def arcs(self) -> Arcs:
        """Every link in both directions."""
        count = self.link_count
        each = np.arange(count, dtype=np.int32)
        return Arcs(
            tail=np.concatenate([self.link_from, self.link_to]),
            head=np.concatenate([self.link_to, self.link_from]),
            link=np.concatenate([each, each]),
            metres=np.concatenate([self.link_metres, self.link_metres]),
            against_oneway=np.concatenate(
                [self.link_oneway == Oneway.BACKWARD, self.link_oneway == Oneway.FORWARD]
            ),
        )


@dataclass(frozen=True, slots=True)
class _Points:
    """All points of all ways in one row, repeated points within a way removed."""

    lonlat: Floats
    way: NDArray[np.int64]
    vertex: NDArray[np.int64]
    uses: NDArray[np.int64]


def build_network(ways: Sequence[Way], *, cut_at: Sequence[Point] = ()) -> RoadNetwork:
    """Join ways into a network wherever they share a point.

    Two ways meet where they have an identical point (coordinates rounded to 1e-7 degrees, about a
    centimetre), be it an end or any point of their lines. A bridge over another road must
    therefore not share a point with it. Ways are cut into links at meeting points. The order of
    the ways decides the order of the links, so equal input gives equal output.

    Parameters
    ----------
    ways
        May be empty. A way all of whose points are the same is left out.
    cut_at
        Points of ways at which they are cut though no other way is met there.

    Raises
    ------
    ValueError
        When a way's points are not finite or not of shape (n, 2) with n >= 2.

    Examples
    --------
    >>> east = Way(np.array([[106.0, 35.0], [106.01, 35.0], [106.02, 35.0]]), RoadClass.STREET, "a")
    >>> north = Way(np.array([[106.01, 35.0], [106.01, 35.01]]), RoadClass.VILLAGE)
    >>> network = build_network([east, north])
    >>> network.node_count, network.link_count, network.link_metres.round().tolist()
    (4, 3, [911.0, 911.0, 1112.0])
    """
    for way in ways:
        _check(way)
    points = _gather(ways, cut_at)
    cuts = _cut_positions(points)
    begins, ends = cuts[:-1], cuts[1:]
    same_way = points.way[begins] == points.way[ends]
    return _assemble(ways, points, begins[same_way], ends[same_way])


def _assemble(
    ways: Sequence[Way], points: _Points, begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> RoadNetwork:
    """Make a network whose links are the runs of points begins..ends."""
    shape, start = _shapes(begins, ends)
    vertices, node = np.unique(
        np.concatenate([points.vertex[begins], points.vertex[ends]]), return_inverse=True
    )
    link_from, link_to = np.split(node.astype(np.int32), 2)
    first_seen = np.zeros(len(points.uses), dtype=np.int64)
    first_seen[points.vertex[::-1]] = np.arange(len(points.vertex))[::-1]
    names, name_of_way = _names(ways)
    timetables, timetable_of_way = _timetables(ways)
    of_way = points.way[begins]
    return RoadNetwork(
        node_lonlat=points.lonlat[first_seen[vertices]],
        link_from=link_from,
        link_to=link_to,
        link_metres=_lengths(points.lonlat, begins, ends),
        link_class=np.array([w.road_class for w in ways], dtype=np.int8)[of_way],
        link_oneway=np.array([w.oneway for w in ways], dtype=np.int8)[of_way],
        link_bridge=np.array([w.bridge for w in ways], dtype=np.bool_)[of_way],
        link_name=name_of_way[of_way],
        link_start=start,
        shape_lonlat=points.lonlat[shape],
        component=_components(len(vertices), link_from, link_to),
        names=names,
        link_access=np.array([w.access for w in ways], dtype=np.int8)[of_way],
        link_unpaved=np.array([w.unpaved for w in ways], dtype=np.bool_)[of_way],
        link_way=np.array([w.number for w in ways], dtype=np.int64)[of_way],
        link_limit=np.array([w.limits_kmh for w in ways], dtype=np.uint8).reshape(-1, 2)[of_way],
        link_circle=np.array([w.circle for w in ways], dtype=np.bool_)[of_way],
        link_timetable=timetable_of_way[of_way],
        timetables=timetables,
    )


def _check(way: Way) -> None:
    points = way.points
    if points.ndim != WAY_SHAPE or points.shape[1] != WAY_SHAPE or len(points) < WAY_SHAPE:
        raise ValueError("A way needs points of shape (n, 2) with at least two points.")
    if not np.isfinite(points).all():
        raise ValueError("A way needs finite coordinates.")


def place_keys(lonlat: Floats) -> NDArray[np.int64]:
    """Give places numbers that are the same within about a centimetre.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    """
    steps = np.rint(lonlat * COORDINATE_STEPS).astype(np.int64)
    keys: NDArray[np.int64] = steps[:, 0] * (1 << 32) + steps[:, 1]
    return keys


def _gather(ways: Sequence[Way], cut_at: Sequence[Point]) -> _Points:
    none = np.empty((0, 2))
    lonlat = np.concatenate([none, *(way.points for way in ways)])
    way = np.repeat(np.arange(len(ways)), [len(w.points) for w in ways])
    keys = place_keys(lonlat)
    repeated = np.zeros(len(keys), dtype=np.bool_)
    repeated[1:] = (keys[1:] == keys[:-1]) & (way[1:] == way[:-1])
    lonlat, way, keys = lonlat[~repeated], way[~repeated], keys[~repeated]
    met, vertex, uses = np.unique(keys, return_inverse=True, return_counts=True)
    uses[np.isin(met, place_keys(np.array(cut_at, dtype=np.float64).reshape(-1, 2)))] += 1
    return _Points(lonlat, way, vertex, uses)


def _cut_positions(points: _Points) -> NDArray[np.int64]:
    """Find the points at which a way begins, ends or meets a way (itself included)."""
    cut = points.uses[points.vertex] > 1
    new_way = points.way[1:] != points.way[:-1]
    cut[1:] |= new_way
    cut[:-1] |= new_way
    cut[:1] = cut[-1:] = True
    return np.flatnonzero(cut)


def _shapes(
    begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Write the runs begins..ends (both included) one after the other, and where each starts."""
    sizes = ends - begins + 1
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    shape = np.arange(start[-1]) + np.repeat(begins - start[:-1], sizes)
    return shape, start


def _lengths(lonlat: Floats, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    steps = haversine_metres(lon[:-1], lat[:-1], lon[1:], lat[1:])
    so_far = np.concatenate([np.zeros(1), np.cumsum(steps)])
    lengths: Floats = so_far[ends] - so_far[begins]
    return lengths


def _names(ways: Sequence[Way]) -> tuple[tuple[str, ...], Ints]:
    numbers = {"": 0}
    of_way = [numbers.setdefault(way.name, len(numbers)) for way in ways]
    return tuple(numbers), np.array(of_way, dtype=np.int32)


def _timetables(ways: Sequence[Way]) -> tuple[NDArray[np.int8], NDArray[np.int16]]:
    """Give every timetable once, after a first that opens all to all, and which each way has."""
    numbers: dict[Timetable | None, int] = {None: 0}
    of_way = [numbers.setdefault(way.timetable, len(numbers)) for way in ways]
    tables = np.full((len(numbers), 2, HOURS), Access.ALL, dtype=np.int8)
    for timetable, number in numbers.items():
        if timetable is not None:
            tables[number] = (timetable.along, timetable.against)
    return tables, np.array(of_way, dtype=np.int16)


def _components(nodes: int, link_from: Ints, link_to: Ints) -> Ints:
    if not nodes:
        return np.empty(0, dtype=np.int32)
    joined = csr_array((np.ones(len(link_from)), (link_from, link_to)), shape=(nodes, nodes))
    _, label = connected_components(joined, directed=False)
    by_size = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty(len(by_size), dtype=np.int32)
    rank[by_size] = np.arange(len(by_size), dtype=np.int32)
    ranked: Ints = rank[label]
    return ranked
