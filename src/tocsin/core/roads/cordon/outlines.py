"""An area with any outline, on a plane in metres: what lies in it, and where lines cross it."""

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats

Marks = NDArray[np.bool_]
Whole = NDArray[np.int64]


def inside(corners: Floats, places: Floats) -> Marks:
    """Tell which places lie within an outline, by how often a line to the east crosses it.

    Parameters
    ----------
    corners
        Shape (corners, 2), metres; the last is joined to the first.
    places
        Shape (n, 2), metres.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    >>> inside(square, np.array([[5.0, 5.0], [15.0, 5.0]])).tolist()
    [True, False]
    """
    x, y = places[:, :1], places[:, 1:]
    one, other = corners, np.roll(corners, -1, axis=0)
    spans = (one[:, 1] > y) != (other[:, 1] > y)
    height = np.where(other[:, 1] == one[:, 1], 1.0, other[:, 1] - one[:, 1])
    meets = one[:, 0] + (y - one[:, 1]) / height * (other[:, 0] - one[:, 0])
    within: Marks = (spans & (x < meets)).sum(axis=1) % 2 == 1
    return within


def metres_outside(corners: Floats, places: Floats) -> Floats:
    """Measure how far places are outside an outline; negative within it.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    >>> metres_outside(square, np.array([[5.0, 6.0], [13.0, 14.0]])).tolist()
    [-4.0, 5.0]
    """
    span = np.roll(corners, -1, axis=0) - corners
    square = (span * span).sum(axis=1)
    away = places[:, None, :] - corners[None, :, :]
    along = (away * span).sum(axis=2)
    share = np.clip(np.divide(along, square, out=np.zeros_like(along), where=square > 0), 0.0, 1.0)
    left = away - share[:, :, None] * span
    metres = np.hypot(left[:, :, 0], left[:, :, 1]).min(axis=1)
    outside: Floats = np.where(inside(corners, places), -metres, metres)
    return outside


def crossings_with(corners: Floats, line: Floats) -> Floats:
    """Find where a line crosses an outline, as point number plus share.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    >>> crossings_with(square, np.array([[-10.0, 5.0], [30.0, 5.0]])).tolist()
    [0.25, 0.5]
    """
    piece, share = _meetings(corners, line[:-1], np.diff(line, axis=0))
    found: Floats = np.unique(piece + share)
    return found


def touched(corners: Floats, here: Floats, start: Whole, links: Whole) -> Marks:
    """Tell which links cross an outline or lie in it, shape (links,).

    Parameters
    ----------
    here
        The points of all links, metres; link ``i`` is ``here[start[i]:start[i + 1]]``.
    """
    sizes = start[links + 1] - start[links] - 1
    of_link = np.repeat(np.arange(len(links)), sizes)
    first = np.cumsum(sizes) - sizes
    piece = np.repeat(start[links] - first, sizes) + np.arange(sizes.sum())
    met, _share = _meetings(corners, here[piece], here[piece + 1] - here[piece])
    marks = inside(corners, here[start[links]])
    marks[of_link[met]] = True
    return marks


def _meetings(corners: Floats, start: Floats, span: Floats) -> tuple[Whole, Floats]:
    """Find which straight pieces cross an outline, and at what share of them."""
    edge = np.roll(corners, -1, axis=0) - corners
    away = corners[None, :, :] - start[:, None, :]
    turn = span[:, :1] * edge[:, 1] - span[:, 1:] * edge[:, 0]
    safe = np.where(turn == 0.0, 1.0, turn)
    share = (away[:, :, 0] * edge[:, 1] - away[:, :, 1] * edge[:, 0]) / safe
    along = (away[:, :, 0] * span[:, 1:] - away[:, :, 1] * span[:, :1]) / safe
    met = (turn != 0.0) & (share >= 0.0) & (share <= 1.0) & (along >= 0.0) & (along <= 1.0)
    piece, side = np.nonzero(met)
    return piece, share[piece, side]
