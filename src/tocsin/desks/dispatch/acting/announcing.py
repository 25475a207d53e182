"""Telling the other screens what changed, inside the transaction in which it did."""

from datetime import datetime

from tocsin.desks.dispatch.events import ClockChanged, IncidentChanged, UnitChanged
from tocsin.desks.dispatch.models import Incident
from tocsin.kernel.events.api import publish
from tocsin.registers.units.api import Unit


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


def tell_idle_unit(unit: Unit, at: datetime) -> None:
    """Tell the desks and its phone that a unit with no incident is to do something else."""
    publish(
        UnitChanged(
            bureau_id=unit.bureau_id, subject=f"unit:{unit.pk}", at=at, unit=unit.pk, number=""
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
