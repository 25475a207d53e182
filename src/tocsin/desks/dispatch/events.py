"""What the dispatch desk tells the other screens."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChanged(Event):
    """An incident was opened, or something about it changed."""

    kind: ClassVar[str] = "incident.changed"
    number: str
    state: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(Event):
    """What a unit is doing changed."""

    kind: ClassVar[str] = "unit.changed"
    unit: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChanged(Event):
    """A tier of a response clock warns, is met or is missed."""

    kind: ClassVar[str] = "clock.changed"
    number: str
    tier: int
    state: str
