"""Correcting which incident a saved call belongs to; the record of the mistake stays."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.calls import acts
from tocsin.desks.calls.errors import NoReason, NotLinked, WrongState
from tocsin.desks.calls.models import Call, CallLink
from tocsin.desks.calls.services.saving import OPENED, join, open_for
from tocsin.desks.calls.services.steps import locked, tell
from tocsin.desks.calls.states import CallState
from tocsin.desks.calls.told import Place, Told
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit


@transaction.atomic
def link(*, call: Call, incident: dispatch.Incident, actor: Officer, at: datetime) -> Call:
    """Link a saved call that belongs to no incident to one it turns out to be about.

    Raises
    ------
    WrongState
        The call is not saved yet, or belongs to an incident already.
    """
    call = locked(call)
    if call.state != CallState.SAVED or call.incident_id is not None:
        raise WrongState(
            _("{number} belongs to an incident already, or is still open. Reload it.").format(
                number=call.number
            )
        )
    join(call, incident, told_of(call), actor, at)
    call.validity_reason = ""
    call.save(update_fields=["incident", "validity", "validity_reason"])
    tell(call, at)
    return call


@transaction.atomic
def unlink(*, call: Call, reason: str, actor: Officer, at: datetime) -> Call:
    """Take a call from an incident it does not belong to; it opens its own, so help still comes.

    Raises
    ------
    NoReason
        The mistake must be explained.
    NotLinked
        The call is not linked, or it is the one that opened the incident.
    """
    if not reason.strip():
        raise NoReason(_("Write in a line why the call does not belong there."))
    call = locked(call)
    current, left = link_to_end(call)
    current.unlinked_by, current.unlinked_at = actor, at
    current.unlink_reason = reason.strip()
    current.save(update_fields=["unlinked_by", "unlinked_at", "unlink_reason"])
    own = stand_alone(call, left, actor, at)
    dispatch.note_call_unlinked(
        incident=left, call_number=call.number, actor=actor, at=at, reason=reason.strip()
    )
    audit.record(
        acts.UNLINKED,
        subject=call,
        actor=actor,
        at=at,
        number=call.number,
        incident=left.number,
        reopened_as=own.number,
    )
    tell(call, at)
    return call


def link_to_end(call: Call) -> tuple[CallLink, dispatch.Incident]:
    """Find the link that may be ended, and the incident that the call leaves."""
    current = CallLink.objects.select_for_update().filter(call=call, unlinked_at=None).first()
    if current is None or call.incident is None:
        raise NotLinked(_("{number} is not linked to an incident.").format(number=call.number))
    if list(current.reasons) == OPENED:
        raise NotLinked(
            _("{number} opened this incident. Close or merge the incident instead.").format(
                number=call.number
            )
        )
    return current, call.incident


def stand_alone(
    call: Call, left: dispatch.Incident, actor: Officer, at: datetime
) -> dispatch.Incident:
    """Open an incident of the call's own; where it said no place or type, those of the one left."""
    if call.lon is None or call.lat is None:
        call.lon, call.lat = left.lon, left.lat
        call.place_text, call.place_code = left.place_text, left.place_code
    call.type_code = call.type_code or left.type_code
    call.incident = None
    own = open_for(call, actor, at)
    call.save()
    return own


def told_of(call: Call) -> Told:
    """Say again what a call told when it was saved."""
    place = None
    if call.lon is not None and call.lat is not None:
        place = Place(call.lon, call.lat, call.place_text, kind=call.place_kind)
    return Told(place, call.place_words, call.type_code, call.words, call.answers, call.priority)
