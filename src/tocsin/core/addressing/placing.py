"""Where an answer is: a point, the metres within which the meant place lies, and why."""

from dataclasses import dataclass
from enum import StrEnum

from tocsin.core.addressing.counted import Counted
from tocsin.core.addressing.ground import Ground
from tocsin.core.addressing.index import MICRO, AddressIndex
from tocsin.core.addressing.judging import Found
from tocsin.core.addressing.relative import Relation, Said
from tocsin.core.geo import Point, bearing_degrees, destination, metres_between

# Metres that a place takes up even when nothing lies below it.
SMALLEST = 25.0
# Metres that a place may be off when it is only said how it lies to a named one.
AROUND = {
    Relation.AT: 0.0,
    Relation.OPPOSITE: 40.0,
    Relation.BESIDE: 30.0,
    Relation.BEHIND: 50.0,
    Relation.IN_FRONT: 40.0,
    Relation.NEAR: 100.0,
    Relation.TOWARDS: 30.0,
    Relation.BETWEEN: 30.0,
}
# A distance that was said is off by about a quarter.
SAID_METRES_OFF = 0.25
# Metres that a kilometre measured along the road between its posts may be off.
POSTS_OFF = 40.0


class Reason(StrEnum):
    """Why a point is where it is."""

    REGISTERED = "registered"
    AROUND_IT = "around_it"
    BESIDE = "beside"
    WALKED = "walked"
    ALONG_THE_ROAD = "along_the_road"
    WALKED_ANY_WAY = "walked_any_way"
    BETWEEN_TWO = "between_two"
    BETWEEN_POSTS = "between_posts"
    WHERE_ROADS_MEET = "where_roads_meet"


@dataclass(frozen=True, slots=True)
class Place:
    """A point with its uncertainty and the reason for both."""

    lon: float
    lat: float
    radius_metres: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class OnRoad:
    """The roads, and the place that lies on one of them; they are asked only when it matters."""

    ground: Ground
    index: AddressIndex
    node: int

    @property
    def name(self) -> str:
        """Name the road as far as the address says it; empty where it does not."""
        names = (self.index.name_of(one) for one in self.index.path_of(self.node))
        return next((name for name in names if self.ground.knows(name)), "")


def point_of(index: AddressIndex, node: int) -> Point:
    """Give the registered point of a place."""
    lon, lat = index.lonlat[node].tolist()
    return Point(lon / MICRO, lat / MICRO)


def place_of(
    index: AddressIndex,
    found: Found,
    said: Said,
    *,
    second: Found | None = None,
    goal: Found | None = None,
    ground: Ground | None = None,
) -> Place:
    """Work out where an answer is.

    Parameters
    ----------
    second
        What was found for the other place of two.
    goal
        What was found for the place that one goes towards.
    ground
        The roads, along which one goes and kilometres are counted; without them, straight lines.
    """
    here, radius = point_of(index, found.node), radius_of(index, found.node)
    if said.relation is Relation.BETWEEN and second is not None:
        return _between(here, point_of(index, second.node))
    road = OnRoad(ground, index, found.node) if ground is not None else None
    post = _between_posts(index, found, road)
    if post is not None:
        here, radius = post
    if said.relation is Relation.TOWARDS:
        there = point_of(index, goal.node) if goal is not None else None
        along = _along(here, radius, said, there, road)
        return along or _walked(here, radius, said, there)
    if said.relation is not Relation.AT:
        return Place(here.lon, here.lat, radius + AROUND[said.relation], Reason.BESIDE)
    reason = Reason.REGISTERED
    if post is not None:
        reason = Reason.BETWEEN_POSTS
    elif found.walked.missing:
        reason = Reason.AROUND_IT
    return Place(here.lon, here.lat, radius, reason)


def radius_of(index: AddressIndex, node: int) -> float:
    """Say within how many metres of its point a place lies."""
    return round(max(SMALLEST, float(index.radius[node])), 1)


def _along(
    here: Point, radius: float, said: Said, there: Point | None, road: OnRoad | None
) -> Place | None:
    """Go so many metres along the road; None where none leads that way."""
    if road is None or not said.metres:
        return None
    reached = road.ground.onward(
        here, said.metres, road=road.name, bearing=said.towards, goal=there
    )
    if reached is None:
        return None
    off = radius + AROUND[Relation.TOWARDS] + SAID_METRES_OFF * said.metres + reached.short_metres
    return Place(reached.point.lon, reached.point.lat, round(off, 1), Reason.ALONG_THE_ROAD)


def _walked(here: Point, radius: float, said: Said, there: Point | None) -> Place:
    """Go so many metres in a direction, towards a place, or on whatever way."""
    metres = said.metres or 0.0
    bearing = said.towards if there is None else bearing_degrees(here, there)
    if bearing is None:
        return Place(here.lon, here.lat, radius + metres, Reason.WALKED_ANY_WAY)
    off = radius + AROUND[Relation.TOWARDS] + SAID_METRES_OFF * metres
    point = destination(here, bearing, metres)
    return Place(point.lon, point.lat, round(off, 1), Reason.WALKED)


def _between(here: Point, there: Point) -> Place:
    half = metres_between(here, there) / 2
    middle = Point((here.lon + there.lon) / 2, (here.lat + there.lat) / 2)
    off = round(half + AROUND[Relation.BETWEEN], 1)
    return Place(middle.lon, middle.lat, off, Reason.BETWEEN_TWO)


def _between_posts(
    index: AddressIndex, found: Found, road: OnRoad | None
) -> tuple[Point, float] | None:
    """Find the point of a kilometre that has no post, between the posts around it."""
    wanted = [one.key for one in found.walked.missing if one.counted is Counted.POST]
    if not wanted:
        return None
    metres, nodes = index.numbered(found.node, Counted.POST)
    at = int(metres.searchsorted(wanted[0]))
    if at == 0 or at == len(metres):
        return None
    low, high = int(metres[at - 1]), int(metres[at])
    share = (wanted[0] - low) / (high - low)
    start, end = point_of(index, int(nodes[at - 1])), point_of(index, int(nodes[at]))
    on_road = road.ground.between(start, end, share, road.name) if road is not None else None
    if on_road is not None:
        return on_road, POSTS_OFF
    point = Point(
        start.lon + share * (end.lon - start.lon), start.lat + share * (end.lat - start.lat)
    )
    # The road may wind between the posts.
    return point, round(SMALLEST + (high - low) * share * (1 - share), 1)
