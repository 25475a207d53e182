"""The nearest unit that is free goes; where none is, the call waits for the one that is free first.

Nothing else happens here: no shifts, no way home. That makes it exact to compare with, call by
call, and quick enough for a year a thousand times.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.simulate.loops import Loop, Row, Table, can_compile

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Fleet:
    """Units at their bases and their ways to the points where calls come from.

    ``travel`` has shape (bases, points), in seconds; ``base_of`` shape (units,).
    """

    travel: Floats
    base_of: Whole

    def __post_init__(self) -> None:
        if self.travel.ndim == 1 or not len(self.base_of):
            raise ValueError(
                "The ways need one row for each base and one column for each point, and a unit."
            )
        if np.isnan(self.travel).any() or (self.travel < 0).any():
            raise ValueError("A way takes a number of seconds, not negative.")
        if self.base_of.min() < 0 or self.base_of.max() >= len(self.travel):
            raise ValueError("A unit stands at a base that does not exist.")

    @property
    def ways(self) -> Floats:
        """Each point's way from each unit, shape (points, units)."""
        return np.ascontiguousarray(self.travel[self.base_of].T)

    @property
    def orders(self) -> Whole:
        """Each point's units from the nearest on, lowest number on ties, shape (points, units)."""
        return np.argsort(self.ways, axis=1, kind="stable")


@dataclass(frozen=True)
class Served:
    """What became of each call, in columns of shape (calls,): unit, and moments in seconds."""

    unit: Whole
    start: Floats
    response: Floats
    finish: Floats


def serve_nearest(
    fleet: Fleet, arrivals: Floats, points: Whole, service: Floats, *, compiled: bool | None = None
) -> Served:
    """Send to each call the free unit with the shortest way.

    Parameters
    ----------
    fleet
        Units and ways.
    arrivals, points, service
        Shape (calls,): seconds, ascending; point of the call; seconds at the scene, not negative.

    Returns
    -------
    Served
        A call takes the free unit with the least travel, the lowest number on ties; with none free
        the one that is free first. A unit is busy for travel and service from its start; the
        response is the arrival at the scene less the arrival of the call.

    >>> fleet = Fleet(np.array([[10.0, 30], [30, 10]]), np.array([0, 1]))
    >>> served = serve_nearest(fleet, np.array([0.0, 1]), np.array([0, 0]), np.array([60.0, 60]))
    >>> served.response.tolist()
    [10.0, 30.0]
    """
    _check(fleet, arrivals, points, service)
    ways, units = fleet.ways, len(fleet.base_of)
    unit, start = np.zeros(len(arrivals), dtype=np.int64), np.empty(len(arrivals))
    free = np.full(units, -np.inf)
    _send(
        arrivals, points, service, fleet.orders, ways, fills=(free, unit, start), compiled=compiled
    )
    travelled = ways[points, unit]
    return Served(unit, start, start - arrivals + travelled, start + travelled + service)


def _check(fleet: Fleet, arrivals: Floats, points: Whole, service: Floats) -> None:
    if not arrivals.shape == points.shape == service.shape or arrivals.ndim != 1:
        raise ValueError("Each call needs one arrival, one point and one service time.")
    if (np.diff(arrivals) < 0).any():
        raise ValueError("The arrivals are to ascend.")
    if not (np.isfinite(arrivals).all() and np.isfinite(service).all() and (service >= 0).all()):
        raise ValueError("Arrivals and service times are numbers, the latter not negative.")
    if len(points) and (points.min() < 0 or points.max() >= fleet.travel.shape[1]):
        raise ValueError("A call comes from a point that does not exist.")


def _send_each(  # noqa: PLR0917 - what is read and what is filled, in the order of the loop
    arrivals: Row,
    points: Row,
    service: Row,
    orders: Table,
    ways: Table,
    free: Row,
    unit: Row,
    start: Row,
) -> None:
    for call in range(len(arrivals)):
        at, point = arrivals[call], points[call]
        chosen = -1
        for one in orders[point]:
            if free[one] <= at:
                chosen = one
                break
        if chosen < 0:
            chosen = 0
            for one in range(1, len(free)):
                if free[one] < free[chosen]:
                    chosen = one
            at = free[chosen]
        unit[call], start[call] = chosen, at
        free[chosen] = at + ways[point][chosen] + service[call]


_send = Loop(_send_each)


def mean_responses(
    fleet: Fleet, arrivals: Floats, points: Whole, service: Floats, *, compiled: bool | None = None
) -> Floats:
    """Live many years at once and give the mean response of each, in seconds.

    ``arrivals``, ``points`` and ``service`` have shape (replications, calls). Without numba all
    years take their next call in one step of NumPy, which is as exact as one after the other and
    far quicker.
    """
    if can_compile() if compiled is None else compiled:
        return np.array(
            [
                serve_nearest(fleet, *year, compiled=True).response.mean()
                for year in zip(arrivals, points, service, strict=True)
            ]
        )
    for year in zip(arrivals, points, service, strict=True):
        _check(fleet, *year)
    return _in_step(fleet.ways, arrivals, points, service)


def _in_step(ways: Floats, arrivals: Floats, points: Whole, service: Floats) -> Floats:
    years, calls = arrivals.shape
    free, row = np.full((years, ways.shape[1]), -np.inf), np.arange(years)
    total = np.zeros(years)
    for call in range(calls):
        at, point = arrivals[:, call], points[:, call]
        way = ways[point]
        wanted = np.where(free <= at[:, None], way, np.inf)
        chosen = wanted.argmin(axis=1)
        waits = ~np.isfinite(wanted[row, chosen])
        if waits.any():
            chosen = np.where(waits, free.argmin(axis=1), chosen)
        begun = np.maximum(at, free[row, chosen])
        travelled = way[row, chosen]
        free[row, chosen] = begun + travelled + service[:, call]
        total += begun - at + travelled
    return np.asarray(total / calls)
