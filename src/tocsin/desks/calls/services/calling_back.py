"""Ringing back those who hung up or said nothing; their number is opened only for that."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.calls import acts
from tocsin.desks.calls.errors import NothingToCallBack
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.steps import advance, locked, tell
from tocsin.desks.calls.states import CallBack, CallState
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.personal.api import Kind, Purpose, reveal
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


@transaction.atomic
def show_caller(*, call: Call, task: str, actor: Officer, at: datetime) -> dict[Kind, str]:
    """Open the caller's name and number for one task; the look is recorded first.

    Raises
    ------
    NothingToCallBack
        The call is settled, or the caller left nothing.
    """
    if call.caller is None:
        raise NothingToCallBack(_("The caller left neither a name nor a number."))
    if not is_unsettled(call):
        raise NothingToCallBack(
            _("{number} is settled. Details of people are opened only from open cases.").format(
                number=call.number
            )
        )
    facts = reveal(
        subject=call.caller,
        kinds=[Kind.NAME, Kind.TELEPHONE],
        purpose=Purpose(case=f"call:{call.number}", task=task),
        actor=actor,
        at=at,
    )
    audit.record(acts.REVEALED, subject=call, actor=actor, at=at, number=call.number, task=task)
    return facts


@transaction.atomic
def show_key_holders(
    *, call: Call, code: str, actor: Officer, at: datetime
) -> list[places.KeyHolder]:
    """Show who can open premises near an unsettled call; the look is recorded first.

    Raises
    ------
    NothingToCallBack
        The call is settled.
    """
    if not is_unsettled(call):
        raise NothingToCallBack(
            _("{number} is settled. Details of people are opened only from open cases.").format(
                number=call.number
            )
        )
    return places.key_holders_of(
        bureau=call.bureau,
        code=code,
        purpose=Purpose(case=f"call:{call.number}", task="key_holder"),
        actor=actor,
        at=at,
    )


def is_unsettled(call: Call) -> bool:
    """Say whether there is still something to do for the caller."""
    if call.state != CallState.SAVED or CallBack(call.call_back) in AWAITED:
        return True
    return call.incident is not None and call.incident.closed_at is None
