"""Recorded trips, and which of them can be right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.legs import too_good
from tocsin.core.roads.network import RoadClass
from tocsin.core.roads.travel import Route

ROADS = len(RoadClass) + 1
"""The ranks of road, and last what is no road: walks, and straight lines."""
SHORTEST_SECONDS = 30.0
QUICKEST_SHARE = 0.25
LONGEST_TIMES, LONGEST_SECONDS = 6.0, 600.0
AT_SCENE_METRES = 1_000.0


class LeftOut(StrEnum):
    """Why a trip teaches nothing; the value is what is stored and printed."""

    NO_WAY = "no_way"
    NO_STAMPS = "no_stamps"
    SHORT = "short"
    TOO_GOOD = "too_good"
    ELSEWHERE = "elsewhere"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, where to, how and in which weather ways are driven; all have n entries.

    ``hour`` is the local hour of departure, ``area`` the class of the area one goes to, ``mode``
    how one moves (a kind of unit, never one unit) and ``weather`` how the roads lie.
    """

    hour: tuple[int, ...]
    area: tuple[str, ...]
    mode: tuple[str, ...]
    weather: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.hour)

    @classmethod
    def alike(cls, count: int, *, hour: int, area: str, mode: str, weather: str) -> "Circumstances":
        """Say the same of some ways.

        >>> Circumstances.alike(2, hour=8, area="town", mode="car", weather="dry").area
        ('town', 'town')
        """
        return cls((hour,) * count, (area,) * count, (mode,) * count, (weather,) * count)

    def only(self, kept: NDArray[np.bool_]) -> "Circumstances":
        """Keep some, marked in shape (n,)."""
        at = np.flatnonzero(kept).tolist()
        columns = self.area, self.mode, self.weather
        area, mode, weather = (tuple(column[one] for one in at) for column in columns)
        return Circumstances(tuple(self.hour[one] for one in at), area, mode, weather)


@dataclass(frozen=True, slots=True)
class Trips:
    """Ways that were driven: what the engine tells of them, and how long they took.

    All have n entries, in the order in which they were begun. ``free_seconds`` has shape
    (n, roads): seconds on each rank of road by the engine, in the weather and with the closures of
    the moment; ``inf`` where it knows no way. ``metres`` lie between the ends in a straight line.
    ``took_seconds`` lie between departure and arrival, ``nan`` where a stamp is missing;
    ``off_metres`` is how far from the scene the arrival was stamped, ``nan`` where unknown.
    """

    free_seconds: Floats
    metres: Floats
    circumstances: Circumstances
    took_seconds: Floats
    off_metres: Floats

    def __len__(self) -> int:
        return len(self.took_seconds)

    @property
    def free(self) -> Floats:
        """How long each takes by the engine, shape (n,)."""
        total: Floats = self.free_seconds.sum(axis=1)
        return total

    def only(self, kept: NDArray[np.bool_]) -> "Trips":
        """Keep some of the trips, marked in shape (n,)."""
        return Trips(
            self.free_seconds[kept],
            self.metres[kept],
            self.circumstances.only(kept),
            self.took_seconds[kept],
            self.off_metres[kept],
        )

    def together(self) -> "Trips":
        """Forget over which roads the ways went: one rank for all."""
        return replace(self, free_seconds=self.free[:, None])


def seconds_by_road(route: Route) -> Floats:
    """Lay the seconds of a way out by rank of road, shape (ROADS,)."""
    seconds: Floats = np.zeros(ROADS)
    for rank, some in route.ranks.items():
        seconds[ROADS - 1 if rank is None else rank] += some
    return seconds


def sift(trips: Trips) -> tuple[Trips, Mapping[LeftOut, int]]:
    """Leave out the trips that cannot be right or tell nothing, and count them by reason.

    Left out are trips without a way or a stamp, ways of less than 30 s, arrivals too good to be
    true (:func:`tocsin.core.legs.too_good`, or four times as quick as the engine) or stamped
    elsewhere, and those that took six times as long and ten minutes: something else happened.

    Examples
    --------
    >>> free, took = np.array([[100.0], [100.0], [5.0]]), np.array([120.0, 3.0, 5.0])
    >>> far = np.array([900.0, 900.0, 40.0])
    >>> how = Circumstances.alike(3, hour=8, area="town", mode="car", weather="dry")
    >>> some = Trips(free, far, how, took, np.full(3, np.nan))
    >>> kept, left_out = sift(some)
    >>> len(kept), {why.value: n for why, n in left_out.items() if n}
    (1, {'short': 1, 'too_good': 1})
    """
    free, took = trips.free, trips.took_seconds
    with np.errstate(invalid="ignore"):
        hasty = too_good(np.full(len(took), np.nan), took, trips.metres)
        marks = {
            LeftOut.NO_WAY: ~np.isfinite(free),
            LeftOut.NO_STAMPS: ~(np.isfinite(took) & (took >= 0.0)),
            LeftOut.SHORT: free < SHORTEST_SECONDS,
            LeftOut.TOO_GOOD: hasty | (took < QUICKEST_SHARE * free),
            LeftOut.ELSEWHERE: trips.off_metres > AT_SCENE_METRES,
            LeftOut.TOO_LONG: took > LONGEST_TIMES * free + LONGEST_SECONDS,
        }
    kept = np.ones(len(took), dtype=np.bool_)
    counts: dict[LeftOut, int] = {}
    for why, marked in marks.items():
        counts[why] = int((marked & kept).sum())
        kept &= ~marked
    return trips.only(kept), counts
