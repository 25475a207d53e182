"""Points of a plane by the square of ground they lie in, to find those around a place at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_SIDE_METRES = 60.0
SQUARES_PER_POINT = 8
AROUND = np.array([-1, 0, 1])

Places = NDArray[np.complex128]
"""Points of a plane in metres, east + north * 1j."""


@dataclass(frozen=True, slots=True)
class Squares:
    """Points sorted by the square they lie in, row after row; an empty square lies all around.

    ``order`` sorts the points. Those of square ``i`` are ``start[i]:start[i + 1]`` in that order;
    ``columns`` squares make a row, and ``rows`` rows the whole. ``corner`` is the south-west one.
    """

    order: NDArray[np.int64]
    start: NDArray[np.int32]
    columns: int
    rows: int
    corner: complex
    side: float

    def around(self, here: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Name the points in the nine squares around each place: all that are a side away or less.

        Returns
        -------
        tuple
            The points of all places one after the other, by their position in the order, and how
            many each place has.
        """
        at = (here - self.corner) / self.side
        row = np.minimum(np.maximum(at.imag, 1.0), self.rows - 2.0).astype(np.int64)
        column = np.minimum(np.maximum(at.real, 1.0), self.columns - 2.0).astype(np.int64)
        west = ((row * self.columns + column)[:, None] + AROUND * self.columns - 1).ravel()
        begin = self.start[west]
        size = self.start[west + 3] - begin
        end = np.cumsum(size)
        points = np.arange(end[-1] if len(end) else 0) + np.repeat(begin - end + size, size)
        return points, size.reshape(-1, 3).sum(axis=1)


def squares_of(points: Places) -> Squares:
    """Sort points into squares of at least 60 m, larger where the points lie far apart.

    A place outside of all squares is told the points of the nearest ones.

    Examples
    --------
    >>> squares = squares_of(np.array([0 + 0j, 30 + 0j, 500 + 0j]))
    >>> near, count = squares.around(np.array([10 + 20j, 480 + 1j]))
    >>> squares.order[near].tolist(), count.tolist()
    ([0, 1, 2], [2, 1])
    """
    if not len(points):
        return Squares(np.empty(0, np.int64), np.zeros(10, np.int32), 3, 3, 0j, LEAST_SIDE_METRES)
    west, south = points.real.min(), points.imag.min()
    width, height = points.real.max() - west, points.imag.max() - south
    fair = np.sqrt(width * height / (SQUARES_PER_POINT * len(points)))
    side = float(max(LEAST_SIDE_METRES, fair))
    columns, rows = int(width / side) + 5, int(height / side) + 5
    corner = complex(west - 2 * side, south - 2 * side)
    at = (points - corner) / side
    square = at.imag.astype(np.int64) * columns + at.real.astype(np.int64)
    order = np.argsort(square, kind="stable")
    start = np.zeros(rows * columns + 1, dtype=np.int32)
    np.cumsum(np.bincount(square, minlength=rows * columns), out=start[1:])
    return Squares(order, start, columns, rows, corner, side)
