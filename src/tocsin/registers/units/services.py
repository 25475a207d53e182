"""What is done to units: added, changed, retired, put on duty."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer, Station
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.kernel.retiring import insist_in_use, restore, retire
from tocsin.registers.units import acts
from tocsin.registers.units.errors import (
    CodeTaken,
    ReasonMissing,
    StillAtWork,
    StillOnShift,
)
from tocsin.registers.units.events import UnitChanged
from tocsin.registers.units.facts import UnitRow
from tocsin.registers.units.guards import open_work
from tocsin.registers.units.models import Standing, StandingChange, Unit
from tocsin.registers.units.queries import open_crews
from tocsin.registers.units.states import DutyStatus, UnitKind


@transaction.atomic
def add_unit(
    *,
    bureau: Bureau,
    code: str,
    name: str,
    kind: UnitKind,
    home: tuple[float, float],
    actor: Officer,
    at: datetime,
    station: Station | None = None,
    capabilities: Sequence[str] = (),
    agency: str = "",
) -> Unit:
    """Add a unit, off duty at its home post.

    Raises
    ------
    CodeTaken
        Another unit of the bureau has the code.
    """
    unit, made = Unit.objects.get_or_create(
        bureau=bureau,
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "station": station,
            "capabilities": list(capabilities),
            "agency": agency,
            "home_lon": home[0],
            "home_lat": home[1],
        },
    )
    if not made:
        raise CodeTaken(taken_by(unit))
    Standing.objects.create(unit=unit, bureau=bureau, duty=DutyStatus.OFF_DUTY, since=at)
    audit.record(acts.ADDED, subject=unit, actor=actor, at=at, code=code, kind=kind.value)
    tell(unit, DutyStatus.OFF_DUTY, at)
    return unit


@transaction.atomic
def retire_unit(*, unit: Unit, actor: Officer, at: datetime) -> Unit:
    """Take a unit off the list; what it did stays on record.

    Raises
    ------
    NotInUse
        It is off the list already.
    StillOnShift
        It has a crew.
    StillAtWork
        It has an open assignment, says a guard of the desks.
    """
    unit = locked(unit)
    retire(unit, unit.name, at)
    work = open_work(unit)
    if work:
        raise StillAtWork(
            _("{unit} is at work on {work}. Finish or withdraw the assignment first.").format(
                unit=unit.name, work=work
            )
        )
    if open_crews(unit.bureau).filter(unit=unit).exists():
        raise StillOnShift(_("{unit} has a crew. End the shift first.").format(unit=unit.name))
    unit.save(update_fields=["retired_at"])
    stand(unit, DutyStatus.OFF_DUTY, "", actor=actor, at=at)
    audit.record(acts.RETIRED, subject=unit, actor=actor, at=at, code=unit.code)
    return unit


@transaction.atomic
def restore_unit(*, unit: Unit, actor: Officer, at: datetime) -> Unit:
    """Put a retired unit back on the list, off duty.

    Raises
    ------
    NotInUse
        It is on the list.
    """
    unit = locked(unit)
    restore(unit, unit.name)
    unit.save(update_fields=["retired_at"])
    audit.record(acts.RESTORED, subject=unit, actor=actor, at=at, code=unit.code)
    tell(unit, DutyStatus.OFF_DUTY, at)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, described: UnitRow, actor: Officer, at: datetime) -> Unit:
    """Change what the register says of a unit; its code stays.

    Raises
    ------
    NotInUse
        The unit is retired.
    """
    unit = locked(unit)
    insist_in_use(unit, unit.name)
    station = Station.objects.filter(bureau=unit.bureau, code=described.station).first()
    unit.name, unit.kind = described.name, described.kind
    unit.station, unit.agency = station, described.agency
    unit.capabilities = list(described.capabilities)
    unit.home_lon, unit.home_lat = described.lon, described.lat
    unit.save()
    audit.record(
        acts.CHANGED, subject=unit, actor=actor, at=at, code=unit.code, kind=described.kind.value
    )
    standing = Standing.objects.filter(unit=unit).first()
    tell(unit, DutyStatus(standing.duty) if standing else DutyStatus.OFF_DUTY, at)
    return unit


@transaction.atomic
def set_duty(
    *, unit: Unit, duty: DutyStatus, actor: Officer, at: datetime, reason: str = ""
) -> Standing:
    """Say what a unit is doing; unavailable needs a reason.

    Raises
    ------
    ReasonMissing
        The unit is made unavailable and nobody said why.
    """
    reason = reason.strip()
    if duty == DutyStatus.UNAVAILABLE and not reason:
        raise ReasonMissing(_("Say why the unit is unavailable; the dispatchers see it."))
    unit = locked(unit)
    standing = stand(unit, duty, reason, actor=actor, at=at)
    audit.record(
        acts.DUTY_SET,
        subject=unit,
        actor=actor,
        at=at,
        code=unit.code,
        duty=duty.value,
        reason=reason,
    )
    return standing


def taken_by(unit: Unit) -> str:
    """Say who has a code."""
    if unit.retired_at is not None:
        return _("The retired unit {unit} has the code {code}. Put it back in use instead.").format(
            unit=unit.name, code=unit.code
        )
    return _("A unit with the code {code} is on the list.").format(code=unit.code)


def locked(unit: Unit) -> Unit:
    """Lock a unit's row, so that two who change it queue up."""
    rows = Unit.objects.select_for_update(no_key=True, of=("self",)).select_related("bureau")
    return rows.get(pk=unit.pk)


def stand(unit: Unit, duty: DutyStatus, reason: str, *, actor: Officer, at: datetime) -> Standing:
    """Write a unit's standing and its history, and tell the desks."""
    standing, _made = Standing.objects.update_or_create(
        unit=unit,
        defaults={"bureau": unit.bureau, "duty": duty, "reason": reason, "since": at},
    )
    StandingChange.objects.create(
        bureau=unit.bureau, unit=unit, duty=duty, reason=reason, at=at, by=actor
    )
    tell(unit, duty, at)
    return standing


def tell(unit: Unit, duty: DutyStatus, at: datetime) -> None:
    """Tell the desks."""
    publish(
        UnitChanged(
            bureau_id=unit.bureau_id,
            subject=f"unit:{unit.pk}",
            at=at,
            unit=unit.pk,
            code=unit.code,
            duty=duty.value,
        )
    )
