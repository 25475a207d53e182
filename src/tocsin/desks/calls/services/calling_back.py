"""Ringing back those who hung up or said nothing; their number is opened only for that."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.calls import acts
from tocsin.desks.calls.errors import NothingToCallBack
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.steps import advance, locked, tell
from tocsin.desks.calls.states import CallBack, CallState
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.personal.api import Kind, Purpose, ask, read
from tocsin.registers.places import api as places

AWAITED = frozenset({CallBack.DUE, CallBack.UNREACHED})


@transaction.atomic
def record_call_back(*, call: Call, reached: bool, actor: Officer, at: datetime) -> Call:
    """Note that the caller was rung back; one who had hung up and is reached is an open call.

    Someone not reached may be tried again; each try is on record.

    Raises
    ------
    NothingToCallBack
        Nobody waits for a call-back.
    """
    call = locked(call)
    if CallBack(call.call_back) not in AWAITED:
        raise NothingToCallBack(
            _("{number} waits for no call-back. Reload the list.").format(number=call.number)
        )
    call.call_back = CallBack.REACHED if reached else CallBack.UNREACHED
    if reached and call.state == CallState.ABANDONED:
        advance(call, CallState.OPEN)
        call.answered_by = actor
    call.save(update_fields=["call_back", "state", "answered_by"])
    audit.record(
        acts.CALLED_BACK, subject=call, actor=actor, at=at, number=call.number, reached=reached
    )
    tell(call, at)
    return call


def show_caller(*, call: Call, task: str, actor: Officer, at: datetime) -> Mapping[Kind, str]:
    """Open the caller's name and number for one task; the look is on record before.

    Raises
    ------
    NothingToCallBack
        The caller left nothing.
    NoPurpose
        The call is settled.
    """
    if call.caller is None:
        raise NothingToCallBack(_("The caller left neither a name nor a number."))
    ticket = ask(
        subjects=[call.caller],
        kinds=[Kind.NAME, Kind.TELEPHONE],
        purpose=Purpose(case=f"call:{call.number}", task=task),
        actor=actor,
        at=at,
        also=lambda: audit.record(
            acts.REVEALED, subject=call, actor=actor, at=at, number=call.number, task=task
        ),
    )
    return read(ticket).get(call.caller, {})


def show_key_holders(
    *, call: Call, code: str, actor: Officer, at: datetime
) -> list[places.KeyHolder]:
    """Show who can open premises near an unsettled call; the look is on record before.

    Raises
    ------
    NoPurpose
        The call is settled.
    """
    return places.key_holders_of(
        bureau=call.bureau,
        code=code,
        purpose=Purpose(case=f"call:{call.number}", task="key_holder"),
        actor=actor,
        at=at,
    )


def is_unsettled(call: Call) -> bool:
    """Say whether there is still something to do for the caller.

    The database asks the same (``personal.call_is_open``) before it hands out what is known.
    """
    if call.state != CallState.SAVED or CallBack(call.call_back) in AWAITED:
        return True
    if call.incident is None:
        return False
    whole = call.incident.head or call.incident
    return whole.closed_at is None and whole.state != dispatch.IncidentState.TRANSFERRED
