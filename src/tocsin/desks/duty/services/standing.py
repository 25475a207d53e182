"""Whether the unit may be sent, and whether the phone says where it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.duty.acts import SHARING_SET
from tocsin.desks.duty.errors import NotOnDuty, NotSharing
from tocsin.desks.duty.models import PositionSharing
from tocsin.desks.duty.queries import crew_now, sharing_since
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.units.api import DutyStatus, Fix, Unit, record_fixes, unit_for

# A fix that waited longer on the phone says nothing about where the unit is.
OLDEST_FIX = timedelta(minutes=30)


@transaction.atomic
def set_sharing(*, actor: Officer, sharing: bool, at: datetime) -> PositionSharing:
    """Begin or end the sharing of the phone's position; it may end at any time.

    Raises
    ------
    NotOnDuty
        Sharing is to begin, and the officer is not on duty.
    """
    if sharing:
        insist_on_duty(unit_for(actor))
    row, _made = PositionSharing.objects.update_or_create(
        officer=actor, defaults={"bureau": actor.bureau, "sharing": sharing, "since": at}
    )
    audit.record(SHARING_SET, subject=row, actor=actor, at=at, sharing=sharing)
    return row


def insist_on_duty(unit: Unit | None) -> Unit:
    """Refuse an officer who is not on duty."""
    if unit is None or unit.standing.duty == DutyStatus.OFF_DUTY:
        raise NotOnDuty(_("You are not on duty. Your position is not shared."))
    return unit


def report_position(
    *, actor: Officer, lon: float, lat: float, fixed_at: datetime, at: datetime
) -> Sequence[Sequence[float]]:
    """Move the officer's unit to where the phone is, while the officer shares it.

    Raises
    ------
    NotSharing
        The officer does not share the position, or not in this shift.
    """
    unit = insist_on_duty(unit_for(actor))
    if sharing_since(actor, unit, crew_now(actor, unit)) is None:
        raise NotSharing(_("Your position is not shared. Nothing was stored."))
    if fixed_at < at - OLDEST_FIX:
        return []
    # A fix from ahead of our clock would outlive true ones.
    return record_fixes(actor.bureau, [Fix(unit.pk, lon, lat, min(fixed_at, at))], at)
