"""The edges of an area on a plane in metres, round or drawn: what they hold, and what crosses."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.core.geo import Floats

Marks = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of points in metres; line ``i`` is ``points[start[i]:start[i + 1]]``.

    ``nearest`` and ``farthest``, shape (lines,), tell how near to the centre and how far from it
    each comes.
    """

    points: Floats
    start: Whole
    nearest: Floats
    farthest: Floats


class Edge(Protocol):
    """An edge around the centre of an area."""

    @property
    def reach(self) -> float:
        """How far from the centre its farthest point is, in metres."""
        ...

    def holds(self, places: Floats) -> Marks:
        """Tell which places, shape (n, 2), lie within or on it."""
        ...

    def encloses(self, places: Floats) -> Marks:
        """Tell which places lie within it and not on it."""
        ...

    def metres_outside(self, places: Floats) -> Floats:
        """Measure how far places are outside; negative within."""
        ...

    def crossed_by(self, lines: Lines) -> Marks:
        """Tell which lines touch it, shape (lines,)."""
        ...

    def crossings(self, line: Floats) -> Floats:
        """Find where a line of points touches it, as point number plus share."""
        ...


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle about the centre.

    Examples
    --------
    >>> ring = Circle(5.0)
    >>> ring.holds(np.array([[3.0, 4.0], [6.0, 0.0]])).tolist()
    [True, False]
    >>> ring.crossings(np.array([[0.0, 0.0], [10.0, 0.0]])).tolist()
    [0.5]
    """

    reach: float

    def holds(self, places: Floats) -> Marks:
        """Tell which places lie within or on it."""
        return self.metres_outside(places) <= 0.0

    def encloses(self, places: Floats) -> Marks:
        """Tell which places lie within it and not on it."""
        return self.metres_outside(places) < 0.0

    def metres_outside(self, places: Floats) -> Floats:
        """Measure how far places are outside; negative within."""
        away: Floats = np.hypot(places[:, 0], places[:, 1]) - self.reach
        return away

    def crossed_by(self, lines: Lines) -> Marks:
        """Tell which lines touch it."""
        return (lines.nearest <= self.reach) & (lines.farthest >= self.reach)

    def crossings(self, line: Floats) -> Floats:
        """Find where a line touches it, as point number plus share."""
        start, span = line[:-1], np.diff(line, axis=0)
        a = (span * span).sum(axis=1)
        b = (start * span).sum(axis=1)
        c = (start * start).sum(axis=1) - self.reach * self.reach
        under = b * b - a * c
        root = np.sqrt(np.maximum(under, 0.0))
        found = []
        for sign in (-1.0, 1.0):
            share = np.divide(-b + sign * root, a, out=np.full(len(a), -1.0), where=a > 0)
            met = (under > 0) & (share > 0.0) & (share < 1.0)
            found.append(np.flatnonzero(met) + share[met])
        # A circle may be crossed exactly at a point of the line.
        corner = np.flatnonzero(c[1:] == 0.0) + 1.0
        return np.unique(np.concatenate([*found, corner]))


@dataclass(frozen=True)
class Outline:
    """An edge with corners, shape (corners, 2); the last is joined to the first.

    Examples
    --------
    >>> square = Outline(np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]]))
    >>> square.holds(np.array([[5.0, 5.0], [15.0, 5.0]])).tolist()
    [True, False]
    >>> square.metres_outside(np.array([[5.0, 6.0], [13.0, 14.0]])).tolist()
    [-4.0, 5.0]
    >>> square.crossings(np.array([[-10.0, 5.0], [30.0, 5.0]])).tolist()
    [0.25, 0.5]
    """

    corners: Floats

    @cached_property
    def reach(self) -> float:
        """How far its farthest corner is from the centre."""
        return float(np.hypot(self.corners[:, 0], self.corners[:, 1]).max())

    @cached_property
    def polygon(self) -> shapely.Polygon:
        """The area within, made ready to be asked often."""
        polygon = shapely.Polygon(self.corners)
        shapely.prepare(polygon)
        return polygon

    def holds(self, places: Floats) -> Marks:
        """Tell which places lie within or on it."""
        within: Marks = shapely.intersects_xy(self.polygon, places[:, 0], places[:, 1])
        return within

    def encloses(self, places: Floats) -> Marks:
        """Tell which places lie within it and not on it."""
        within: Marks = shapely.contains_xy(self.polygon, places[:, 0], places[:, 1])
        return within

    def metres_outside(self, places: Floats) -> Floats:
        """Measure how far places are outside; negative within."""
        metres = shapely.distance(self.polygon.exterior, shapely.points(places))
        outside: Floats = np.where(self.holds(places), -metres, metres)
        return outside

    def crossed_by(self, lines: Lines) -> Marks:
        """Tell which lines touch it."""
        perhaps = lines.nearest <= self.reach
        near = np.flatnonzero(perhaps)
        sizes = lines.start[near + 1] - lines.start[near]
        owner = np.repeat(np.arange(len(near)), sizes)
        first = np.repeat(lines.start[near] - (np.cumsum(sizes) - sizes), sizes)
        drawn = shapely.linestrings(lines.points[first + np.arange(len(owner))], indices=owner)
        edge = self.polygon.exterior
        shapely.prepare(edge)
        perhaps[near] = shapely.intersects(edge, drawn)
        return perhaps

    def crossings(self, line: Floats) -> Floats:
        """Find where a line touches it, as point number plus share."""
        start, span = line[:-1], np.diff(line, axis=0)
        edge = np.roll(self.corners, -1, axis=0) - self.corners
        away = self.corners[None, :, :] - start[:, None, :]
        turn = span[:, :1] * edge[:, 1] - span[:, 1:] * edge[:, 0]
        safe = np.where(turn == 0.0, 1.0, turn)
        share = (away[:, :, 0] * edge[:, 1] - away[:, :, 1] * edge[:, 0]) / safe
        along = (away[:, :, 0] * span[:, 1:] - away[:, :, 1] * span[:, :1]) / safe
        met = (turn != 0.0) & (share >= 0.0) & (share <= 1.0) & (along >= 0.0) & (along <= 1.0)
        piece, side = np.nonzero(met)
        found: Floats = np.unique(piece + share[piece, side])
        return found


def lies_within(inner: Edge, outer: Edge) -> bool:
    """Tell whether one edge lies wholly within another, without touching it.

    Examples
    --------
    >>> lies_within(Circle(3.0), Circle(5.0)), lies_within(Circle(5.0), Circle(5.0))
    (True, False)
    """
    if isinstance(inner, Outline) and isinstance(outer, Outline):
        return bool(outer.polygon.contains_properly(inner.polygon))
    middle = np.zeros((1, 2))
    # How far one can go from the centre in every direction without touching the outer edge.
    return inner.reach < -float(outer.metres_outside(middle)[0])
