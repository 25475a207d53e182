"""Distances, directions and shapes on the ground, in WGS 84 longitude and latitude."""

from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_METRES = 6_371_008.8
DETOUR = 1.35
MINIMUM_RING_POINTS = 3

Floats = NDArray[np.float64]


class Point(NamedTuple):
    """A place on the ground: degrees east and degrees north, WGS 84."""

    lon: float
    lat: float


class Box(NamedTuple):
    """The smallest upright rectangle around something, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        """Tell whether the point lies inside or on the edge."""
        return self.west <= point.lon <= self.east and self.south <= point.lat <= self.north


@overload
def haversine_metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float: ...
@overload
def haversine_metres(
    lon1: Floats, lat1: Floats, lon2: Floats | float, lat2: Floats | float
) -> Floats: ...
@overload
def haversine_metres(lon1: float, lat1: float, lon2: Floats, lat2: Floats) -> Floats: ...
def haversine_metres(
    lon1: Floats | float, lat1: Floats | float, lon2: Floats | float, lat2: Floats | float
) -> Floats | float:
    """Measure the great-circle distance between places.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees; scalars, or arrays of shapes that broadcast together.

    Returns
    -------
    float or ndarray of float
        Metres on a sphere of the mean earth radius (within 0.6 % of the ellipsoid); a scalar when
        every argument is one. Haversine form (R. W. Sinnott, 1984), stable for short distances.

    Examples
    --------
    >>> round(haversine_metres(106.65, 35.21, 106.66, 35.21))
    909
    """
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_lat = (phi2 - phi1) / 2
    half_lon = np.radians(np.subtract(lon2, lon1)) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lon) ** 2
    metres = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return float(metres) if np.ndim(metres) == 0 else metres


def metres_between(start: Point, end: Point) -> float:
    """Measure the great-circle distance between two points, in metres.

    Examples
    --------
    >>> round(metres_between(Point(106.65, 35.21), Point(106.65, 35.22)))
    1112
    """
    return haversine_metres(start.lon, start.lat, end.lon, end.lat)


def bearing_degrees(start: Point, end: Point) -> float:
    """Give the direction in which one leaves *start* for *end*.

    Returns
    -------
    float
        Degrees clockwise from north, in [0, 360); zero when the points are the same.

    Examples
    --------
    >>> round(bearing_degrees(Point(106.65, 35.21), Point(106.66, 35.21)))
    90
    """
    phi1, phi2 = np.radians(start.lat), np.radians(end.lat)
    turn = np.radians(end.lon - start.lon)
    east = np.sin(turn) * np.cos(phi2)
    north = np.cos(phi1) * np.sin(phi2) - np.sin(phi1) * np.cos(phi2) * np.cos(turn)
    # The second remainder folds the 360.0 that rounding makes of a tiny negative angle.
    return float(np.degrees(np.arctan2(east, north)) % 360.0 % 360.0)


def destination(start: Point, bearing: float, metres: float) -> Point:
    """Find the point reached from *start* by going straight in one direction.

    Parameters
    ----------
    bearing
        Degrees clockwise from north.
    metres
        Distance along the great circle.

    Examples
    --------
    >>> end = destination(Point(106.65, 35.21), 90.0, 909.0)
    >>> round(end.lon, 4), round(end.lat, 4)
    (106.66, 35.21)
    """
    angle, heading = metres / EARTH_RADIUS_METRES, np.radians(bearing)
    phi = np.radians(start.lat)
    sine = np.sin(phi) * np.cos(angle) + np.cos(phi) * np.sin(angle) * np.cos(heading)
    lat = np.arcsin(np.clip(sine, -1.0, 1.0))
    turn = np.arctan2(
        np.sin(heading) * np.sin(angle) * np.cos(phi), np.cos(angle) - np.sin(phi) * np.sin(lat)
    )
    lon = (start.lon + np.degrees(turn) + 180.0) % 360.0 - 180.0
    return Point(float(lon), float(np.degrees(lat)))


class LocalPlane(NamedTuple):
    """An equirectangular plane in metres around one point; good over a county, not a country."""

    origin: Point

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Metres in one degree east and in one degree north at the origin."""
        north = EARTH_RADIUS_METRES * float(np.radians(1.0))
        return north * float(np.cos(np.radians(self.origin.lat))), north

    def to_metres(self, lonlat: Floats) -> Floats:
        """Project degrees onto the plane.

        Parameters
        ----------
        lonlat
            Shape (..., 2), degrees.

        Returns
        -------
        ndarray of float
            Shape (..., 2), metres east and north of the origin.

        Examples
        --------
        >>> plane = LocalPlane(Point(106.65, 35.21))
        >>> plane.to_metres(np.array([[106.65, 35.22]])).round().tolist()
        [[0.0, 1112.0]]
        """
        metres: Floats = (lonlat - np.array(self.origin)) * np.array(self.metres_per_degree)
        return metres

    def to_degrees(self, metres: Floats) -> Floats:
        """Undo :meth:`to_metres`."""
        degrees: Floats = metres / np.array(self.metres_per_degree) + np.array(self.origin)
        return degrees


def bounding_box(lonlat: Floats) -> Box:
    """Find the box around points.

    Parameters
    ----------
    lonlat
        Shape (n, 2), n >= 1, degrees.

    Raises
    ------
    ValueError
        When there is no point.

    Examples
    --------
    >>> bounding_box(np.array([[106.5, 35.2], [106.7, 35.1]]))
    Box(west=106.5, south=35.1, east=106.7, north=35.2)
    """
    if not len(lonlat):
        raise ValueError("A bounding box needs at least one point.")
    west, south = lonlat.min(axis=0).tolist()
    east, north = lonlat.max(axis=0).tolist()
    return Box(west, south, east, north)


def points_in_ring(lonlat: Floats, ring: Floats) -> NDArray[np.bool_]:
    """Tell which points lie inside a ring.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    ring
        Shape (k, 2), k >= 3, degrees, either direction, first point repeated or not.

    Returns
    -------
    ndarray of bool
        Shape (n,). A point exactly on an edge belongs to one of the two sides: rings that tile an
        area claim such a point once.

    Notes
    -----
    Even-odd crossing test with half-open edges (W. R. Franklin, PNPOLY).

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> points_in_ring(np.array([[0.5, 0.5], [1.5, 0.5]]), square).tolist()
    [True, False]
    """
    inside = np.zeros(len(lonlat), dtype=np.bool_)
    x, y = lonlat[:, 0], lonlat[:, 1]
    for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        spans = (y1 > y) != (y2 > y)
        inside ^= spans & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside


def point_in_ring(point: Point, ring: Floats) -> bool:
    """Tell whether one point lies inside a ring; see :func:`points_in_ring`.

    Examples
    --------
    >>> point_in_ring(Point(0.2, 0.2), np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    True
    """
    return bool(points_in_ring(np.array([point]), ring)[0])


def _ring_moments(ring: Floats) -> tuple[LocalPlane, float, Floats]:
    """Return the plane, the signed area (square metres) and the centroid on that plane."""
    if len(ring) < MINIMUM_RING_POINTS:
        raise ValueError("A ring needs at least three points.")
    plane = LocalPlane(Point(*ring.mean(axis=0).tolist()))
    here = plane.to_metres(ring)
    following = np.roll(here, -1, axis=0)
    cross = here[:, 0] * following[:, 1] - following[:, 0] * here[:, 1]
    area = float(cross.sum() / 2)
    if area == 0.0:
        return plane, 0.0, here.mean(axis=0)
    return plane, area, ((here + following) * cross[:, None]).sum(axis=0) / (6 * area)


def ring_area_square_metres(ring: Floats) -> float:
    """Measure the area inside a simple ring.

    Parameters
    ----------
    ring
        Shape (k, 2), k >= 3, degrees, either direction, first point repeated or not.

    Raises
    ------
    ValueError
        When the ring has fewer than three points.

    Examples
    --------
    >>> ring = np.array([[106.0, 35.0], [106.01, 35.0], [106.01, 35.01], [106.0, 35.01]])
    >>> round(ring_area_square_metres(ring) / 1e6, 3)
    1.013
    """
    return abs(_ring_moments(ring)[1])


def ring_centroid(ring: Floats) -> Point:
    """Find the centre of gravity of the area inside a simple ring.

    Parameters
    ----------
    ring
        Shape (k, 2), k >= 3, degrees; for a ring without area the mean of its points is given.

    Raises
    ------
    ValueError
        When the ring has fewer than three points.

    Examples
    --------
    >>> ring = np.array([[106.0, 35.0], [106.2, 35.0], [106.2, 35.2], [106.0, 35.2]])
    >>> centre = ring_centroid(ring)
    >>> round(centre.lon, 6), round(centre.lat, 6)
    (106.1, 35.1)
    """
    plane, _, centre = _ring_moments(ring)
    return Point(*plane.to_degrees(centre).tolist())


def metres_along(lonlat: Floats) -> Floats:
    """Measure how far along a polyline each of its points lies.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.

    Returns
    -------
    ndarray of float
        Shape (n,), metres from the first point; never decreasing.

    Examples
    --------
    >>> metres_along(np.array([[106.0, 35.0], [106.0, 35.01], [106.0, 35.02]])).round().tolist()
    [0.0, 1112.0, 2224.0]
    """
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    steps = haversine_metres(lon[:-1], lat[:-1], lon[1:], lat[1:])
    return np.concatenate([np.zeros(min(1, len(lonlat))), np.cumsum(steps)])


def points_along(lonlat: Floats, metres: Floats) -> Floats:
    """Find the points at given distances along a polyline.

    Parameters
    ----------
    lonlat
        Shape (n, 2), n >= 1, degrees.
    metres
        Shape (m,), distances from the first point; outside the line the nearer end is given.

    Returns
    -------
    ndarray of float
        Shape (m, 2), degrees.

    Raises
    ------
    ValueError
        When the line has no point.

    Examples
    --------
    >>> line = np.array([[106.0, 35.0], [106.0, 35.02]])
    >>> points_along(line, np.array([0.0, 1111.95])).round(4).tolist()
    [[106.0, 35.0], [106.0, 35.01]]
    """
    if not len(lonlat):
        raise ValueError("A line needs at least one point.")
    so_far = metres_along(lonlat)
    return np.column_stack(
        [np.interp(metres, so_far, lonlat[:, 0]), np.interp(metres, so_far, lonlat[:, 1])]
    )


def evenly_along(lonlat: Floats, spacing_metres: float) -> Floats:
    """Place points along a polyline at one spacing, beginning at its first point.

    Parameters
    ----------
    lonlat
        Shape (n, 2), n >= 1, degrees.
    spacing_metres
        Distance between neighbours; more than zero.

    Returns
    -------
    ndarray of float
        Shape (m, 2), degrees.

    Raises
    ------
    ValueError
        When the spacing is not positive or the line has no point.

    Examples
    --------
    >>> evenly_along(np.array([[106.0, 35.0], [106.0, 35.02]]), 1000.0).shape
    (3, 2)
    """
    if not spacing_metres > 0:
        raise ValueError("Points along a line need a positive spacing.")
    length = float(metres_along(lonlat)[-1]) if len(lonlat) else 0.0
    return points_along(lonlat, np.arange(0.0, length + spacing_metres * 1e-9, spacing_metres))


def road_metres_guess(start: Point, end: Point) -> float:
    """Guess the road distance where no road is known: great circle times 1.35.

    Examples
    --------
    >>> round(road_metres_guess(Point(106.65, 35.21), Point(106.65, 35.22)))
    1501
    """
    return metres_between(start, end) * DETOUR
