"""How far assignments are, and where that leaves their incident."""

from collections.abc import Collection, Iterable

from tocsin.desks.dispatch.locking import move
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.states import IncidentState, MilestoneKind, UnitProgress

REACHED: dict[MilestoneKind, UnitProgress] = {
    MilestoneKind.ASSIGNED: UnitProgress.ASSIGNED,
    MilestoneKind.RECEIVED: UnitProgress.ASSIGNED,
    MilestoneKind.DEPARTED: UnitProgress.EN_ROUTE,
    MilestoneKind.ARRIVED: UnitProgress.ON_SCENE,
    MilestoneKind.FEEDBACK: UnitProgress.ON_SCENE,
    MilestoneKind.CLEARED: UnitProgress.DONE,
}
RANK = list(UnitProgress)


def progress_of(kinds: Iterable[str]) -> UnitProgress:
    """Say how far a unit is, from the stamps that stand on its assignment."""
    reached = [REACHED[MilestoneKind(kind)] for kind in kinds]
    return max(reached, key=RANK.index, default=UnitProgress.ASSIGNED)


def stamps_of(assignment: Assignment) -> list[str]:
    """List the kinds of the stamps that stand."""
    return list(assignment.milestones.filter(superseded_at=None).values_list("kind", flat=True))


def derived_state(open_ones: Collection[UnitProgress], *, some_done: bool) -> IncidentState:
    """Say where an incident stands, from how far its units are."""
    if not open_ones:
        return IncidentState.CLEARED if some_done else IncidentState.WAITING
    furthest = max(open_ones, key=RANK.index)
    return {
        UnitProgress.ASSIGNED: IncidentState.ASSIGNED,
        UnitProgress.EN_ROUTE: IncidentState.EN_ROUTE,
    }.get(furthest, IncidentState.ON_SCENE)


def follow_assignments(incident: Incident) -> None:
    """Put a held incident where its assignments say; the caller saves."""
    counted = Assignment.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    if incident.reopened_at is not None:
        counted = counted.filter(assigned_at__gte=incident.reopened_at)
    rows = list(counted.prefetch_related("milestones"))
    under_way = [
        progress_of(stamp.kind for stamp in row.milestones.all() if stamp.superseded_at is None)
        for row in rows
        if row.ended_at is None
    ]
    some_done = any(row.ended_at is not None and not row.withdrawn for row in rows)
    then = derived_state(under_way, some_done=some_done)
    if then != incident.state:
        move(incident, then)
