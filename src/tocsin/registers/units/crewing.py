"""Who is on a unit: shifts begun, changed and ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.units import acts
from tocsin.registers.units.errors import AlreadyOnShift, NobodyOnShift, NotOnShift
from tocsin.registers.units.models import Crew, Standing, Unit, Vehicle
from tocsin.registers.units.queries import open_crews
from tocsin.registers.units.services import locked, stand, tell
from tocsin.registers.units.states import DutyStatus


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
    unit = locked(unit)
    refuse_unless_free(unit, members, vehicle)
    crew = put_on(unit, members, shift, vehicle, at)
    stand(unit, DutyStatus.AVAILABLE, "", actor=actor, at=at)
    note(acts.SHIFT_STARTED, crew, members, actor=actor, at=at)
    return crew


@transaction.atomic
def change_crew(
    *,
    unit: Unit,
    members: Sequence[Officer],
    shift: str,
    actor: Officer,
    at: datetime,
    vehicle: Vehicle | None = None,
) -> Crew:
    """Relieve people or the vehicle of a unit on shift; who was on it until now stays on record.

    Raises
    ------
    NotOnShift
        The unit has no crew.
    NobodyOnShift
        No member is named.
    AlreadyOnShift
        A member or the vehicle is on another shift that has not ended.
    """
    unit = locked(unit)
    crew = open_crews(unit.bureau).filter(unit=unit).first()
    if crew is None:
        raise NotOnShift(_("{unit} is not on a shift.").format(unit=unit.name))
    crew.until_at = at
    crew.save(update_fields=["until_at"])
    refuse_unless_free(unit, members, vehicle)
    crew = put_on(unit, members, shift, vehicle, at)
    note(acts.CREW_CHANGED, crew, members, actor=actor, at=at)
    standing = Standing.objects.filter(unit=unit).first()
    tell(unit, DutyStatus(standing.duty) if standing else DutyStatus.AVAILABLE, at)
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


def put_on(
    unit: Unit, members: Sequence[Officer], shift: str, vehicle: Vehicle | None, at: datetime
) -> Crew:
    """Write who is on a unit from now on."""
    crew = Crew.objects.create(
        bureau=unit.bureau, unit=unit, shift=shift, vehicle=vehicle, from_at=at
    )
    crew.members.set(members)
    return crew


def note(
    act: audit.Act, crew: Crew, members: Sequence[Officer], *, actor: Officer, at: datetime
) -> None:
    """Write into the trail how many are on a unit; who they are stands in the crew."""
    audit.record(
        act,
        subject=crew.unit,
        actor=actor,
        at=at,
        code=crew.unit.code,
        shift=crew.shift,
        members=len(members),
        vehicle=crew.vehicle.code if crew.vehicle else "",
    )


def refuse_unless_free(unit: Unit, members: Sequence[Officer], vehicle: Vehicle | None) -> None:
    """Lock the people of a shift, and refuse them, the unit or the vehicle where they are taken."""
    if not members:
        raise NobodyOnShift(_("Name at least one person for the shift."))
    # Locked in one order, so that two shifts naming the same people queue up.
    ids = sorted(member.pk for member in members)
    list(Officer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
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
