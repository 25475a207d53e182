"""Help for an officer: called for from the phone, answered at the desk."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import EntryKind
from tocsin.desks.duty.acts import HELP_ANSWERED, HELP_CALLED
from tocsin.desks.duty.errors import AlreadyAnswered
from tocsin.desks.duty.events import HelpChanged
from tocsin.desks.duty.models import HelpRequest
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.registers.units.api import Unit, fixes, unit_for

Place = tuple[float, float]


@transaction.atomic
def call_for_help(
    *,
    actor: Officer,
    at: datetime,
    place: Place | None = None,
    claimed_at: datetime | None = None,
) -> HelpRequest:
    """Call for help; pressed again before anyone answered, it is the same call."""
    Officer.objects.select_for_update(no_key=True).get(pk=actor.pk)
    waiting = HelpRequest.objects.filter(bureau=actor.bureau, officer=actor, answered_at=None)
    already = waiting.first()
    if already is not None:
        return already
    unit = unit_for(actor)
    assignment = dispatch.open_assignment_of(unit) if unit else None
    lon, lat = place or last_place(unit, at) or (None, None)
    asked = HelpRequest.objects.create(
        bureau=actor.bureau,
        officer=actor,
        unit=unit,
        incident=assignment.incident if assignment else None,
        lon=lon,
        lat=lat,
        at=at,
        claimed_at=claimed_at,
    )
    write_down(asked)
    audit.record(
        HELP_CALLED,
        subject=asked,
        actor=actor,
        at=at,
        incident=assignment.incident.number if assignment else None,
        unit=unit.code if unit else None,
    )
    tell(asked, at)
    return asked


def write_down(asked: HelpRequest) -> None:
    """Write a call for help into the timeline of the incident the officer is at."""
    if asked.incident is not None:
        dispatch.add_note(
            incident=asked.incident,
            text="",
            actor=asked.officer,
            at=asked.at,
            kind=EntryKind.HELP,
            claimed_at=asked.claimed_at,
        )


def write_answer_down(asked: HelpRequest, actor: Officer, at: datetime) -> None:
    """Write into the same timeline that somebody has it in hand."""
    if asked.incident is not None:
        dispatch.add_note(
            incident=asked.incident,
            text="",
            actor=actor,
            at=at,
            kind=EntryKind.HELP,
            said="help_in_hand",
            officer=asked.officer.name,
        )


def last_place(unit: Unit | None, at: datetime) -> Place | None:
    """Say where the officer's unit was heard last, if that is still worth something."""
    if unit is None:
        return None
    fix = fixes(unit.bureau, at, only=[unit.pk]).get(unit.pk)
    return (fix.lon, fix.lat) if fix and not fix.stale else None


@transaction.atomic
def answer_help(*, asked: HelpRequest, actor: Officer, at: datetime) -> HelpRequest:
    """Take a call for help in hand; the officer's phone shows by whom.

    Raises
    ------
    AlreadyAnswered
        Somebody else did so first.
    """
    # Two steps: a read that had to wait for the lock would still show nobody beside the request.
    HelpRequest.objects.select_for_update(no_key=True).values_list("pk").get(pk=asked.pk)
    rows = HelpRequest.objects.select_related("officer", "answered_by", "incident")
    current = rows.get(pk=asked.pk)
    if current.answered_by is not None:
        raise AlreadyAnswered(
            _("{name} has taken this in hand already.").format(name=current.answered_by.name)
        )
    current.answered_by, current.answered_at = actor, at
    current.save(update_fields=["answered_by", "answered_at"])
    write_answer_down(current, actor, at)
    audit.record(
        HELP_ANSWERED,
        subject=current,
        actor=actor,
        at=at,
        seconds=round((at - current.at).total_seconds()),
    )
    tell(current, at)
    return current


def tell(asked: HelpRequest, at: datetime) -> None:
    """Tell the desks and the officer's phone."""
    publish(
        HelpChanged(
            bureau_id=asked.bureau_id,
            subject=f"help:{asked.pk}",
            at=at,
            request=asked.pk,
            officer=asked.officer_id,
            answered=asked.answered_at is not None,
        )
    )
