"""How a place lies to the roads: which one, on which side, how far, and what else it might be."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads.engine import RoadEngine
from tocsin.core.roads.network import RoadClass, RoadNetwork
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND, TravelMode

AMBIGUOUS_METRES = 15.0
"""Roads at most this much farther away than the nearest might be the one that is meant."""
ON_THE_ROAD_METRES = 3.0
FAR_METRES = 200.0
"""From here on a place counts as off the road, and the walk is worth a word."""


class Side(StrEnum):
    """On which side of a road a place lies, seen along the direction the road was drawn in."""

    LEFT = "left"
    RIGHT = "right"
    ON_IT = "on the road"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A road near a place, and the point where one leaves it for the place."""

    link: int
    name: str
    road_class: RoadClass
    share: float
    side: Side
    metres: float
    point: Point

    @property
    def walk_seconds(self) -> float:
        """How long the walk from the road takes."""
        return self.metres / WALKING_METRES_PER_SECOND

    @property
    def is_far(self) -> bool:
        """Whether the place lies so far off that people should be told of the walk."""
        return self.metres >= FAR_METRES


def meetings(engine: RoadEngine, place: Point, mode: TravelMode) -> tuple[Meeting, ...]:
    """List the roads that a place may belong to, nearest first; empty where none is near enough.

    Only roads count from which this mode gets everywhere and back. More than one is listed where
    another road is hardly farther away than the nearest; of one road only the nearest link is.

    Examples
    --------
    >>> from tocsin.core.roads.network import Way, build_network
    >>> from tocsin.core.roads.scipy_engine import SciPyEngine
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, "East")
    >>> engine = SciPyEngine(build_network([street]))
    >>> [farm] = meetings(engine, Point(106.005, 35.009), TravelMode.CAR)
    >>> farm.name, str(farm.side), round(farm.metres), round(farm.walk_seconds), farm.is_far
    ('East', 'left', 1001, 721, True)
    """
    network, snaps = engine.network, engine.snap(np.array([place]), mode)
    nearest = float(snaps.metres[0])
    if not np.isfinite(nearest):
        return ()
    found = [_meeting(network, place, int(snaps.link[0]))]
    for link in _links_within(engine, place, mode, nearest + AMBIGUOUS_METRES):
        other = _meeting(network, place, link)
        if other.metres <= nearest + AMBIGUOUS_METRES and not _known(network, found, link):
            found.append(other)
    return tuple(sorted(found, key=lambda one: (one.metres, one.link)))


def _known(network: RoadNetwork, found: list[Meeting], link: int) -> bool:
    """Tell whether a link belongs to a road that is listed, or goes on from it without a name."""
    name = network.name_of(link)
    return any(one.link == link or (name and one.name == name) for one in found)


def _links_within(engine: RoadEngine, place: Point, mode: TravelMode, metres: float) -> list[int]:
    """List the links some point of whose line may lie within a distance, nearest boxes first."""
    network, plane = engine.network, LocalPlane(place)
    usable = np.flatnonzero(engine.reachable_links(mode))
    starts = network.link_start[:-1]
    flat = plane.to_metres(network.shape_lonlat)
    low, high = np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
    away = np.maximum(np.maximum(low, -high), 0.0)
    near = np.hypot(away[:, 0], away[:, 1])
    close = usable[near[usable] <= metres]
    return [int(link) for link in close[np.argsort(near[close], kind="stable")]]


def _meeting(network: RoadNetwork, place: Point, link: int) -> Meeting:
    """Drop a place onto the line of a link."""
    plane, line = LocalPlane(place), network.line(link)
    flat = plane.to_metres(line)
    piece, along, metres = _nearest_piece(flat)
    span = flat[piece + 1] - flat[piece]
    spot = flat[piece] + along * span
    lengths = np.hypot(*np.diff(flat, axis=0).T)
    passed = float(lengths[:piece].sum() + along * lengths[piece])
    turn = float(span[0] * -spot[1] - span[1] * -spot[0])
    side = Side.ON_IT if metres <= ON_THE_ROAD_METRES else Side.LEFT if turn > 0 else Side.RIGHT
    return Meeting(
        link=link,
        name=network.name_of(link),
        road_class=RoadClass(int(network.link_class[link])),
        share=passed / max(float(lengths.sum()), 1e-9),
        side=side,
        metres=metres,
        point=Point(*plane.to_degrees(spot[None, :])[0].tolist()),
    )


def _nearest_piece(flat: Floats) -> tuple[int, float, float]:
    """Find which piece of a line lies nearest to the origin: its number, the share, the metres."""
    start, span = flat[:-1], np.diff(flat, axis=0)
    squared = np.maximum((span**2).sum(axis=1), 1e-12)
    share = np.clip(-(start * span).sum(axis=1) / squared, 0.0, 1.0)
    spots = start + share[:, None] * span
    metres = np.hypot(spots[:, 0], spots[:, 1])
    piece = int(metres.argmin())
    return piece, float(share[piece]), float(metres[piece])
