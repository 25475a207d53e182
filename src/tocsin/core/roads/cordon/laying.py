"""A cordon by the rules and by hand: where to close, who holds it, and why somebody is missing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, isfinite, pi

import numpy as np

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads.cordon.area import Area
from tocsin.core.roads.cordon.cutting import Cut, disconnected, fewest_closures
from tocsin.core.roads.cordon.holding import Held, hold_before
from tocsin.core.roads.cordon.marking import Hands, Mark, hands_on
from tocsin.core.roads.cordon.posting import NOBODY, Front, front_seconds, post_units
from tocsin.core.roads.cordon.stretches import Stretches
from tocsin.core.roads.network import RoadNetwork

Ways = Callable[[Floats], Floats]


class Lack(StrEnum):
    """Why nobody holds a post."""

    NO_UNIT = "no_unit"
    NO_WAY = "no_way"
    TOO_LATE = "too_late"
    ELSEWHERE = "elsewhere"
    UNIT_LATE = "unit_late"


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

    ``cut`` is what the posts were read from. ``marks`` are the numbers of the marks that still say
    something: of several on one stretch the last one, and none that lies far from every stretch.
    ``proved`` says that no cordon is short by fewer, ``closed`` that a search found no way out.
    """

    posts: tuple[Post, ...]
    cut: Cut
    marks: tuple[int, ...]
    latest_seconds: float | None
    short_by: int
    proved: bool
    closed: bool
    reaches_inside: bool
    reaches_outside: bool
    stretches: int


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
    hands = hands_on(network, stretches, marks)
    found = None if front else _soonest(hands, ways)
    if found is None:
        reached = np.full(len(stretches), np.inf)
        if front is not None:
            reached = front_seconds(hands.stretches, area, front)
        found = _in_time(hands, ways, reached)
    return _laid(hands, found, area)


@dataclass(frozen=True, slots=True)
class _Found:
    """Who holds which closures, with the seconds of all units and of the front to each."""

    held: Held
    seconds: Floats
    front: Floats


def _soonest(hands: Hands, ways: Ways) -> _Found | None:
    """Hold the fewest places there are; None where units might hold more of other places."""
    cut = fewest_closures(hands.stretches, pinned=hands.pinned, barred=hands.barred)
    columns = np.array(cut.closures, dtype=np.int64)
    seconds = ways(hands.stretches.post[columns])
    posting = post_units(hands.forced(seconds, columns))
    if posting.short_by > max(0, cut.value - len(seconds)):
        return None
    return _Found(Held(cut, posting, proved=True), seconds, np.full(len(columns), np.inf))


def _in_time(hands: Hands, ways: Ways, front: Floats) -> _Found:
    """Hold places that units reach before the front."""
    every = ways(hands.stretches.post)
    held = hold_before(
        hands.stretches,
        hands.forced(every, np.arange(len(front))),
        front,
        pinned=hands.pinned,
        barred=hands.barred,
    )
    columns = list(held.cut.closures)
    return _Found(held, every[:, columns], front[columns])


def _laid(hands: Hands, found: _Found, area: Area) -> Laid:
    """Put posts in their order, and prove that nobody gets out."""
    here, held, plane = hands.stretches, found.held, LocalPlane(area.centre)
    posts = sorted(_posts(hands, found), key=lambda post: _bearing(plane, post.point))
    return Laid(
        posts=tuple(posts),
        cut=held.cut,
        marks=tuple(sorted(hands.marks.values())),
        latest_seconds=held.posting.latest_seconds,
        short_by=held.posting.short_by,
        proved=held.proved,
        closed=disconnected(here, held.cut.closures),
        reaches_inside=here.reaches_inside,
        reaches_outside=here.reaches_outside,
        stretches=len(here),
    )


def _posts(hands: Hands, found: _Found) -> Iterator[Post]:
    """Describe each closure, with who is there or why nobody is."""
    stretches, held = hands.stretches, found.held
    for number, (at, unit) in enumerate(zip(held.cut.closures, held.posting.units, strict=True)):
        ways, front = found.seconds[:, number], float(found.front[number])
        earliest = float(ways.min(initial=np.inf))
        wanted = hands.unit_at.get(at, NOBODY)
        yield Post(
            point=Point(*stretches.post[at].tolist()),
            link=int(stretches.link[at]),
            marked=at in hands.pinned,
            unit=unit,
            unit_marked=wanted != NOBODY,
            seconds=None if unit == NOBODY else float(ways[unit]),
            earliest=earliest if isfinite(earliest) else None,
            front=front if isfinite(front) else None,
            lack=_lack(ways, front, wanted) if unit == NOBODY else None,
        )


def _bearing(plane: LocalPlane, point: Point) -> float:
    east, north = plane.to_metres(np.array([point]))[0].tolist()
    return atan2(east, north) % (2 * pi)


def _lack(ways: Floats, front: float, wanted: int) -> Lack:
    """Say why nobody holds a post, from the ways of all units to it."""
    if not len(ways):
        return Lack.NO_UNIT
    if wanted != NOBODY:
        return Lack.UNIT_LATE if isfinite(ways[wanted]) else Lack.NO_WAY
    if not np.isfinite(ways).any():
        return Lack.NO_WAY
    if not (ways < front).any():
        return Lack.TOO_LATE
    return Lack.ELSEWHERE
