"""Where somebody following a route is after some time."""

from dataclasses import dataclass

import numpy as np

from tocsin.core.geo import Floats, Point, bearing_degrees
from tocsin.core.roads.travel import Route


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A moment on a route: where, heading which way (degrees from north), how much is left."""

    point: Point
    bearing: float
    seconds_left: float
    metres_left: float

    @property
    def arrived(self) -> bool:
        """Whether the end of the route is reached."""
        return self.seconds_left <= 0.0


def along(route: Route, seconds: float) -> Whereabouts:
    """Say where one is on a route some time after setting out.

    Parameters
    ----------
    seconds
        Since setting out; before zero one is still at the origin, after the end at the destination.

    Examples
    --------
    >>> from tocsin.core.roads.speeds import TravelMode
    >>> from tocsin.core.roads.straight_line import GreatCircle
    >>> way = GreatCircle().route(Point(106.0, 35.0), Point(106.0, 35.1), mode=TravelMode.CAR)
    >>> half = along(way, way.seconds / 2)
    >>> round(half.point.lat, 4), half.bearing, half.arrived
    (35.05, 0.0, False)
    """
    moment = min(max(seconds, 0.0), route.seconds)
    lon, lat = places_along(route, np.array([moment]))[0].tolist()
    metres = float(np.interp(moment, route.seconds_at, route.metres_at))
    return Whereabouts(
        Point(lon, lat), _bearing(route, moment), route.seconds - moment, route.metres - metres
    )


def places_along(route: Route, seconds: Floats) -> Floats:
    """Say where one is at many moments of a route.

    Parameters
    ----------
    seconds
        Shape (m,), since setting out.

    Returns
    -------
    ndarray of float
        Shape (m, 2), degrees.
    """
    return np.column_stack(
        [
            np.interp(seconds, route.seconds_at, route.lonlat[:, 0]),
            np.interp(seconds, route.seconds_at, route.lonlat[:, 1]),
        ]
    )


def line_ahead(route: Route, seconds: float) -> Floats:
    """Draw what is left of a route some time after setting out.

    Returns
    -------
    ndarray of float
        Shape (n, 2), n >= 2, degrees, from where one is to the destination.
    """
    here = np.array([along(route, seconds).point])
    ahead = route.lonlat[route.seconds_at > seconds]
    return np.concatenate([here, ahead if len(ahead) else route.lonlat[-1:]])


def _bearing(route: Route, moment: float) -> float:
    """Give the direction of the piece of line one is on; at the end, of the last that moves."""
    moves = np.flatnonzero((np.diff(route.lonlat, axis=0) != 0.0).any(axis=1))
    if not len(moves):
        return 0.0
    reached = int(np.searchsorted(route.seconds_at[moves], moment, side="right")) - 1
    piece = moves[max(reached, 0)]
    return bearing_degrees(Point(*route.lonlat[piece]), Point(*route.lonlat[piece + 1]))
