"""Where a place meets the road: the nearest point of the nearest usable link."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tocsin.core.geo import Floats, LocalPlane, Point, haversine_metres
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND
from tocsin.core.roads.squares import Places, squares_of

SAMPLE_METRES = 40.0
AT_THE_JUNCTION_METRES = 0.5
NEARER_END = 0.49
"""On a link that is no longer than that, a place stands at the end that is nearer."""
FIRST_LOOK = 8
METRES_PER_DEGREE = 111_000.0
"""At most so many metres north are one degree less some: what is farther is farther in truth."""

Found = tuple[NDArray[np.int64], Floats, Floats]
"""A piece, how far along it, and how many metres away it is, for each of some places."""


@dataclass(frozen=True, slots=True)
class Snaps:
    """Where places meet the road, one entry per place.

    ``share`` tells how far along its link (0 at its first node, 1 at its last) a place meets it;
    ``metres`` how far the place is off the road, ``inf`` when it is too far from any.
    """

    places: Floats
    link: NDArray[np.int64]
    share: Floats
    metres: Floats
    lonlat: Floats

    def parted(self, count: int) -> tuple["Snaps", "Snaps"]:
        """Part the first so many places from the rest."""
        return self._some(slice(None, count)), self._some(slice(count, None))

    def _some(self, which: slice) -> "Snaps":
        return Snaps(
            self.places[which],
            self.link[which],
            self.share[which],
            self.metres[which],
            self.lonlat[which],
        )


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The straight pieces of the usable links, on a plane in metres, east + north * 1j.

    ``line`` has three columns: where a piece starts, how far it leads, and what turns an offset
    from the start into a share of the piece, the real part of their product. ``on_link`` has three
    more, shares of the link: where a piece starts, how far it leads, and up to where one counts as
    standing at the junction.
    """

    line: NDArray[np.complex128]
    link: NDArray[np.int64]
    on_link: Floats


class Snapper:
    """Finds the nearest usable road, exactly.

    Links are sampled every 40 m at most. A place looks at the samples of the squares of ground
    around it; where a road outside of those could be nearer, at more and more samples until none
    farther away could belong to a nearer road.

    Parameters
    ----------
    network
        The roads.
    usable
        Shape (links,), which links count.
    farthest_metres
        Places farther than this from every usable link stay off the road.
    """

    def __init__(
        self, network: RoadNetwork, usable: NDArray[np.bool_], farthest_metres: float
    ) -> None:
        middle = network.node_lonlat.mean(axis=0).tolist() if network.node_count else (0.0, 0.0)
        plane = LocalPlane(Point(*middle))
        self._middle, self._scale = np.array(middle), np.array(plane.metres_per_degree)
        self._farthest = farthest_metres
        self._pieces = _pieces(network, usable, plane)
        middles, piece_of = _samples(self._pieces)
        self._squares = squares_of(middles)
        self._middles = middles[self._squares.order]
        self._piece_of = piece_of[self._squares.order]
        self._lines = self._pieces.line[self._piece_of]  # side by side what lies side by side

    @cached_property
    def _tree(self) -> cKDTree:
        """The samples for places that are far from any road."""
        flat = np.column_stack([self._middles.real, self._middles.imag])
        return cKDTree(flat, balanced_tree=False)

    def snap(self, places: Floats) -> Snaps:
        """Find where each place meets the road.

        Parameters
        ----------
        places
            Shape (n, 2), degrees.

        Returns
        -------
        Snaps
            One entry per place.
        """
        if not len(self._piece_of):
            nowhere = np.zeros(len(places), dtype=np.int64)
            far = np.full(len(places), np.inf)
            return Snaps(places, nowhere, np.zeros(len(places)), far, places)
        here = _on_plane((places - self._middle) * self._scale)
        piece, along, metres = self._nearest(here)
        pieces = self._pieces
        first, span, at_end = pieces.on_link[piece].T
        share = first + along * span
        share[share <= at_end] = 0.0
        share[share >= 1.0 - at_end] = 1.0
        line = pieces.line[piece]
        met = line[:, 0] + along * line[:, 1]
        on_road = met.view(np.float64).reshape(-1, 2) / self._scale + self._middle
        gap, narrowed = here - met, np.cos(np.radians((places + on_road)[:, 1] / 2))
        off = np.hypot(gap.real * (narrowed * self._scale[1] / self._scale[0]), gap.imag)
        off[metres > self._farthest] = np.inf
        return Snaps(places, pieces.link[piece], share, off, on_road)

    def _nearest(self, here: Places) -> Found:
        """Give piece, share of the piece and distance in metres for points on the plane."""
        found = self._nearest_around(here)
        unsure = np.flatnonzero(found[2] + SAMPLE_METRES / 2 > self._squares.side)
        if len(unsure):
            wider = self._nearest_anywhere(here[unsure])
            for known, better in zip(found, wider, strict=True):
                known[unsure] = better
        return found

    def _nearest_around(self, here: Places) -> Found:
        """Look at the samples in the squares around each point; without any, it is far from all."""
        sample, count = self._squares.around(here)
        begin = np.cumsum(count) - count
        share, metres = _project(np.repeat(here, count), self._lines[sample])
        some = np.flatnonzero(count)
        least = np.full(len(here), np.inf)
        best = np.zeros(len(here), dtype=np.int64)
        if len(some):
            least[some] = np.minimum.reduceat(metres, begin[some])
            nearest = np.flatnonzero(metres == np.repeat(least, count))
            best[some] = nearest[np.searchsorted(nearest, begin[some])]
            return self._piece_of[sample[best]], share[best], least
        return best, np.zeros(len(here)), least

    def _nearest_anywhere(self, here: Places) -> Found:
        """Look at more and more samples until none farther away could belong to a nearer road."""
        count, samples = len(here), len(self._piece_of)
        piece, along = np.zeros(count, dtype=np.int64), np.zeros(count)
        metres = np.full(count, np.inf)
        flat = np.column_stack([here.real, here.imag])
        open_still, look = np.arange(count), min(FIRST_LOOK, samples)
        while len(open_still):
            far, near = self._tree.query(flat[open_still], k=np.arange(1, look + 1))
            share, distance = _project(here[open_still, None], self._lines[near])
            best = distance.argmin(axis=1)
            row = np.arange(len(open_still))
            piece[open_still] = self._piece_of[near[row, best]]
            along[open_still] = share[row, best]
            metres[open_still] = distance[row, best]
            sure = far[:, -1] - SAMPLE_METRES / 2 >= metres[open_still]
            if look == samples:
                break
            open_still, look = open_still[~sure], min(look * 4, samples)
        return piece, along, metres


def direct_walks(starts: Snaps, ends: Snaps) -> Floats:
    """Tell how long a direct walk takes between places nearer to each other than to the road.

    Returns
    -------
    ndarray of float
        Shape (starts, ends), seconds; ``inf`` where one would go by road.
    """
    to_road = starts.metres[:, None] + ends.metres[None, :]
    walks = np.full(to_road.shape, np.inf)
    north = np.abs(starts.places[:, None, 1] - ends.places[None, :, 1]) * METRES_PER_DEGREE
    start, end = np.nonzero((north <= to_road) & np.isfinite(to_road))
    if len(start):
        here, there = starts.places[start], ends.places[end]
        metres = haversine_metres(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
        near = metres <= to_road[start, end]
        walks[start[near], end[near]] = metres[near] / WALKING_METRES_PER_SECOND
    return walks


def _pieces(network: RoadNetwork, usable: NDArray[np.bool_], plane: LocalPlane) -> _Pieces:
    sizes = np.diff(network.link_start)
    owner = np.repeat(np.arange(network.link_count), sizes)
    first = np.flatnonzero(owner[:-1] == owner[1:])
    first = first[usable[owner[first]]]
    link = owner[first]
    begin, end = network.shape_lonlat[first], network.shape_lonlat[first + 1]
    length = haversine_metres(begin[:, 0], begin[:, 1], end[:, 0], end[:, 1])
    so_far = np.cumsum(length) - length
    new_link = np.ones(len(link), dtype=np.bool_)
    new_link[1:] = link[1:] != link[:-1]
    base = so_far[np.maximum.accumulate(np.where(new_link, np.arange(len(link)), 0))]
    start, stop = (_on_plane(plane.to_metres(points)) for points in (begin, end))
    span, whole = stop - start, network.link_metres[link]
    at_end = np.minimum(AT_THE_JUNCTION_METRES, NEARER_END * whole)
    across = span.conj() / np.maximum(span.real**2 + span.imag**2, 1e-12)
    return _Pieces(
        line=np.column_stack([start, span, across]),
        link=link,
        on_link=np.column_stack([so_far - base, length, at_end]) / whole[:, None],
    )


def _on_plane(metres: Floats) -> Places:
    """Write points of a plane, shape (n, 2), as complex numbers, shape (n,)."""
    return np.ascontiguousarray(metres).view(np.complex128)[:, 0]


def _samples(pieces: _Pieces) -> tuple[Places, NDArray[np.int64]]:
    """Cut long pieces into parts of at most the sampling distance; give the parts' middles."""
    start, span = pieces.line[:, 0], pieces.line[:, 1]
    parts = np.maximum(1, np.ceil(np.abs(span) / SAMPLE_METRES)).astype(np.int64)
    piece = np.repeat(np.arange(len(parts)), parts)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (within + 0.5) / parts[piece]
    return start[piece] + share * span[piece], piece


def _project(here: Places, lines: NDArray[np.complex128]) -> tuple[Floats, Floats]:
    """Drop points onto pieces: how far along the piece, as a share, and metres away."""
    offset = here - lines[..., 0]
    along = (offset * lines[..., 2]).real
    share = np.minimum(np.maximum(along, 0.0), 1.0)
    return share, np.abs(offset - share * lines[..., 1])
