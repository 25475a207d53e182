"""What the dispatch desk tells the other screens."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.desks.dispatch.models import Incident
from tocsin.kernel.events.api import Event, publish


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


def tell_incident(incident: Incident, at: datetime) -> None:
    """Tell the desks that an incident changed."""
    publish(
        IncidentChanged(
            bureau_id=incident.bureau_id,
            subject=f"incident:{incident.number}",
            at=at,
            number=incident.number,
            state=incident.state,
            priority=incident.priority,
        )
    )


def tell_unit(incident: Incident, unit_id: int, at: datetime) -> None:
    """Tell the desks that a unit does something else now."""
    publish(
        UnitChanged(
            bureau_id=incident.bureau_id,
            subject=f"unit:{unit_id}",
            at=at,
            unit=unit_id,
            number=incident.number,
        )
    )


def tell_clock(incident: Incident, tier: int, state: str, at: datetime) -> None:
    """Tell the desks where a response clock stands."""
    publish(
        ClockChanged(
            bureau_id=incident.bureau_id,
            subject=f"incident:{incident.number}",
            at=at,
            number=incident.number,
            tier=tier,
            state=state,
        )
    )
