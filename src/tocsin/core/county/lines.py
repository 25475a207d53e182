"""Drawing lines on the plane: rounding them, cutting them, measuring along them."""

import numpy as np
import shapely

from tocsin.core.geo import Floats


def chaikin(points: Floats, rounds: int = 2) -> Floats:
    """Round the corners of a line without moving its ends.

    Parameters
    ----------
    points
        Shape (n, 2), n >= 2.

    Returns
    -------
    ndarray of float
        Shape (m, 2); two points are given back as they are.

    Notes
    -----
    Corner cutting (G. Chaikin, 1974).

    Examples
    --------
    >>> chaikin(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]]), rounds=1).tolist()
    [[0.0, 0.0], [3.0, 0.0], [4.0, 1.0], [4.0, 4.0]]
    """
    for _ in range(rounds):
        before, after = points[:-1], points[1:]
        quarter = before * 0.75 + after * 0.25
        third = before * 0.25 + after * 0.75
        inner = np.stack([quarter, third], axis=1).reshape(-1, 2)[1:-1]
        points = np.concatenate([points[:1], inner, points[-1:]])
    return points


def along(points: Floats) -> Floats:
    """Measure the distance of every point of a line, shape (n, 2), from its first, metres.

    Examples
    --------
    >>> along(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist()
    [0.0, 5.0]
    """
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([np.zeros(1), np.cumsum(steps)])


def at_distances(points: Floats, metres: Floats) -> tuple[Floats, Floats]:
    """Find the points at distances along a line, and the direction of the line there.

    Returns
    -------
    places, directions
        Shape (m, 2) each; directions have length one.

    Examples
    --------
    >>> places, ahead = at_distances(np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([4.0]))
    >>> places.tolist(), ahead.tolist()
    ([[4.0, 0.0]], [[1.0, 0.0]])
    """
    so_far = along(points)
    places = np.column_stack([np.interp(metres, so_far, points[:, i]) for i in (0, 1)])
    segment = np.clip(np.searchsorted(so_far, metres, side="right") - 1, 0, len(points) - 2)
    ahead = points[segment + 1] - points[segment]
    return places, ahead / np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]


def cut(points: Floats, metres: Floats) -> list[Floats]:
    """Cut a line at distances along it; neighbouring pieces share the point of the cut.

    Parameters
    ----------
    metres
        Rising, each more than zero and less than the length of the line.

    Examples
    --------
    >>> pieces = cut(np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([4.0]))
    >>> [piece.tolist() for piece in pieces]
    [[[0.0, 0.0], [4.0, 0.0]], [[4.0, 0.0], [10.0, 0.0]]]
    """
    so_far = along(points)
    edges = np.concatenate([so_far[:1], metres, so_far[-1:]])
    places, _ = at_distances(points, edges)
    places[0], places[-1] = points[0], points[-1]
    pieces = []
    for number in range(len(edges) - 1):
        between = (so_far > edges[number] + 1e-6) & (so_far < edges[number + 1] - 1e-6)
        pieces.append(
            np.concatenate([places[number, None], points[between], places[number + 1, None]])
        )
    return pieces


def parts_of(shape: shapely.Geometry) -> list[Floats]:
    """List the lines that a geometry is made of, as arrays; points and areas are left out.

    Examples
    --------
    >>> [part.tolist() for part in parts_of(shapely.LineString([(0, 0), (1, 0)]))]
    [[[0.0, 0.0], [1.0, 0.0]]]
    """
    return [
        shapely.get_coordinates(part)
        for part in shapely.get_parts(shape)
        if isinstance(part, shapely.LineString) and not part.is_empty
    ]
