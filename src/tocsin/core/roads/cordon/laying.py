"""A cordon by the rules and by hand: where to close, who holds it, and why somebody is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import atan2, isfinite, pi

import numpy as np

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads.cordon.cutting import Cut, disconnected, fewest_closures
from tocsin.core.roads.cordon.posting import (
    NOBODY,
    Front,
    Posting,
    front_seconds,
    hold_before,
    post_units,
)
from tocsin.core.roads.cordon.stretches import Area, Stretches
from tocsin.core.roads.network import RoadNetwork

FARTHEST_FROM_ROAD_METRES = 200.0
SAME_LENGTH_METRES = 1.0
Ways = Callable[[Floats], Floats]


class Hand(StrEnum):
    """What was decided by hand of a stretch of road."""

    POST = "post"
    NO_POST = "no_post"
    FREE = "free"


class Lack(StrEnum):
    """Why nobody holds a post."""

    NO_UNIT = "no_unit"
    NO_WAY = "no_way"
    TOO_LATE = "too_late"
    ELSEWHERE = "elsewhere"
    UNIT_LATE = "unit_late"


@dataclass(frozen=True, slots=True)
class Mark:
    """A decision by hand at a place; ``unit`` is the row of the unit that stands there."""

    hand: Hand
    point: Point
    unit: int = NOBODY


@dataclass(frozen=True, slots=True)
class Post:
    """A place to close, who is there, and when.

    ``earliest`` is when any unit could be there, ``front`` when what is kept in is.
    """

    point: Point
    link: int
    marked: bool
    unit: int
    unit_marked: bool
    seconds: float | None
    earliest: float | None
    front: float | None
    lack: Lack | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A cordon: its posts clockwise from the north, and how many of them nobody holds.

    ``marks`` are the numbers of the marks that still say something: of several on one stretch the
    last one, and none that lies far from every stretch. ``closed`` says whether a search found no
    way out.
    """

    posts: tuple[Post, ...]
    marks: tuple[int, ...]
    latest_seconds: float | None
    short_by: int
    closed: bool
    reaches_inside: bool
    reaches_outside: bool
    stretches: int


@dataclass(frozen=True, slots=True)
class _Hands:
    """Marks by the stretch they fall on, and the stretches with posts moved where they stand."""

    stretches: Stretches
    number: dict[int, int]
    pinned: frozenset[int]
    barred: frozenset[int]
    unit_at: dict[int, int]


def lay_cordon(
    network: RoadNetwork,
    stretches: Stretches,
    area: Area,
    ways: Ways,
    *,
    marks: Sequence[Mark] = (),
    front: Front | None = None,
) -> Laid:
    """Find where to close and who stands there, keeping to what was decided by hand.

    Parameters
    ----------
    ways
        Tells the seconds of every unit to posts of shape (n, 2): shape (units, n).
    marks
        In the order in which they were made; of two on one stretch the later counts.

    Raises
    ------
    CannotBeClosed
        When stretches that may not be posts lead from inside to outside.

    Examples
    --------
    >>> from tocsin.core.roads.cordon.stretches import stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> network, area = build_network([street]), Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(network, area, np.array([True]))
    >>> laid = lay_cordon(network, found, area, lambda posts: np.full((1, len(posts)), 90.0))
    >>> [post.unit for post in laid.posts], laid.latest_seconds, laid.short_by, laid.closed
    ([0], 90.0, 0, True)
    """
    hands = _hands(network, stretches, marks)
    here = hands.stretches
    reached: Floats | None = None
    if front is None:
        cut = fewest_closures(here, pinned=hands.pinned, barred=hands.barred)
        columns = np.array(cut.closures, dtype=np.int64)
        seconds = ways(here.post[columns])
        posting = post_units(_forced(seconds, columns, hands))
    else:
        reached = front_seconds(here, area, front)
        every = ways(here.post)
        columns = np.arange(len(here))
        cut, posting = hold_before(
            here,
            _forced(every, columns, hands),
            reached,
            pinned=hands.pinned,
            barred=hands.barred,
        )
        columns = np.array(cut.closures, dtype=np.int64)
        seconds, reached = every[:, columns], reached[columns]
    return _laid(hands, cut, posting, _posts(hands, cut, posting, seconds, reached), area)


def _laid(hands: _Hands, cut: Cut, posting: Posting, posts: list[Post], area: Area) -> Laid:
    """Put posts in their order, and prove that nobody gets out."""
    here, plane = hands.stretches, LocalPlane(area.centre)
    return Laid(
        posts=tuple(sorted(posts, key=lambda post: _bearing(plane, post.point))),
        marks=tuple(sorted(hands.number.values())),
        latest_seconds=posting.latest_seconds,
        short_by=posting.short_by,
        closed=disconnected(here, cut.closures),
        reaches_inside=here.reaches_inside,
        reaches_outside=here.reaches_outside,
        stretches=len(here),
    )


def _posts(
    hands: _Hands, cut: Cut, posting: Posting, seconds: Floats, front: Floats | None
) -> list[Post]:
    """Describe each closure, with who is there or why nobody is."""
    stretches = hands.stretches
    posts = []
    for number, at in enumerate(cut.closures):
        unit = posting.units[number]
        reached = None if front is None else float(front[number])
        earliest = float(seconds[:, number].min(initial=np.inf))
        wanted = hands.unit_at.get(at, NOBODY)
        posts.append(
            Post(
                point=Point(*stretches.post[at].tolist()),
                link=int(stretches.link[at]),
                marked=at in hands.pinned,
                unit=unit,
                unit_marked=wanted != NOBODY,
                seconds=None if unit == NOBODY else float(seconds[unit, number]),
                earliest=earliest if isfinite(earliest) else None,
                front=reached,
                lack=_lack(seconds[:, number], reached, wanted) if unit == NOBODY else None,
            )
        )
    return posts


def _bearing(plane: LocalPlane, point: Point) -> float:
    east, north = plane.to_metres(np.array([point]))[0].tolist()
    return atan2(east, north) % (2 * pi)


def _lack(ways: Floats, front: float | None, wanted: int) -> Lack:
    """Say why nobody holds a post, from the ways of all units to it."""
    if not len(ways):
        return Lack.NO_UNIT
    if wanted != NOBODY:
        return Lack.UNIT_LATE if isfinite(ways[wanted]) else Lack.NO_WAY
    if not np.isfinite(ways).any():
        return Lack.NO_WAY
    if front is not None and not (ways < front).any():
        return Lack.TOO_LATE
    return Lack.ELSEWHERE


def _forced(
    seconds: Floats, columns: "np.ndarray[tuple[int], np.dtype[np.int64]]", hands: _Hands
) -> Floats:
    """Leave to units that were put somewhere by hand only that place, and to it only them."""
    forced = seconds.copy()
    for column, at in enumerate(columns.tolist()):
        unit = hands.unit_at.get(at, NOBODY)
        if unit == NOBODY:
            continue
        way = seconds[unit, column]
        forced[:, column] = np.inf
        forced[unit, :] = np.inf
        forced[unit, column] = way
    return forced


def _hands(network: RoadNetwork, stretches: Stretches, marks: Sequence[Mark]) -> _Hands:
    """Find the stretches that marks speak of."""
    number: dict[int, int] = {}
    post = stretches.post.copy()
    for at, mark in enumerate(marks):
        found = stretch_at(network, stretches, mark.point)
        if found is None:
            continue
        number.pop(found[0], None)
        if mark.hand != Hand.FREE:
            number[found[0]] = at
            post[found[0]] = found[1] if mark.hand == Hand.POST else stretches.post[found[0]]
    hand = {stretch: marks[at].hand for stretch, at in number.items()}
    last: dict[int, int] = {}
    for stretch, at in sorted(number.items(), key=lambda pair: pair[1]):
        if marks[at].unit != NOBODY:
            last[marks[at].unit] = stretch
    return _Hands(
        stretches=replace(stretches, post=post),
        number=number,
        pinned=frozenset(stretch for stretch, one in hand.items() if one == Hand.POST),
        barred=frozenset(stretch for stretch, one in hand.items() if one == Hand.NO_POST),
        unit_at={stretch: unit for unit, stretch in last.items()},
    )


def stretch_at(
    network: RoadNetwork, stretches: Stretches, point: Point
) -> tuple[int, Point] | None:
    """Find the stretch of road at a place, and the point on it; None where no road is near.

    Examples
    --------
    >>> from tocsin.core.roads.cordon.stretches import stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> network, area = build_network([street]), Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(network, area, np.array([True]))
    >>> stretch_at(network, found, Point(106.004, 35.0005))[0]
    0
    >>> stretch_at(network, found, Point(106.004, 35.01)) is None
    True
    """
    if not len(stretches):
        return None
    first, sizes = network.link_start[stretches.link], np.diff(network.link_start) - 1
    pieces = sizes[stretches.link]
    owner = np.repeat(np.arange(len(stretches)), pieces)
    start = np.repeat(first - (np.cumsum(pieces) - pieces), pieces) + np.arange(pieces.sum())
    plane = LocalPlane(point)
    one = plane.to_metres(network.shape_lonlat[start])
    span = plane.to_metres(network.shape_lonlat[start + 1]) - one
    square = (span * span).sum(axis=1)
    along = -(one * span).sum(axis=1)
    share = np.clip(np.divide(along, square, out=np.zeros_like(along), where=square > 0), 0.0, 1.0)
    foot = one + share[:, None] * span
    metres = np.hypot(foot[:, 0], foot[:, 1])
    nearest = int(metres.argmin())
    if metres[nearest] > FARTHEST_FROM_ROAD_METRES:
        return None
    # Of several stretches of one link, the one whose middle is nearest.
    same = np.flatnonzero(stretches.link == stretches.link[owner[nearest]])
    away = plane.to_metres(stretches.post[same])
    chosen = int(same[np.hypot(away[:, 0], away[:, 1]).argmin()])
    missing = network.link_metres[stretches.link[chosen]] - stretches.metres[chosen]
    if missing > SAME_LENGTH_METRES:
        return chosen, Point(*stretches.post[chosen].tolist())
    return chosen, Point(*plane.to_degrees(foot[nearest : nearest + 1])[0].tolist())
