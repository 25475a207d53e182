"""An inner area, protected or dangerous, and the ring beyond which one is away from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import isfinite

import numpy as np

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads.cordon.outlines import Circle, Edge, Outline, Whole, lies_within

WITHIN, BETWEEN, BEYOND = 0, 1, 2
CORNERS = 3


class Fault(StrEnum):
    """Why an area makes no sense."""

    NO_SIZE = "no_size"
    FEW_CORNERS = "few_corners"
    CROSSES_ITSELF = "crosses_itself"
    RING_NOT_AROUND = "ring_not_around"


SENTENCES = {
    Fault.NO_SIZE: "The inner area has a size, and so has the outer ring.",
    Fault.FEW_CORNERS: "An outline has at least three corners.",
    Fault.CROSSES_ITSELF: "An outline does not cross or touch itself.",
    Fault.RING_NOT_AROUND: "The outer ring lies around the inner area.",
}


class SenselessArea(ValueError):  # noqa: N818 - an answer, not a fault
    """An area that makes no sense; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(SENTENCES[fault])
        self.fault = fault


@dataclass(frozen=True)
class Area:
    """An inner area and the ring around it: circles, or outlines of at least three corners.

    With an outline the metres say how far its farthest corner is from the centre
    (:func:`area_within`).

    Raises
    ------
    SenselessArea
        When an edge has no size, an outline crosses itself, or the ring does not lie around.

    Examples
    --------
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> area.zones(np.array([[50.0, 0.0], [0.0, 500.0], [1000.0, 0.0]])).tolist()
    [0, 1, 2]
    """

    centre: Point
    inner_metres: float
    outer_metres: float
    outline: tuple[Point, ...] = ()
    outer_outline: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        for metres in (self.inner_metres, self.outer_metres):
            if not (isfinite(metres) and metres > 0):
                raise SenselessArea(Fault.NO_SIZE)
        if not lies_within(self.inner, self.outer):
            raise SenselessArea(Fault.RING_NOT_AROUND)

    @cached_property
    def inner(self) -> Edge:
        """The edge of the area."""
        return self._edge(self.outline, self.inner_metres)

    @cached_property
    def outer(self) -> Edge:
        """The ring."""
        return self._edge(self.outer_outline, self.outer_metres)

    def _edge(self, outline: tuple[Point, ...], metres: float) -> Edge:
        if not outline:
            return Circle(metres)
        if len(set(outline)) < CORNERS:
            raise SenselessArea(Fault.FEW_CORNERS)
        drawn = Outline(LocalPlane(self.centre).to_metres(np.array(outline, dtype=np.float64)))
        if not drawn.polygon.is_valid:
            raise SenselessArea(Fault.CROSSES_ITSELF)
        return drawn

    def zones(self, here: Floats) -> Whole:
        """Say of places in metres from the centre whether they are within, between or beyond."""
        beyond = np.where(self.outer.encloses(here), BETWEEN, BEYOND)
        zone: Whole = np.where(self.inner.holds(here), WITHIN, beyond)
        return zone

    def metres_outside(self, here: Floats) -> Floats:
        """Say how far places in metres from the centre are outside the area; negative in it."""
        return self.inner.metres_outside(here)


def area_within(
    centre: Point,
    outline: Sequence[Point],
    outer_metres: float = 0.0,
    *,
    inner_metres: float = 0.0,
    outer_outline: Sequence[Point] = (),
) -> Area:
    """Make an area of what lies within an outline, or of a circle where there is none.

    Parameters
    ----------
    outer_metres, outer_outline
        The ring: a circle about the centre, or an outline too.

    Raises
    ------
    SenselessArea
        When the area makes no sense.

    Examples
    --------
    >>> triangle = [Point(106.0, 35.0), Point(106.01, 35.0), Point(106.0, 35.01)]
    >>> round(area_within(Point(106.0, 35.0), triangle, 2000.0).inner_metres)
    1112
    """
    return Area(
        centre,
        farthest_metres(centre, outline) if outline else inner_metres,
        farthest_metres(centre, outer_outline) if outer_outline else outer_metres,
        tuple(outline),
        tuple(outer_outline),
    )


def farthest_metres(centre: Point, corners: Sequence[Point]) -> float:
    """Measure how far the farthest corner is from the centre."""
    here = LocalPlane(centre).to_metres(np.array(corners, dtype=np.float64))
    return float(np.hypot(here[:, 0], here[:, 1]).max())
