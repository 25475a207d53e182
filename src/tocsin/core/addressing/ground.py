"""What the finder asks of the roads, whoever knows them: that places be told along them."""

from collections.abc import Sequence
from typing import Protocol

from tocsin.core.geo import Point


class Onward(Protocol):
    """Where one comes to along a road."""

    @property
    def point(self) -> Point:
        """Where one stands then."""
        ...

    @property
    def short_metres(self) -> float:
        """How much was left to go where the road ended."""
        ...


class Ground(Protocol):
    """The roads of a county, by their names and as they are drawn."""

    def knows(self, road: str) -> bool:
        """Say whether a road is called so."""
        ...

    def onward(
        self,
        start: Point,
        metres: float,
        *,
        road: str = "",
        bearing: float | None = None,
        goal: Point | None = None,
    ) -> Onward | None:
        """Go along the road, in a direction or towards a goal; None where it leads another way."""
        ...

    def between(self, start: Point, end: Point, share: float, road: str = "") -> Point | None:
        """Find the point so far along a road from one place to another."""
        ...

    def meeting(self, first: str, second: str) -> Sequence[Point]:
        """List where two roads meet."""
        ...
