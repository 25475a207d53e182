"""What was decided by hand: a post here, none there, this unit at that one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tocsin.core.geo import Floats, Point, metres_between
from tocsin.core.roads.cordon.outlines import Whole
from tocsin.core.roads.cordon.posting import NOBODY
from tocsin.core.roads.cordon.stretches import Stretches
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.snapping import Snapper

FARTHEST_FROM_ROAD_METRES = 200.0
# A post that is kept where it is does not move by what was rounded when it was told.
SAME_PLACE_METRES = 1.0


class Hand(StrEnum):
    """What was decided by hand of a stretch of road."""

    POST = "post"
    NO_POST = "no_post"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Mark:
    """A decision by hand at a place; ``unit`` is the row of the unit that stands there."""

    hand: Hand
    point: Point
    unit: int = NOBODY


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a stretch: how far it is from its one end to the other, between 0 and 1."""

    stretch: int
    share: float


@dataclass(frozen=True, slots=True)
class Hands:
    """Marks by the stretch they fall on, and the stretches with posts moved where they stand."""

    stretches: Stretches
    marks: dict[int, int]
    pinned: frozenset[int]
    barred: frozenset[int]
    unit_at: dict[int, int]

    def forced(self, seconds: Floats, columns: Whole) -> Floats:
        """Leave to units that were put somewhere only that place, and to it only them.

        Parameters
        ----------
        seconds
            Shape (units, columns).
        columns
            Which stretch each column is about.
        """
        forced = seconds.copy()
        for column, at in enumerate(columns.tolist()):
            unit = self.unit_at.get(at, NOBODY)
            if unit == NOBODY:
                continue
            way = seconds[unit, column]
            forced[:, column] = np.inf
            forced[unit, :] = np.inf
            forced[unit, column] = way
        return forced


def hands_on(network: RoadNetwork, stretches: Stretches, marks: Sequence[Mark]) -> Hands:
    """Find the stretches that marks speak of; of two marks on one the later counts."""
    number: dict[int, int] = {}
    share: dict[int, float] = {}
    spots = spots_at(network, stretches, [mark.point for mark in marks])
    for at, (mark, spot) in enumerate(zip(marks, spots, strict=True)):
        if spot is None:
            continue
        number.pop(spot.stretch, None)
        share.pop(spot.stretch, None)
        if mark.hand != Hand.FREE:
            number[spot.stretch] = at
        post = Point(*stretches.post[spot.stretch].tolist())
        if mark.hand == Hand.POST and metres_between(mark.point, post) > SAME_PLACE_METRES:
            share[spot.stretch] = spot.share
    hand = {stretch: marks[at].hand for stretch, at in number.items()}
    last: dict[int, int] = {}
    for stretch, at in sorted(number.items(), key=lambda pair: pair[1]):
        if marks[at].unit != NOBODY:
            last[marks[at].unit] = stretch
    return Hands(
        stretches=stretches.moved(network, share),
        marks=number,
        pinned=frozenset(stretch for stretch, one in hand.items() if one == Hand.POST),
        barred=frozenset(stretch for stretch, one in hand.items() if one == Hand.NO_POST),
        unit_at={stretch: unit for unit, stretch in last.items()},
    )


def spots_at(
    network: RoadNetwork, stretches: Stretches, points: Sequence[Point]
) -> list[Spot | None]:
    """Find the places on stretches that are nearest to points; None where no road is near.

    Examples
    --------
    >>> from tocsin.core.roads.cordon import Area, stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> network, area = build_network([street]), Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(network, area, np.array([True]))
    >>> near, far = spots_at(network, found, [Point(106.01, 35.0005), Point(106.01, 35.01)])
    >>> near.stretch, round(near.share, 2), far
    (0, 0.9, None)
    """
    if not points or not len(stretches):
        return [None] * len(points)
    usable = np.zeros(network.link_count, dtype=np.bool_)
    usable[stretches.link] = True
    snapper = Snapper(network, usable, FARTHEST_FROM_ROAD_METRES)
    snaps = snapper.snap(np.array(points, dtype=np.float64))
    return [
        _spot_on(network, stretches, link, share, off)
        for link, share, off in zip(
            snaps.link.tolist(), snaps.share.tolist(), snaps.metres.tolist(), strict=True
        )
    ]


def _spot_on(
    network: RoadNetwork, stretches: Stretches, link: int, share: float, off: float
) -> Spot | None:
    """Find the stretch of a link that is nearest to a share of it, and the nearest place on it."""
    first, last = np.searchsorted(stretches.link, [link, link + 1]).tolist()
    begin, end = stretches.span[first:last].T
    nearest = np.clip(share, begin, end)
    one = int(np.abs(nearest - share).argmin())
    along = abs(float(nearest[one]) - share) * float(network.link_metres[link])
    if not off + along <= FARTHEST_FROM_ROAD_METRES:
        return None
    length = float(end[one] - begin[one])
    part = (float(nearest[one]) - float(begin[one])) / length if length > 0 else 0.0
    return Spot(first + one, part)
