"""What is done to units: added, retired, put on duty, crewed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer, Station
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.registers.units import acts
from tocsin.registers.units.errors import (
    AlreadyOnShift,
    CodeTaken,
    NobodyOnShift,
    NotOnShift,
    ReasonMissing,
    StillOnShift,
)
from tocsin.registers.units.events import UnitChanged
from tocsin.registers.units.models import Crew, Standing, StandingChange, Unit, Vehicle
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
        raise CodeTaken(_("A unit with the code {code} is on the list.").format(code=code))
    Standing.objects.create(unit=unit, bureau=bureau, duty=DutyStatus.OFF_DUTY, since=at)
    audit.record(acts.ADDED, subject=unit, actor=actor, at=at, code=code, kind=kind.value)
    tell(unit, DutyStatus.OFF_DUTY, at)
    return unit


@transaction.atomic
def retire_unit(*, unit: Unit, actor: Officer, at: datetime) -> Unit:
    """Take a unit off the list; what it did stays on record."""
    unit = locked(unit)
    if open_crews(unit.bureau).filter(unit=unit).exists():
        raise StillOnShift(_("{unit} has a crew. End the shift first.").format(unit=unit.name))
    unit.retired_at = at
    unit.save(update_fields=["retired_at"])
    stand(unit, DutyStatus.OFF_DUTY, "", actor=actor, at=at)
    audit.record(acts.RETIRED, subject=unit, actor=actor, at=at, code=unit.code)
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


@transaction.atomic
def start_shift(
    *,
    unit: Unit,
    members: Sequence[Officer],
    shift: str,
    actor: Officer,
    at: datetime,
    vehicle: Vehicle | None = None,
) -> Crew:
    """Crew a unit and put it on duty, available.

    Raises
    ------
    NobodyOnShift
        No member is named.
    AlreadyOnShift
        The unit, a member or the vehicle is on a shift that has not ended.
    """
    if not members:
        raise NobodyOnShift(_("Name at least one person for the shift."))
    unit = locked(unit)
    # Locked in one order, so that two shifts naming the same people queue up.
    ids = sorted(member.pk for member in members)
    list(Officer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    refuse_if_on_shift(unit, members, vehicle)
    crew = Crew.objects.create(
        bureau=unit.bureau, unit=unit, shift=shift, vehicle=vehicle, from_at=at
    )
    crew.members.set(members)
    stand(unit, DutyStatus.AVAILABLE, "", actor=actor, at=at)
    audit.record(
        acts.SHIFT_STARTED,
        subject=unit,
        actor=actor,
        at=at,
        code=unit.code,
        shift=shift,
        members=len(ids),
        vehicle=vehicle.code if vehicle else "",
    )
    return crew


@transaction.atomic
def end_shift(*, unit: Unit, actor: Officer, at: datetime) -> Crew:
    """End the shift of a unit's crew and put the unit off duty.

    Raises
    ------
    NotOnShift
        The unit has no crew.
    """
    unit = locked(unit)
    crew = open_crews(unit.bureau).filter(unit=unit).first()
    if crew is None:
        raise NotOnShift(_("{unit} is not on a shift.").format(unit=unit.name))
    crew.until_at = at
    crew.save(update_fields=["until_at"])
    stand(unit, DutyStatus.OFF_DUTY, "", actor=actor, at=at)
    audit.record(
        acts.SHIFT_ENDED, subject=unit, actor=actor, at=at, code=unit.code, shift=crew.shift
    )
    return crew


def refuse_if_on_shift(unit: Unit, members: Sequence[Officer], vehicle: Vehicle | None) -> None:
    """Refuse people, units and vehicles that are on a shift already."""
    crews = open_crews(unit.bureau)
    if crews.filter(unit=unit).exists():
        raise AlreadyOnShift(
            _("{unit} is on a shift already. End it first.").format(unit=unit.name)
        )
    busy = crews.filter(members__in=members).select_related("unit").first()
    if busy is not None:
        raise AlreadyOnShift(
            _("One of these people is on the shift of {unit}.").format(unit=busy.unit.name)
        )
    taken = crews.filter(vehicle=vehicle).select_related("unit").first() if vehicle else None
    if taken is not None:
        raise AlreadyOnShift(_("{unit} is using this vehicle.").format(unit=taken.unit.name))


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
