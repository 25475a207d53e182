"""Where crews are standing by now, and what was rejected of late."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from tocsin.desks.dispatch.models import Assignment, StandBy
from tocsin.registers.units.api import DutyStatus, Unit

NOT_AGAIN = timedelta(minutes=30)


def in_force(bureau_id: int) -> QuerySet[StandBy]:
    """Keep where crews stand by now; an assignment or another duty has ended the others."""
    sent = Assignment.objects.filter(unit=OuterRef("unit"), assigned_at__gte=OuterRef("at"))
    rows = StandBy.objects.filter(bureau_id=bureau_id, accepted=True, ended_at=None)
    there = rows.filter(
        unit__standing__duty=DutyStatus.AVAILABLE, unit__standing__since__lte=F("at")
    )
    return there.exclude(Exists(sent)).select_related("unit").order_by("at", "pk")


def stand_by_of(unit: Unit) -> StandBy | None:
    """Say where a unit was sent to stand by; None where it is at its own post."""
    return in_force(unit.bureau_id).filter(unit=unit).first()


def rejected_lately(bureau_id: int, at: datetime) -> frozenset[tuple[str, str]]:
    """Name the crews and posts that a dispatcher rejected within the half hour."""
    rows = StandBy.objects.filter(bureau_id=bureau_id, accepted=False, at__gt=at - NOT_AGAIN)
    return frozenset(rows.order_by().values_list("unit__code", "post_code"))
