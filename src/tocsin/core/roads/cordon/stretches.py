"""The stretches of road between an inner area and an outer ring: where a cordon can stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, LocalPlane, Point, haversine_metres
from tocsin.core.roads.cordon.outlines import crossings_with, inside, metres_outside, touched
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.speeds import TravelMode, seconds_per_metre

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

INSIDE, OUTSIDE, FIRST_JUNCTION = 0, 1, 2
WITHIN, BETWEEN, BEYOND = 0, 1, 2
MIDDLE = 0.5
CORNERS = 3


@dataclass(frozen=True, slots=True)
class Area:
    """An inner area, protected or dangerous, and the ring beyond which one is away from it.

    The area is a circle, or with an ``outline`` of at least three corners whatever lies within it;
    ``inner_metres`` is then how far its farthest corner is from the centre (:func:`area_within`).
    """

    centre: Point
    inner_metres: float
    outer_metres: float
    outline: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        if not isfinite(self.outer_metres) or not 0 < self.inner_metres < self.outer_metres:
            raise ValueError("The inner area has a size, and the outer ring lies around it.")
        if self.outline and len(self.outline) < CORNERS:
            raise ValueError("An outline has at least three corners.")

    @property
    def corners(self) -> Floats:
        """The corners of the outline in metres from the centre, shape (corners, 2)."""
        return LocalPlane(self.centre).to_metres(np.array(self.outline, dtype=np.float64))

    def zones(self, here: Floats) -> Whole:
        """Say of places in metres from the centre whether they are within, between or beyond."""
        metres = np.hypot(here[:, 0], here[:, 1])
        if not self.outline:
            return self.zone_of(metres)
        beyond = np.where(metres >= self.outer_metres, BEYOND, BETWEEN)
        zone: Whole = np.where(inside(self.corners, here), WITHIN, beyond)
        return zone

    def metres_outside(self, here: Floats) -> Floats:
        """Say how far places in metres from the centre are outside the area; negative in it."""
        if self.outline:
            return metres_outside(self.corners, here)
        away: Floats = np.hypot(here[:, 0], here[:, 1]) - self.inner_metres
        return away

    def zone_of(self, metres: Floats) -> Whole:
        """Say of distances from the centre whether they are within, between or beyond."""
        zone: Whole = np.where(
            metres <= self.inner_metres,
            WITHIN,
            np.where(metres >= self.outer_metres, BEYOND, BETWEEN),
        )
        return zone


def area_within(centre: Point, outline: Sequence[Point], outer_metres: float) -> Area:
    """Make an area of what lies within an outline; the ring is a circle about the centre.

    Raises
    ------
    ValueError
        When it has fewer than three corners, or the ring does not lie around it.

    Examples
    --------
    >>> triangle = [Point(106.0, 35.0), Point(106.01, 35.0), Point(106.0, 35.01)]
    >>> round(area_within(Point(106.0, 35.0), triangle, 2000.0).inner_metres)
    1112
    """
    corners = LocalPlane(centre).to_metres(np.array(outline, dtype=np.float64).reshape(-1, 2))
    farthest = float(np.hypot(corners[:, 0], corners[:, 1]).max(initial=0.0))
    return Area(centre, farthest, outer_metres, tuple(outline))


@dataclass(frozen=True)
class Stretches:
    """Stretches of road, each a place that can be closed, in the order of their links.

    ``one`` and ``other`` are the ends: ``INSIDE``, ``OUTSIDE`` or a junction between, numbered from
    ``FIRST_JUNCTION``. ``link`` is the link of the network, ``way`` the number of its way on the
    map, ``metres`` the length; ``post`` has shape (stretches, 2), the middle in degrees.
    """

    one: Whole
    other: Whole
    link: Whole
    way: Whole
    metres: Floats
    post: Floats
    ends: int
    reaches_inside: bool
    reaches_outside: bool

    def __len__(self) -> int:
        return len(self.link)

    def nearest_to(self, point: Point) -> int:
        """Name the stretch whose post is nearest to a point; for adding and removing by hand.

        Raises
        ------
        ValueError
            When there is no stretch.
        """
        if not len(self):
            raise ValueError("There is no road on which a post could stand.")
        away = LocalPlane(point).to_metres(self.post)
        return int(np.hypot(away[:, 0], away[:, 1]).argmin())


def links_for(network: RoadNetwork, mode: TravelMode) -> Marks:
    """Tell which links somebody could take in one direction or against it.

    One-way signs, forbidden turns, private roads and bollards hold nobody back who wants through,
    so a cordon does not rely on them: what a road is decides, not who may use it.
    """
    may: Marks = np.isfinite(seconds_per_metre(mode))[network.link_class]
    return may


def stretches_of(network: RoadNetwork, area: Area, usable: Marks) -> Stretches:
    """Cut the roads between the inner area and the outer ring out of a network.

    A road that dips into the area or out of the ring without a junction there is cut where it
    crosses. Stretches that lead from the area back into it, or from outside to outside, are left
    out: closing them holds nobody.

    Parameters
    ----------
    usable
        Shape (links,), which links count.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(build_network([street]), area, np.array([True]))
    >>> found.one.tolist(), found.other.tolist(), found.metres.round().tolist()
    ([0], [1], [900.0])
    """
    here = LocalPlane(area.centre).to_metres(network.shape_lonlat)
    nearest, farthest = _reach_of(here, network.link_start)
    near = usable & (nearest < area.outer_metres)
    clear = near & (nearest > area.inner_metres)
    if area.outline:
        perhaps = np.flatnonzero(near & ~clear)
        clear[perhaps] = ~touched(area.corners, here, network.link_start, perhaps)
    else:
        near &= farthest > area.inner_metres
    whole = clear & (farthest < area.outer_metres)
    zone = area.zones(LocalPlane(area.centre).to_metres(network.node_lonlat))
    end_of = np.where(zone == BETWEEN, np.arange(len(zone)) + FIRST_JUNCTION, zone // BEYOND)
    links = np.flatnonzero(whole)
    parts = [
        (link, begin, end, one, other)
        for link in np.flatnonzero(near & ~whole).tolist()
        for begin, end, one, other in _parts(
            here[network.link_start[link] : network.link_start[link + 1]],
            area,
            (int(end_of[network.link_from[link]]), int(end_of[network.link_to[link]])),
        )
    ]
    cut = np.array(parts, dtype=np.float64).reshape(-1, 5)
    link = np.concatenate([links, cut[:, 0].astype(np.int64)])
    shares = np.concatenate([np.tile([0.0, 1.0], (len(links), 1)), cut[:, 1:3]])
    ends = np.concatenate(
        [
            np.column_stack([end_of[network.link_from[links]], end_of[network.link_to[links]]]),
            cut[:, 3:].astype(np.int64),
        ]
    )
    return _arranged(network, link, shares, ends)


def _arranged(network: RoadNetwork, link: Whole, shares: Floats, ends: Whole) -> Stretches:
    """Put stretches in the order of their links, number their junctions and find their posts."""
    kept = ends[:, 0] != ends[:, 1]
    link, shares, ends = link[kept], shares[kept], ends[kept]
    order = np.lexsort((shares[:, 0], link))
    link, shares, ends = link[order], shares[order], ends[order]
    known, number = np.unique(
        np.concatenate([[INSIDE, OUTSIDE], ends.ravel()]), return_inverse=True
    )
    ends = number[FIRST_JUNCTION:].reshape(-1, 2)
    return Stretches(
        one=ends[:, 0],
        other=ends[:, 1],
        link=link,
        way=network.link_way[link],
        metres=network.link_metres[link] * (shares[:, 1] - shares[:, 0]),
        post=_posts(network, link, shares.mean(axis=1)) if len(link) else np.empty((0, 2)),
        ends=len(known),
        reaches_inside=bool((ends == INSIDE).any()),
        reaches_outside=bool((ends == OUTSIDE).any()),
    )


def _posts(network: RoadNetwork, link: Whole, share: Floats) -> Floats:
    """Find the points at shares of links, shape (links, 2), degrees."""
    lon, lat = network.shape_lonlat.T
    steps = haversine_metres(lon[:-1], lat[:-1], lon[1:], lat[1:])
    # From the last point of a link the line does not go on to the next link.
    steps[network.link_start[1:-1] - 1] = 0.0
    so_far = np.concatenate([np.zeros(1), np.cumsum(steps)])
    first, last = network.link_start[link], network.link_start[link + 1] - 1
    along = so_far[first] + share * (so_far[last] - so_far[first])
    before = np.clip(np.searchsorted(so_far, along, side="right") - 1, first, last - 1)
    length = so_far[before + 1] - so_far[before]
    part = np.divide(along - so_far[before], length, out=np.zeros_like(along), where=length > 0)
    begin, end = network.shape_lonlat[before], network.shape_lonlat[before + 1]
    posts: Floats = begin + np.clip(part, 0.0, 1.0)[:, None] * (end - begin)
    return posts


def _reach_of(here: Floats, start: Whole) -> tuple[Floats, Floats]:
    """Tell how near to the centre and how far from it each link comes, in metres."""
    if len(start) < len((INSIDE, OUTSIDE)):
        return np.empty(0), np.empty(0)
    metres = np.hypot(here[:, 0], here[:, 1])
    span = np.diff(here, axis=0, append=here[-1:])
    along = -(here * span).sum(axis=1)
    square = (span * span).sum(axis=1)
    share = np.clip(np.divide(along, square, out=np.zeros_like(along), where=square > 0), 0.0, 1.0)
    foot = here + share[:, None] * span
    nearest = np.hypot(foot[:, 0], foot[:, 1])
    # From the last point of a link the line does not go on to the next link.
    nearest[start[1:] - 1] = metres[start[1:] - 1]
    return np.minimum.reduceat(nearest, start[:-1]), np.maximum.reduceat(metres, start[:-1])


def _parts(line: Floats, area: Area, ends: tuple[int, int]) -> list[tuple[float, float, int, int]]:
    """Give the parts of a line between the circles: from share, to share, end, other end."""
    places = np.arange(len(line), dtype=np.float64)
    if area.outline:
        inner = crossings_with(area.corners, line)
    else:
        inner = _crossings(line, area.inner_metres)
    crossing = np.unique(np.concatenate([inner, _crossings(line, area.outer_metres)]))
    marks = np.concatenate([places[:1], crossing, places[-1:]])
    middles = (marks[1:] + marks[:-1]) * MIDDLE
    zone = area.zones(
        np.column_stack([np.interp(middles, places, axis) for axis in (line[:, 0], line[:, 1])])
    )
    steps = np.hypot(*np.diff(line, axis=0).T)
    so_far = np.concatenate([np.zeros(1), np.cumsum(steps)])
    share = np.interp(marks, places, so_far / so_far[-1])
    changes = np.flatnonzero(np.diff(zone)) + 1
    begins = np.concatenate([[0], changes]).tolist()
    stops = np.concatenate([changes, [len(zone)]]).tolist()
    neighbour = {WITHIN: INSIDE, BEYOND: OUTSIDE}
    return [
        (
            float(share[begin]),
            float(share[stop]),
            ends[0] if begin == 0 else neighbour[int(zone[begin - 1])],
            ends[1] if stop == len(zone) else neighbour[int(zone[stop])],
        )
        for begin, stop in zip(begins, stops, strict=True)
        if zone[begin] == BETWEEN
    ]


def _crossings(line: Floats, radius: float) -> Floats:
    """Find where a line crosses a circle about the origin, as point number plus share."""
    start, span = line[:-1], np.diff(line, axis=0)
    a = (span * span).sum(axis=1)
    b = (start * span).sum(axis=1)
    c = (start * start).sum(axis=1) - radius * radius
    under = b * b - a * c
    root = np.sqrt(np.maximum(under, 0.0))
    found = []
    for sign in (-1.0, 1.0):
        share = np.divide(-b + sign * root, a, out=np.full(len(a), -1.0), where=a > 0)
        met = (under > 0) & (share > 0.0) & (share < 1.0)
        found.append(np.flatnonzero(met) + share[met])
    # A circle may be crossed exactly at a point of the line.
    corner = np.flatnonzero(c[1:] == 0.0) + 1.0
    return np.concatenate([*found, corner])
