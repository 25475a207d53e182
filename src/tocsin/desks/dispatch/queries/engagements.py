"""What units are at work on, and what that makes of their status."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.desks.dispatch.queries.progress import progress_of
from tocsin.desks.dispatch.queries.returning import returning_since, with_way_home
from tocsin.desks.dispatch.states import UnitProgress
from tocsin.registers.units.api import DutyStatus, Unit, UnitStatus


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a unit is at work on, and how far it is."""

    assignment: Assignment
    progress: UnitProgress

    @property
    def incident(self) -> Incident:
        """The incident it is at."""
        return self.assignment.incident


def with_standing_stamps(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Read with assignments the stamps that stand, and only those."""
    standing = Milestone.objects.filter(superseded_at=None)
    return rows.prefetch_related(Prefetch("milestones", queryset=standing))


def open_assignments_by_unit(
    bureau_id: int, *, only: Iterable[int] | None = None
) -> dict[int, Engagement]:
    """Map the ids of busy units to what they are at work on."""
    rows = Assignment.objects.filter(bureau_id=bureau_id, ended_at=None)
    if only is not None:
        rows = rows.filter(unit__in=list(only))
    return {
        row.unit_id: Engagement(row, progress_of(stamp.kind for stamp in row.milestones.all()))
        for row in with_standing_stamps(rows.select_related("incident"))
    }


@dataclass(slots=True)
class Busy:
    """A busy unit, as far as deciding whom to send needs to know it."""

    incident_id: UUID
    number: str
    priority: int
    stamps: list[str] = field(default_factory=list)


def busy_units(bureau_id: int) -> dict[int, Busy]:
    """Map the ids of busy units to the incidents they are at and the stamps that stand."""
    rows = Assignment.objects.filter(bureau_id=bureau_id, ended_at=None).order_by()
    found: dict[int, Busy] = {}
    for unit, *at_work, kind, superseded_at in rows.values_list(
        *("unit_id", "incident_id", "incident__number", "incident__priority"),
        *("milestones__kind", "milestones__superseded_at"),
    ):
        busy = found.setdefault(unit, Busy(*at_work))
        if kind is not None and superseded_at is None:
            busy.stamps.append(kind)
    return found


def unit_status(unit: Unit, at: datetime) -> UnitStatus:
    """Say what a unit is doing: from its assignment, else from its own word and its last one."""
    current = open_assignments_by_unit(unit.bureau_id, only=[unit.pk]).get(unit.pk)
    if current is not None:
        return status_of(unit, current)
    rows = with_way_home(Unit.objects.filter(pk=unit.pk), at)
    return status_of(rows.select_related("standing").get(), None)


def status_of(unit: Unit, current: Engagement | None) -> UnitStatus:
    """Derive what a unit is doing; one that is free must have been read by ``with_way_home``."""
    # A unit may be cleared between the reading of its assignment and that of its stamps.
    if current is not None and current.progress != UnitProgress.DONE:
        return UnitStatus(current.progress.value)
    if returning_since(unit) is not None:
        return UnitStatus.RETURNING
    standing = getattr(unit, "standing", None)
    return UnitStatus(standing.duty if standing else DutyStatus.OFF_DUTY)
