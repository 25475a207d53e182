"""The stretches of road between an inner area and an outer ring: where a cordon can stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tocsin.core.geo import Floats, LocalPlane, haversine_metres
from tocsin.core.roads.cordon.area import BETWEEN, BEYOND, WITHIN, Area
from tocsin.core.roads.cordon.outlines import Lines, Marks, Whole
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.speeds import TravelMode, seconds_per_metre

INSIDE, OUTSIDE, FIRST_JUNCTION = 0, 1, 2
MIDDLE = 0.5
# Lengths on the ground and on the plane differ by less.
SLACK = 1.1


@dataclass(frozen=True)
class Stretches:
    """Stretches of road, each a place that can be closed, in the order of their links.

    ``one`` and ``other`` are the ends: ``INSIDE``, ``OUTSIDE`` or a junction between, numbered from
    ``FIRST_JUNCTION``. ``link`` is the link of the network, ``way`` the number of its way on the
    map, ``metres`` the length and ``span``, shape (stretches, 2), from which share of the link to
    which it runs. ``post``, shape (stretches, 2), is where one stands in degrees, and ``share`` how
    far that is from ``one`` to ``other``: in the middle unless it was moved.
    """

    one: Whole
    other: Whole
    link: Whole
    way: Whole
    metres: Floats
    span: Floats
    post: Floats
    share: Floats
    ends: int
    reaches_inside: bool
    reaches_outside: bool

    def __len__(self) -> int:
        return len(self.link)

    def moved(self, network: RoadNetwork, shares: Mapping[int, float]) -> "Stretches":
        """Let posts stand elsewhere: how far from ``one`` to ``other``, by the stretch."""
        at = np.array(list(shares), dtype=np.int64)
        post, share = self.post.copy(), self.share.copy()
        share[at] = list(shares.values())
        begin, end = self.span[at].T
        post[at] = points_on(network, self.link[at], begin + share[at] * (end - begin))
        return replace(self, post=post, share=share)


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
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(build_network([street]), area, np.array([True]))
    >>> found.one.tolist(), found.other.tolist(), found.metres.round().tolist()
    ([0], [1], [900.0])
    """
    plane = LocalPlane(area.centre)
    nodes = plane.to_metres(network.node_lonlat)
    # What leaves a junction does not come nearer than its length allows.
    from_centre = np.hypot(nodes[:, 0], nodes[:, 1])[network.link_from]
    perhaps = from_centre - network.link_metres * SLACK <= area.outer.reach
    near = np.flatnonzero(usable & perhaps)
    points, start = _gathered(network, near)
    here = plane.to_metres(network.shape_lonlat[points])
    lines = Lines(here, start, *_reach_of(here, start))
    reached = lines.nearest <= area.outer.reach
    crossed = reached & (area.inner.crossed_by(lines) | area.outer.crossed_by(lines))
    zone = area.zones(nodes)
    end_of = np.where(zone == BETWEEN, np.arange(len(zone)) + FIRST_JUNCTION, zone // BEYOND)
    one, other = end_of[network.link_from[near]], end_of[network.link_to[near]]
    whole = np.flatnonzero(reached & ~crossed & (one >= FIRST_JUNCTION))
    parts = [
        (near[at], *part)
        for at in np.flatnonzero(crossed).tolist()
        for part in _parts(here[start[at] : start[at + 1]], area, (int(one[at]), int(other[at])))
    ]
    cut = np.array(parts, dtype=np.float64).reshape(-1, 5)
    return _arranged(
        network,
        np.concatenate([near[whole], cut[:, 0].astype(np.int64)]),
        np.concatenate([np.tile([0.0, 1.0], (len(whole), 1)), cut[:, 1:3]]),
        np.concatenate([np.column_stack([one[whole], other[whole]]), cut[:, 3:].astype(np.int64)]),
    )


def _gathered(network: RoadNetwork, links: Whole) -> tuple[Whole, Whole]:
    """List the points of some links one after another, and where in the list each begins."""
    first, sizes = network.link_start[links], np.diff(network.link_start)[links]
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    return np.repeat(first - start[:-1], sizes) + np.arange(start[-1]), start


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
        span=shares,
        post=points_on(network, link, shares.mean(axis=1)),
        share=np.full(len(link), MIDDLE),
        ends=len(known),
        reaches_inside=bool((ends == INSIDE).any()),
        reaches_outside=bool((ends == OUTSIDE).any()),
    )


def points_on(network: RoadNetwork, link: Whole, share: Floats) -> Floats:
    """Find the points at shares of links, shape (links, 2), degrees."""
    if not len(link):
        return np.empty((0, 2))
    points, start = _gathered(network, link)
    lonlat = network.shape_lonlat[points]
    lon, lat = lonlat.T
    steps = haversine_metres(lon[:-1], lat[:-1], lon[1:], lat[1:])
    # From the last point of a link the line does not go on to the next link.
    steps[start[1:-1] - 1] = 0.0
    so_far = np.concatenate([np.zeros(1), np.cumsum(steps)])
    first, last = start[:-1], start[1:] - 1
    along = so_far[first] + share * (so_far[last] - so_far[first])
    before = np.clip(np.searchsorted(so_far, along, side="right") - 1, first, last - 1)
    length = so_far[before + 1] - so_far[before]
    part = np.divide(along - so_far[before], length, out=np.zeros_like(along), where=length > 0)
    begin, end = lonlat[before], lonlat[before + 1]
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
    """Give the parts of a line between the edges: from share, to share, end, other end."""
    places = np.arange(len(line), dtype=np.float64)
    crossing = np.concatenate([area.inner.crossings(line), area.outer.crossings(line)])
    marks = np.unique(np.concatenate([places[:1], crossing, places[-1:]]))
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
