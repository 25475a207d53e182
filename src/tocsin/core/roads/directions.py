"""A way told turn by turn: where to set off, turn, go straight on, leave the road and walk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads.network import RoadClass, RoadNetwork
from tocsin.core.roads.travel import Route

LOOK_METRES = 20.0
STRAIGHT, SLIGHT, PLAIN, SHARP = 25.0, 60.0, 135.0, 165.0
TURN_WITHIN = 55.0
SAME_PLACE = 3e-5  # degrees, about three metres
CROSSING = 3
BESIDE_METRES = 3.0
LEAST_METRES = 15.0
COMPASS = 45.0
ROUND = 360.0


class Turn(StrEnum):
    """What one does where a stretch begins."""

    SET_OFF = "set_off"
    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    U_TURN = "u_turn"
    WALK = "walk"
    ROUNDABOUT = "roundabout"


@dataclass(frozen=True, slots=True)
class Direction:
    """One stretch: what to do where it begins, which road it follows, and how far.

    ``compass`` tells to which eighth of the compass it leads, 0 north, 2 east. ``at_end`` says that
    the road before leads no further. A stretch without ``road_class`` is walked. ``exit`` is
    that of the roundabout over which the road is reached, 0 where there is none.
    """

    turn: Turn
    name: str
    road_class: RoadClass | None
    metres: float
    seconds: float
    compass: int
    at_end: bool = False
    exit: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the place lies when one leaves the road for it.

    ``side`` is -1 for left and 1 for right of the way one comes, 0 on the road; ``metres`` is how
    far off, and ``road`` with ``road_class`` the road that one leaves.
    """

    side: int
    metres: float
    road: str
    road_class: RoadClass | None


def turn_of(degrees: float) -> Turn:
    """Name a change of heading, degrees to the right.

    Examples
    --------
    >>> [str(turn_of(a)) for a in (0, -90, 40, 150, 180)]
    ['straight', 'left', 'slight_right', 'sharp_right', 'u_turn']
    """
    size = abs(degrees)
    if size < STRAIGHT:
        return Turn.STRAIGHT
    if size >= SHARP:
        return Turn.U_TURN
    left = degrees < 0
    if size < SLIGHT:
        return Turn.SLIGHT_LEFT if left else Turn.SLIGHT_RIGHT
    if size < PLAIN:
        return Turn.LEFT if left else Turn.RIGHT
    return Turn.SHARP_LEFT if left else Turn.SHARP_RIGHT


def directions(route: Route, network: RoadNetwork | None = None) -> tuple[Direction, ...]:
    """Tell a way turn by turn.

    Parameters
    ----------
    network
        The roads it was found over; with them turns within one road, and roads that end, are told.

    Examples
    --------
    >>> from tocsin.core.roads.network import Way, build_network
    >>> from tocsin.core.roads.scipy_engine import SciPyEngine
    >>> from tocsin.core.roads.speeds import TravelMode
    >>> east = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET, "East")
    >>> north = Way(np.array([[106.01, 35.0], [106.01, 35.01]]), RoadClass.STREET, "North")
    >>> engine = SciPyEngine(build_network([east, north]))
    >>> way = engine.route(Point(106.002, 35.0), Point(106.01, 35.008), mode=TravelMode.CAR)
    >>> [(str(one.turn), one.name, one.at_end) for one in directions(way, engine.network)]
    [('set_off', 'East', False), ('left', 'North', True)]
    """
    if not route.steps:
        return ()
    flat = LocalPlane(Point(*route.lonlat[0].tolist())).to_metres(route.lonlat)
    crossings = _Crossings.along(network, route) if network is not None else None
    found: list[Direction] = []
    for begin, name, rank, end, left_by in _stretches(route, flat, crossings):
        at, then = np.interp([begin, end], route.metres_at, route.seconds_at)
        ahead = _heading(route, flat, begin, begin + LOOK_METRES)
        turn, at_end = Turn.SET_OFF, False
        if rank is None:
            turn = Turn.WALK
        elif left_by:
            turn = Turn.ROUNDABOUT
        elif found and found[-1].road_class is not None:
            behind = _heading(route, flat, begin - LOOK_METRES, begin)
            turn = turn_of(_between(behind, ahead))
            at_end = turn not in {Turn.STRAIGHT, Turn.U_TURN} and _ends(
                crossings, _point(route, begin), behind
            )
        compass = round(ahead / COMPASS) % 8
        seconds = float(then - at)
        found.append(Direction(turn, name, rank, end - begin, seconds, compass, at_end, left_by))
    return tuple(found)


def arrival(route: Route) -> Arrival | None:
    """Tell how the place lies to the road one comes by; None where no road leads there."""
    roads = [step for step in route.steps if step.road_class is not None]
    if not roads:
        return None
    road, last = roads[-1], route.steps[-1]
    off = last.metres if last.road_class is None else 0.0
    if off < BESIDE_METRES:
        return Arrival(0, off, road.name, road.road_class)
    flat = LocalPlane(Point(*route.lonlat[0].tolist())).to_metres(route.lonlat)
    leave = route.metres - off
    behind = _heading(route, flat, leave - LOOK_METRES, leave)
    side = 1 if _between(behind, _heading(route, flat, leave, route.metres)) > 0 else -1
    return Arrival(side, off, road.name, road.road_class)


@dataclass(frozen=True)
class _Crossings:
    """The crossings of a network near a way: their numbers and where they are."""

    network: RoadNetwork
    nodes: NDArray[np.int64]
    lonlat: Floats

    @classmethod
    def along(cls, network: RoadNetwork, route: Route) -> "_Crossings":
        """Keep those within the box around a way."""
        low, high = route.lonlat.min(axis=0) - SAME_PLACE, route.lonlat.max(axis=0) + SAME_PLACE
        where = network.node_lonlat
        nodes = np.flatnonzero(((where >= low) & (where <= high)).all(axis=1))
        return cls(network, nodes, where[nodes])

    def leading_on(self, lonlat: Floats) -> list[float]:
        """Give the headings of the roads that lead away from a place; empty off any crossing."""
        if not len(self.nodes):
            return []
        away = np.abs(self.lonlat - lonlat).max(axis=1)
        nearest = int(away.argmin())
        if away[nearest] > SAME_PLACE:
            return []
        found, links = [], self.network.link_count
        for arc in np.flatnonzero(self.network.arcs.tail == self.nodes[nearest]).tolist():
            line = self.network.line(arc % links)
            line = line if arc < links else line[::-1]
            flat = LocalPlane(Point(*line[0].tolist())).to_metres(line[:2])
            found.append(float(np.degrees(np.arctan2(*(flat[1] - flat[0])))))
        return found


Stretch = tuple[float, str, RoadClass | None, float, int]


def _stretches(route: Route, flat: Floats, crossings: _Crossings | None) -> Iterator[Stretch]:
    """Give where each stretch begins, its road, where it ends, and the exit of a roundabout.

    A road is cut where one turns. What is too short to be noticed belongs to the stretch before; a
    roundabout belongs to the road into which one leaves it.
    """
    ends = np.cumsum([step.metres for step in route.steps])
    cuts = _turns_within(route, flat, crossings)
    begin, clear, left_by, last = 0.0, 0.0, 0, len(ends) - 1
    for index, (step, end) in enumerate(zip(route.steps, ends.tolist(), strict=True)):
        if step.exit and index < last:
            clear, left_by = end, step.exit
            continue
        if step.metres < LEAST_METRES and 0 < index < last:
            continue
        stop = end if index < last else route.metres
        first = max(begin, clear) + LEAST_METRES
        for cut in [cut for cut in cuts if first < cut < stop - LEAST_METRES]:
            if step.road_class is not None:
                yield begin, step.name, step.road_class, cut, left_by
                begin, left_by = cut, 0
        yield begin, step.name, step.road_class, stop, left_by
        begin, left_by = stop, 0


def _turns_within(route: Route, flat: Floats, crossings: _Crossings | None) -> Sequence[float]:
    """Find the crossings at which the line turns sharply, metres along the way."""
    if crossings is None:
        return []
    spans = np.diff(flat, axis=0)
    heading = np.degrees(np.arctan2(spans[:, 0], spans[:, 1]))
    change = np.abs((np.diff(heading) + ROUND / 2) % ROUND - ROUND / 2)
    sharp = np.flatnonzero(change > TURN_WITHIN) + 1
    return [
        float(route.metres_at[at])
        for at in sharp.tolist()
        if len(crossings.leading_on(route.lonlat[at])) >= CROSSING
    ]


def _ends(crossings: _Crossings | None, lonlat: Floats, heading: float) -> bool:
    """Say whether no road leads straight on from a crossing."""
    on = crossings.leading_on(lonlat) if crossings is not None else []
    return bool(on) and all(abs(_between(heading, one)) > SLIGHT - COMPASS / 3 for one in on)


def _point(route: Route, metres: float) -> Floats:
    columns = [np.interp(metres, route.metres_at, route.lonlat[:, axis]) for axis in (0, 1)]
    return np.array(columns, dtype=np.float64)


def _heading(route: Route, flat: Floats, begin: float, end: float) -> float:
    """Tell where a part of the way leads, degrees from north to the east."""
    within = np.clip([begin, end], 0.0, route.metres)
    east, north = (np.interp(within, route.metres_at, flat[:, axis]) for axis in (0, 1))
    return float(np.degrees(np.arctan2(east[1] - east[0], north[1] - north[0])))


def _between(one: float, other: float) -> float:
    """Tell how far one turns to the right from one heading to another, -180 to 180 degrees."""
    return (other - one + ROUND / 2) % ROUND - ROUND / 2
