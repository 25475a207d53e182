"""What the register of units tells the desks."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event

Moved = list[int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(Event):
    """A unit's duty, crew or description changed; ``unit`` is its id."""

    kind: ClassVar[str] = "unit.changed"
    unit: int
    code: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsMoved(Event):
    """Units moved: ``positions`` holds ``[unit id, lon, lat, epoch seconds of the fix]`` each."""

    kind: ClassVar[str] = "unit.moved"
    units: list[int]
    positions: list[Moved]
