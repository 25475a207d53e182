"""How far assignments are, and where that leaves their incident."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.states import IncidentState, MilestoneKind, UnitProgress

REACHED: dict[MilestoneKind, UnitProgress] = {
    MilestoneKind.ASSIGNED: UnitProgress.ASSIGNED,
    MilestoneKind.RECEIVED: UnitProgress.ASSIGNED,
    MilestoneKind.DEPARTED: UnitProgress.EN_ROUTE,
    MilestoneKind.ARRIVED: UnitProgress.ON_SCENE,
    MilestoneKind.FEEDBACK: UnitProgress.ON_SCENE,
    MilestoneKind.TRANSPORT: UnitProgress.TRANSPORTING,
    MilestoneKind.CLEARED: UnitProgress.DONE,
}


RANK = list(UnitProgress)


STAMP = ("milestones__kind", "milestones__at", "milestones__superseded_at")


@dataclass(slots=True)
class Stand:
    """How far one assignment is: the stamps that stand on it, and whether it is over."""

    assigned_at: datetime
    ended_at: datetime | None = None
    withdrawn: bool = False
    stamps: dict[MilestoneKind, datetime] = field(default_factory=dict)


def arrivals_in(stands: Mapping[UUID, Stand]) -> list[datetime]:
    """List when units arrived, one moment for each assignment that has one."""
    moments = (one.stamps.get(MilestoneKind.ARRIVED) for one in stands.values())
    return [moment for moment in moments if moment is not None]


def progress_of(kinds: Iterable[str]) -> UnitProgress:
    """Say how far a unit is, from the stamps that stand on its assignment."""
    reached = [REACHED[MilestoneKind(kind)] for kind in kinds]
    return max(reached, key=RANK.index, default=UnitProgress.ASSIGNED)


def derived_state(open_ones: Collection[UnitProgress], *, some_done: bool) -> IncidentState:
    """Say where an incident stands, from how far its units are."""
    if not open_ones:
        return IncidentState.CLEARED if some_done else IncidentState.WAITING
    furthest = max(open_ones, key=RANK.index)
    return {
        UnitProgress.ASSIGNED: IncidentState.ASSIGNED,
        UnitProgress.EN_ROUTE: IncidentState.EN_ROUTE,
    }.get(furthest, IncidentState.ON_SCENE)


def stands_of(incident: Incident) -> dict[UUID, Stand]:
    """Read how far every assignment of an incident is, by the assignment's id."""
    rows = Assignment.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    found: dict[UUID, Stand] = {}
    for pk, assigned_at, ended_at, withdrawn, kind, at, superseded_at in rows.order_by(
        "milestones__at", "milestones__pk"
    ).values_list("pk", "assigned_at", "ended_at", "withdrawn", *STAMP):
        stand = found.setdefault(pk, Stand(assigned_at, ended_at, withdrawn))
        if kind is not None and superseded_at is None:
            stand.stamps[MilestoneKind(kind)] = at
    return found
