"""Keeping what trips on record taught, and the newest of it."""

from datetime import datetime

from django.db import transaction

from tocsin.core.roads.calibration import NO_TRIPS, Calibration, calibrate
from tocsin.core.roads.calibration.keeping import VERSION, read, written
from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.models import RoadCalibration
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit

NOTHING_LEARNT = calibrate(NO_TRIPS)
_read: dict[int, tuple[int, Calibration]] = {}


@transaction.atomic
def keep_calibration(
    *,
    bureau: Bureau,
    found: Calibration,
    since: datetime,
    until: datetime,
    actor: Officer,
    at: datetime,
) -> RoadCalibration:
    """Put what was learnt in force, as the next version; the desks use it from their next look."""
    Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    newest = RoadCalibration.objects.filter(bureau=bureau).order_by("-version").first()
    made = RoadCalibration.objects.create(
        bureau=bureau,
        version=newest.version + 1 if newest else 1,
        since=since,
        until=until,
        trips=found.trips,
        calibrated=found.calibrated,
        figures=written(found),
        made_at=at,
        made_by=actor,
    )
    audit.record(
        acts.CALIBRATED,
        subject=made,
        actor=actor,
        at=at,
        version=made.version,
        trips=made.trips,
        calibrated=made.calibrated,
    )
    return made


def calibration_in_force(bureau: Bureau) -> Calibration:
    """Return what was learnt last, or the wide default; one small query, the rest is kept.

    Figures that were written by an earlier way of learning are passed over.
    """
    rows = RoadCalibration.objects.filter(bureau=bureau, figures__version=VERSION)
    rows = rows.order_by("-version")
    newest = rows.values_list("pk", flat=True).first()
    if newest is None:
        return NOTHING_LEARNT
    known = _read.get(bureau.pk)
    if known is None or known[0] != newest:
        figures = rows.values_list("figures", flat=True).get(pk=newest)
        known = _read[bureau.pk] = newest, read(figures)
    return known[1]
