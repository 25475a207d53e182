"""Where a place meets the road: the nearest point of the nearest usable link."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tocsin.core.geo import Floats, LocalPlane, Point, haversine_metres
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND

SAMPLE_METRES = 40.0
AT_THE_JUNCTION_METRES = 0.5
FIRST_LOOK = 8


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
    """The straight pieces of the usable links, on a plane in metres."""

    start: Floats
    span: Floats
    link: NDArray[np.int64]
    share: Floats
    share_span: Floats


class Snapper:
    """Finds the nearest usable road, exactly.

    Links are sampled every 40 m at most; a search looks at more samples until none farther away
    could belong to a nearer road.

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
        self._plane = LocalPlane(Point(*middle))
        self._farthest = farthest_metres
        self._link_metres = network.link_metres
        self._pieces = _pieces(network, usable, self._plane)
        middles, self._piece_of = _samples(self._pieces)
        self._tree = cKDTree(middles, balanced_tree=False)

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
        here = self._plane.to_metres(places)
        piece, along, metres = self._nearest(here)
        found = metres <= self._farthest
        if not len(self._piece_of):
            nowhere = np.zeros(len(places), dtype=np.int64)
            return Snaps(places, nowhere, np.zeros(len(places)), metres, places)
        link = self._pieces.link[piece]
        share = self._pieces.share[piece] + along * self._pieces.share_span[piece]
        at_end = AT_THE_JUNCTION_METRES / self._link_metres[link]
        share = np.where(share <= at_end, 0.0, np.where(share >= 1.0 - at_end, 1.0, share))
        on_road = self._plane.to_degrees(
            self._pieces.start[piece] + along[:, None] * self._pieces.span[piece]
        )
        off = haversine_metres(places[:, 0], places[:, 1], on_road[:, 0], on_road[:, 1])
        return Snaps(places, link, share, np.where(found, off, np.inf), on_road)

    def _nearest(self, here: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Give piece, share of the piece and distance in metres for points on the plane."""
        count, samples = len(here), len(self._piece_of)
        piece, along = np.zeros(count, dtype=np.int64), np.zeros(count)
        metres = np.full(count, np.inf)
        open_still, look = np.arange(count), min(FIRST_LOOK, samples)
        while len(open_still) and samples:
            far, near = self._tree.query(here[open_still], k=np.arange(1, look + 1))
            candidates = self._piece_of[near]
            share, distance = _project(here[open_still], self._pieces, candidates)
            best = distance.argmin(axis=1)
            row = np.arange(len(open_still))
            piece[open_still] = candidates[row, best]
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
    here, there = starts.places[:, None, :], ends.places[None, :, :]
    metres = haversine_metres(here[..., 0], here[..., 1], there[..., 0], there[..., 1])
    to_road = starts.metres[:, None] + ends.metres[None, :]
    near = (metres <= to_road) & np.isfinite(to_road)
    return np.where(near, metres / WALKING_METRES_PER_SECOND, np.inf)


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
    start = plane.to_metres(begin)
    whole = network.link_metres[link]
    return _Pieces(
        start=start,
        span=plane.to_metres(end) - start,
        link=link,
        share=(so_far - base) / whole,
        share_span=length / whole,
    )


def _samples(pieces: _Pieces) -> tuple[Floats, NDArray[np.int64]]:
    """Cut long pieces into parts of at most the sampling distance; give the parts' middles."""
    length = np.hypot(pieces.span[:, 0], pieces.span[:, 1])
    parts = np.maximum(1, np.ceil(length / SAMPLE_METRES)).astype(np.int64)
    piece = np.repeat(np.arange(len(parts)), parts)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (within + 0.5) / parts[piece]
    return pieces.start[piece] + share[:, None] * pieces.span[piece], piece


def _project(here: Floats, pieces: _Pieces, candidates: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Drop each point onto each of its candidate pieces: share of the piece, and metres away."""
    start, span = pieces.start[candidates], pieces.span[candidates]
    offset = here[:, None, :] - start
    length_squared = np.maximum((span**2).sum(axis=-1), 1e-12)
    share = np.clip((offset * span).sum(axis=-1) / length_squared, 0.0, 1.0)
    away = offset - share[..., None] * span
    return share, np.hypot(away[..., 0], away[..., 1])
