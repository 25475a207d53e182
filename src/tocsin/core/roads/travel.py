"""What one may ask about the way from here to there, and how the answers look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np

from tocsin.core.geo import Floats, Point
from tocsin.core.roads.network import RoadClass
from tocsin.core.roads.speeds import TravelMode, Weather


class FoundBy(StrEnum):
    """How an answer was found; always shown beside it."""

    ROADS = "roads"
    STRAIGHT_LINE = "straight line"


@dataclass(frozen=True, slots=True)
class Times:
    """Travel times in seconds and how they were found; ``inf`` means no way is known."""

    seconds: Floats
    by: FoundBy


def quickest(times: Times, count: int) -> list[int]:
    """Name the places with the shortest times, quickest first; of equal ones the first named.

    Places that cannot be reached are never among them.

    Examples
    --------
    >>> quickest(Times(np.array([9.0, np.inf, 4.0, 4.0]), FoundBy.ROADS), 3)
    [2, 3, 0]
    """
    order = np.argsort(times.seconds, kind="stable")
    return [int(place) for place in order[:count] if np.isfinite(times.seconds[place])]


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a route under one road name.

    ``road_class`` is that of the stretch's first link; None is a walk between road and place, or a
    straight line where no road is known. ``exit`` tells by which exit a roundabout is left, 0 where
    the stretch is none.
    """

    name: str
    road_class: RoadClass | None
    metres: float
    seconds: float
    exit: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """The way from one place to another.

    ``lonlat`` has shape (n, 2), n >= 2, degrees, from origin to destination; ``seconds_at`` and
    ``metres_at`` have shape (n,) and tell when, and after what distance, each point is passed.
    ``ranks`` tells how many of the seconds pass on each rank of road; None is a walk, or a
    straight line.
    """

    lonlat: Floats
    seconds_at: Floats
    metres_at: Floats
    steps: tuple[Step, ...]
    by: FoundBy
    ranks: Mapping[RoadClass | None, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long the whole way takes."""
        return float(self.seconds_at[-1])

    @property
    def metres(self) -> float:
        """How long the whole way is."""
        return float(self.metres_at[-1])


class TravelTimes(Protocol):
    """An engine that knows how long ways take.

    Points are degrees east and north; many points have shape (n, 2). ``at_hour`` is the local hour
    of day (0-23), None a road without traffic. With ``limit_seconds`` an engine may stop looking
    there: everything beyond is answered with ``inf``. ``weather`` is the weather in force where a
    question names no other.
    """

    weather: Weather

    @property
    def by(self) -> FoundBy:
        """How this engine finds its answers."""
        ...

    def to_many(
        self,
        origin: Point,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long one unit needs to each destination, shape (n,)."""
        ...

    def from_many(
        self,
        origins: Floats,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long each of many units needs to one destination, shape (n,)."""
        ...

    def matrix(
        self,
        origins: Floats,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long every origin is from every destination, shape (origins, destinations)."""
        ...

    def route(
        self,
        origin: Point,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        weather: Weather | None = None,
    ) -> Route | None:
        """Find the quickest way, or None where there is none."""
        ...
