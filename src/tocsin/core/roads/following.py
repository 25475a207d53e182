"""Going along a road as it is drawn: so many metres on, or from one place on it to another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, LocalPlane, Point, metres_along, points_along
from tocsin.core.roads.network import RoadClass, RoadNetwork
from tocsin.core.roads.snapping import Snapper

# A place so many metres off a road lies on it; one that is farther off lies on none.
ON_IT_METRES = 150.0
# The road that was named may lie farther off the point by which it is registered.
NAMED_METRES = 500.0
# The carriageways of one road lie so far apart at most.
CARRIAGEWAYS_METRES = 40.0
# Where a road bends more than this at a junction, it is another road that goes on.
MOST_TURN_DEGREES = 60.0
STRAIGHT_DEGREES = 180.0
# A road that leads at most so far off the direction that was said goes in that direction.
LEAST_TOWARDS = 0.5
LEAST_METRES = 1.0
# A direction is that in which one sets out.
FIRST_METRES = 100.0
CODE = re.compile(r"[gsxyc]\d{1,5}")
BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Foot:
    """Where a place meets a road: the link, how far along it as a share, the point, metres off."""

    link: int
    share: float
    point: Point
    metres: float


@dataclass(frozen=True, slots=True)
class Reached:
    """Where one comes to along a road; ``short_metres`` are left because the road ends."""

    point: Point
    short_metres: float
    road: str


def key_of(name: str) -> str:
    """Write the name of a road so that it is known again: its code where it has one.

    >>> key_of("G344线"), key_of("g344 东峡公路"), key_of("东大街")
    ('g344', 'g344', '东大街')
    """
    plain = BLANK.sub("", name).lower()
    code = CODE.match(plain)
    return code[0] if code else plain


@dataclass
class Followed:
    """A network whose roads one can go along.

    Service roads, tracks and paths are passed over: nobody says "along the road" of a yard.
    """

    network: RoadNetwork
    _by_key: dict[str, NDArray[np.int64]] = field(init=False, repr=False)
    _snappers: dict[str, Snapper] = field(init=False, repr=False)
    _links: NDArray[np.int64] = field(init=False, repr=False)
    _start: NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the links by the junctions at their ends, and the names by their keys."""
        network = self.network
        count = network.link_count
        usable = network.link_class <= RoadClass.STREET
        self._snappers = {"": Snapper(network, usable, ON_IT_METRES)}
        numbers: dict[str, list[int]] = {}
        for number, name in enumerate(network.names):
            numbers.setdefault(key_of(name), []).append(number)
        self._by_key = {key: np.array(found) for key, found in numbers.items() if key}
        ends = np.concatenate([network.link_from, network.link_to])
        both = np.concatenate([np.arange(count), np.arange(count)])
        both_usable = usable[both]
        ends, both = ends[both_usable], both[both_usable]
        order = np.argsort(ends, kind="stable")
        self._links: NDArray[np.int64] = both[order]
        self._start = np.searchsorted(ends[order], np.arange(network.node_count + 1))

    def meeting(self, first: str, second: str) -> list[Point]:
        """List where two roads meet, one point for each carriageway that does."""
        one, other = (self._nodes_of(road) for road in (first, second))
        if key_of(first) == key_of(second):
            return []
        both = np.intersect1d(one, other)
        return [Point(*self.network.node_lonlat[node].tolist()) for node in both]

    def _nodes_of(self, road: str) -> NDArray[np.int64]:
        numbers = self._by_key.get(key_of(road), np.empty(0, dtype=np.int64))
        on_it = np.isin(self.network.link_name, numbers)
        return np.concatenate([self.network.link_from[on_it], self.network.link_to[on_it]])

    def knows(self, road: str) -> bool:
        """Say whether a road is called so."""
        return key_of(road) in self._by_key

    def _snapper(self, road: str) -> Snapper:
        """Give what finds the nearest road, or the nearest place on one road where it is known."""
        key = key_of(road)
        if key not in self._by_key:
            key = ""
        if key not in self._snappers:
            on_it = np.isin(self.network.link_name, self._by_key[key])
            self._snappers[key] = Snapper(self.network, on_it, NAMED_METRES)
        return self._snappers[key]

    @cached_property
    def _named(self) -> Snapper:
        """What finds the nearest road that has a name."""
        return Snapper(self.network, self.network.link_name > 0, ON_IT_METRES)

    def named_foot(self, place: Point) -> Foot | None:
        """Find where a place meets the nearest road that has a name; None where it is far."""
        return _foot(self._named, place)

    def foot(self, place: Point, road: str = "") -> Foot | None:
        """Find where a place meets the nearest road, or one that is named; None where it is far."""
        return _foot(self._snapper(road), place)

    def onward(
        self,
        start: Point,
        metres: float,
        *,
        road: str = "",
        bearing: float | None = None,
        goal: Point | None = None,
    ) -> Reached | None:
        """Go along the road from a place, in a direction or towards a goal.

        The road is the nearest one, or the one that is called ``road`` where that is known.

        Returns
        -------
        Reached or None
            None where no road is near, or the road does not lead that way.

        Examples
        --------
        >>> from tocsin.core.roads.network import Way, build_network
        >>> east = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, "East")
        >>> north = Way(np.array([[106.01, 35.0], [106.01, 35.01]]), RoadClass.STREET, "East")
        >>> roads = Followed(build_network([east, north]))
        >>> reached = roads.onward(Point(106.005, 35.0001), 1000.0, goal=Point(106.01, 35.01))
        >>> round(reached.point.lon, 4), round(reached.point.lat, 4), reached.road
        (106.01, 35.0049, 'East')
        """
        foot = self.foot(start, road)
        if foot is None:
            return None
        plane = LocalPlane(foot.point)
        ways = [self._gone(foot, metres, onward=onward) for onward in (True, False)]
        if goal is not None:
            ends = plane.to_metres(np.array([reached.point for _line, reached in ways]))
            best = _nearer(ends, plane.to_metres(np.array([goal]))[0])
        elif bearing is not None:
            early = min(metres, FIRST_METRES)
            ends = np.concatenate([points_along(line, np.array([early])) for line, _end in ways])
            best = _farther(plane.to_metres(ends), bearing)
        else:
            best = None
        return None if best is None else ways[best][1]

    def between(self, start: Point, end: Point, share: float, road: str = "") -> Point | None:
        """Find the point so far along the road from one place to another; None where no road leads.

        The road is followed by its name from the start and must pass the end.
        """
        line = self.line_between(start, end, road)
        if line is None:
            return None
        length = float(metres_along(line)[-1])
        return Point(*points_along(line, np.array([share * length]))[0].tolist())

    def line_between(self, start: Point, end: Point, road: str = "") -> Floats | None:
        """Give the line of the road from one place on it to another, shape (n, 2), degrees."""
        foot, there = self.foot(start, road), self.foot(end, road)
        if foot is None or there is None:
            return None
        plane = LocalPlane(foot.point)
        straight = float(np.hypot(*plane.to_metres(np.array([there.point]))[0]))
        for onward in (True, False):
            reach = 3 * straight + ON_IT_METRES
            line = self._gone(foot, reach, onward=onward, until=there.link)[0]
            cut = _cut_at(line, plane, there.point)
            if cut is not None:
                return cut
        return None

    def _gone(
        self, foot: Foot, metres: float, *, onward: bool, until: int | None = None
    ) -> tuple[Floats, Reached]:
        """Follow the road for so many metres, or to its end, or to the end of a link of it.

        The line has at least two points.
        """
        parts, left = [np.array([foot.point, foot.point])], metres
        for link, line in self._lines(foot, onward=onward):
            parts.append(line[1:])
            left -= float(metres_along(line)[-1])
            if left <= 0 or link == until:
                break
        whole = np.concatenate(parts)
        end = Point(*points_along(whole, np.array([metres]))[0].tolist())
        return whole, Reached(end, round(max(0.0, left), 1), self.network.name_of(foot.link))

    def _lines(self, foot: Foot, *, onward: bool) -> Iterator[tuple[int, Floats]]:
        """Give the links ahead with their lines in the direction of travel, each link once."""
        network, seen = self.network, {foot.link}
        line = network.line(foot.link)
        along = metres_along(line)
        at = foot.share * float(along[-1])
        ahead = line[along > at] if onward else line[along < at][::-1]
        yield foot.link, np.concatenate([np.array([foot.point]), ahead])
        link, forward = foot.link, onward
        while True:
            node = int((network.link_to if forward else network.link_from)[link])
            whole = network.line(link)
            following = self._following(node, link, whole if forward else whole[::-1], seen)
            if following is None:
                return
            link, forward = following
            seen.add(link)
            whole = network.line(link)
            yield link, whole if forward else whole[::-1]

    def _following(
        self, node: int, link: int, line: Floats, seen: set[int]
    ) -> tuple[int, bool] | None:
        """Choose the link that goes on behind a junction: of the same name, the straightest."""
        network = self.network
        there = self._links[self._start[node] : self._start[node + 1]]
        ahead = [other for other in there.tolist() if other not in seen]
        named = int(network.link_name[link])
        same = [other for other in ahead if named > 0 and int(network.link_name[other]) == named]
        if len(same) == 1:
            return same[0], int(network.link_from[same[0]]) == node
        # A road of the same name goes on however it turns.
        least, choice = np.inf if same else MOST_TURN_DEGREES, None
        for other in same or ahead:
            forward = int(network.link_from[other]) == node
            turn = _turn(line, network.line(other) if forward else network.line(other)[::-1])
            if turn < least:
                least, choice = turn, (other, forward)
        return choice


def _foot(snapper: Snapper, place: Point) -> Foot | None:
    snap = snapper.snap(np.array([place]))
    if not np.isfinite(snap.metres[0]):
        return None
    point = Point(*snap.lonlat[0].tolist())
    return Foot(int(snap.link[0]), float(snap.share[0]), point, float(snap.metres[0]))


def _turn(arriving: Floats, leaving: Floats) -> float:
    """Measure how much one turns from the end of one line to the beginning of another, degrees."""
    narrowed = np.array([np.cos(np.radians(arriving[-1, 1])), 1.0])
    one, other = (arriving[-1] - arriving[-2]) * narrowed, (leaving[1] - leaving[0]) * narrowed
    length = float(np.hypot(*one) * np.hypot(*other))
    if not length:
        return STRAIGHT_DEGREES
    return float(np.degrees(np.arccos(np.clip(float(one @ other) / length, -1.0, 1.0))))


def _nearer(ends: Floats, goal: Floats) -> int | None:
    """Say which of two ends is nearer to a goal; neither where one stands nearer already."""
    gaps = np.hypot(*(ends - goal).T)
    nearer = int(np.argmin(gaps))
    return nearer if gaps[nearer] < np.hypot(*goal) else None


def _farther(ends: Floats, bearing: float) -> int | None:
    """Say which of two ends lies farther in a direction; neither where the road leads across it."""
    aim = np.array([np.sin(np.radians(bearing)), np.cos(np.radians(bearing))])
    gains = (ends @ aim) / np.maximum(np.hypot(*ends.T), LEAST_METRES)
    farther = int(np.argmax(gains))
    return farther if gains[farther] >= LEAST_TOWARDS else None


def _cut_at(line: Floats, plane: LocalPlane, end: Point) -> Floats | None:
    """Cut a line where it passes a point; None where it does not pass it."""
    flat = plane.to_metres(line)
    target = plane.to_metres(np.array([end]))[0]
    begin, span = flat[:-1], np.diff(flat, axis=0)
    square = np.maximum((span**2).sum(axis=1), 1e-9)
    along = np.clip(((target - begin) * span).sum(axis=1) / square, 0.0, 1.0)
    gaps = np.hypot(*(begin + along[:, None] * span - target).T)
    piece = int(gaps.argmin())
    if gaps[piece] > CARRIAGEWAYS_METRES:
        return None
    return np.concatenate([line[: piece + 1], np.array([end])])
