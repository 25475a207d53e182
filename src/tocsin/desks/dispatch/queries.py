"""Questions about incidents and units that read several tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from uuid import UUID

import numpy as np
from django.db.models import Prefetch, QuerySet

from tocsin.core.geo import haversine_metres
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.desks.dispatch.progress import progress_of
from tocsin.desks.dispatch.returning import returning_since, with_way_home
from tocsin.desks.dispatch.states import OPEN_STATES, UnitProgress
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.units.api import DutyStatus, Unit, UnitStatus

METRES_PER_DEGREE = 111_195.0
MOST_NEAR = 500


@dataclass(frozen=True, slots=True)
class NearIncident:
    """An incident near a point."""

    incident: Incident
    metres: float


def incident_by_number(bureau: Bureau, number: str) -> Incident | None:
    """Find an incident by its number; None where there is none."""
    rows = Incident.objects.filter(bureau=bureau, number=number)
    return rows.select_related("bureau", "head").first()


def near(rows: QuerySet[Incident], lon: float, lat: float, metres: float) -> list[NearIncident]:
    """Keep incidents within a distance of a point, nearest first; at most the newest 500."""
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(lat)))
    boxed = rows.filter(
        lon__range=(lon - east, lon + east), lat__range=(lat - north, lat + north)
    ).order_by("-opened_at", "-pk")
    found = list(boxed[:MOST_NEAR])
    points = np.array([(row.lon, row.lat) for row in found], dtype=np.float64).reshape(-1, 2)
    away = haversine_metres(lon, lat, points[:, 0], points[:, 1])
    kept = [
        NearIncident(row, float(far)) for row, far in zip(found, away, strict=True) if far <= metres
    ]
    return sorted(kept, key=lambda one: one.metres)


def look_alike_candidates(
    bureau: Bureau, lon: float, lat: float, *, since: datetime, metres: float
) -> list[NearIncident]:
    """List open incidents near a point that were opened since a moment, nearest first."""
    rows = Incident.objects.filter(bureau=bureau, state__in=OPEN_STATES, opened_at__gte=since)
    return near(rows, lon, lat, metres)


def history_at(
    bureau: Bureau, lon: float, lat: float, *, metres: float, since: datetime
) -> list[NearIncident]:
    """List what happened at a place since a moment, nearest first; of the place, not of people."""
    rows = Incident.objects.filter(bureau=bureau, opened_at__gte=since).exclude(state="merged")
    return near(rows, lon, lat, metres)


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
