"""What is said of a place beside a road: which road, on which side of it, at which kilometre."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tocsin.core.geo import (
    LocalPlane,
    Point,
    bearing_degrees,
    haversine_metres,
    metres_along,
    metres_between,
)
from tocsin.core.roads.following import Followed, Foot

# Nearer than this to its middle one is on the road, not beside it.
ON_THE_ROAD_METRES = 4.0
EIGHTH = 45.0
# A post that is farther off, or a line between posts that is, is that of another road.
OFF_THE_POSTS_METRES = 60.0
NEIGHBOURS = 2
# A line between posts that passes so near to the foot is the road itself.
THERE_METRES = 1.0


class Compass(StrEnum):
    """The side of a road on which something lies."""

    NORTH = "north"
    NORTH_EAST = "north_east"
    EAST = "east"
    SOUTH_EAST = "south_east"
    SOUTH = "south"
    SOUTH_WEST = "south_west"
    WEST = "west"
    NORTH_WEST = "north_west"
    ON_IT = "on_it"


class Hand(StrEnum):
    """The side on which something lies for those who go as the kilometres ascend."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Roadside:
    """A named road beside a place: ``metres`` to its middle, and on which side the place lies."""

    road: str
    metres: float
    side: Compass
    foot: Foot


@dataclass(frozen=True, slots=True)
class Post:
    """A kilometre post: ``metres`` from the beginning of its road."""

    metres: float
    point: Point


@dataclass(frozen=True, slots=True)
class Chainage:
    """Metres from the beginning of a road, and the side for those who go onward."""

    metres: float
    hand: Hand | None


def roadside(roads: Followed, place: Point) -> Roadside | None:
    """Say beside which named road a place lies; None where none is near.

    Examples
    --------
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, "East")
    >>> here = roadside(Followed(build_network([street])), Point(106.005, 35.0002))
    >>> here.road, round(here.metres), here.side.value
    ('East', 22, 'north')
    """
    foot = roads.named_foot(place)
    if foot is None:
        return None
    side = Compass.ON_IT
    if foot.metres > ON_THE_ROAD_METRES:
        eighth = round(bearing_degrees(foot.point, place) / EIGHTH) % (len(Compass) - 1)
        side = list(Compass)[eighth]
    return Roadside(roads.network.name_of(foot.link), foot.metres, side, foot)


def chainage(
    roads: Followed, beside: Roadside, place: Point, posts: Sequence[Post]
) -> Chainage | None:
    """Find the kilometre of a road at a place, along the road between the posts around it.

    Parameters
    ----------
    posts
        Those of the road, ascending.

    Returns
    -------
    Chainage or None
        None before the first post, behind the last, and where the road does not lead from one post
        to the next.
    """
    foot = beside.foot.point
    there = np.array([post.point for post in posts], dtype=np.float64).reshape(-1, 2)
    away = haversine_metres(foot.lon, foot.lat, there[:, 0], there[:, 1])
    begins = {at + step for at in np.argsort(away)[:NEIGHBOURS].tolist() for step in (-1, 0)}
    nearest: tuple[float, Chainage] | None = None
    for at in sorted(begins & set(range(len(posts) - 1)), key=lambda at: away[at] + away[at + 1]):
        found = _between(roads, beside, place, posts[at], posts[at + 1])
        if found is not None and (nearest is None or found[0] < nearest[0]):
            nearest = found
        if nearest is not None and nearest[0] <= THERE_METRES:
            break
    return nearest[1] if nearest is not None else None


def _between(
    roads: Followed, beside: Roadside, place: Point, low: Post, high: Post
) -> tuple[float, Chainage] | None:
    line = roads.line_between(low.point, high.point, beside.road)
    if line is None or metres_between(low.point, Point(*line[0])) > OFF_THE_POSTS_METRES:
        return None
    plane = LocalPlane(beside.foot.point)
    flat = plane.to_metres(line)
    span = np.diff(flat, axis=0)
    square = np.maximum((span**2).sum(axis=1), 1e-9)
    along = np.clip(-(flat[:-1] * span).sum(axis=1) / square, 0.0, 1.0)
    gaps = np.hypot(*(flat[:-1] + along[:, None] * span).T)
    piece = int(gaps.argmin())
    if gaps[piece] > OFF_THE_POSTS_METRES:
        return None
    so_far = metres_along(line)
    share = (so_far[piece] + along[piece] * (so_far[piece + 1] - so_far[piece])) / so_far[-1]
    metres = low.metres + float(share) * (high.metres - low.metres)
    east, north = plane.to_metres(np.array(place)).tolist()
    across = float(span[piece][0]) * north - float(span[piece][1]) * east
    hand = None
    if beside.side is not Compass.ON_IT:
        hand = Hand.LEFT if across > 0 else Hand.RIGHT
    return float(gaps[piece]), Chainage(round(metres, 1), hand)
