"""Looking for clocks that have come to warn or fall due."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from tocsin.desks.dispatch.acting.locking import hold
from tocsin.desks.dispatch.clocks.keeping import TICKING, ScanReport, settle_clocks
from tocsin.desks.dispatch.models import Clock, Incident
from tocsin.desks.dispatch.states import ClockState
from tocsin.kernel.accounts.api import Bureau


def scan_clocks(*, at: datetime, bureau: Bureau | None = None) -> ScanReport:
    """Look once for tiers that have come to warn or fall due, and act on each exactly once.

    With a bureau only its own are looked at, as where its time is not everybody's.

    Each incident is its own transaction, so that a fault in one keeps no other waiting; what an
    interrupted look left undone, the next one does.
    """
    report = ScanReport()
    for pk in incidents_due(at, bureau):
        report += scan_incident(pk, at)
    return report


def incidents_due(at: datetime, bureau: Bureau | None = None) -> list[UUID]:
    """List the incidents with a tier that has come to warn or fall due, the latest first."""
    due = Clock.objects.filter(
        Q(state=ClockState.RUNNING, warn_at__lte=at) | Q(state__in=TICKING, due_at__lt=at)
    )
    if bureau is not None:
        due = due.filter(bureau=bureau)
    return list(dict.fromkeys(due.order_by("due_at", "pk").values_list("incident_id", flat=True)))


@transaction.atomic
def scan_incident(pk: UUID, at: datetime) -> ScanReport:
    """Read the tiers of one incident under its lock."""
    incident = hold(Incident(pk=pk))
    return settle_clocks(incident, at)


def next_due(bureau: Bureau) -> datetime | None:
    """Say when the next tier of the bureau warns or falls due; None when none runs."""
    running = Clock.objects.filter(bureau=bureau, state__in=TICKING)
    warning = running.filter(state=ClockState.RUNNING).order_by("warn_at")
    falling = running.order_by("due_at")
    moments = [
        moment
        for moment in (
            warning.values_list(F("warn_at"), flat=True).first(),
            falling.values_list(F("due_at"), flat=True).first(),
        )
        if moment is not None
    ]
    return min(moments, default=None)
