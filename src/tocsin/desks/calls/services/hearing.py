"""Acting on what the telephone switch says, each signal once, in whatever order it comes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import NoSuchCall
from tocsin.desks.calls.models import Call, SwitchSignal
from tocsin.desks.calls.ports import Answered, HungUp, Located, Ringing, Signal, TelephoneSwitch
from tocsin.desks.calls.services.arriving import (
    answer,
    caller_kept,
    hang_up,
    locate_caller,
    ring,
)
from tocsin.desks.calls.services.steps import locked
from tocsin.desks.calls.states import CallBack, CallState, Channel
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.personal.api import Kind

KINDS = {Ringing: "ringing", Answered: "answered", HungUp: "hung_up", Located: "located"}


def hear(*, switch: TelephoneSwitch, actor: Officer, at: datetime) -> list[Call]:
    """Take every signal that the switch has to hand over."""
    return [take_signal(signal=signal, actor=actor, at=at) for signal in switch.signals()]


@transaction.atomic
def take_signal(*, signal: Signal, actor: Officer, at: datetime) -> Call:
    """Act on one signal and return its call; a signal taken before changes nothing.

    An answer or an end that overtakes its ring makes the call ring first: nothing is lost.

    Raises
    ------
    NoSuchCall
        A location for a call that never rang; the switch sends it again.
    """
    _row, is_new = SwitchSignal.objects.get_or_create(
        bureau=actor.bureau,
        signal_id=signal.signal_id,
        defaults={"kind": KINDS[type(signal)], "source_id": signal.source_id, "received_at": at},
    )
    call = call_from(actor.bureau, signal)
    if not is_new and call is not None:
        return call
    if isinstance(signal, Ringing):
        return ring_for(signal, call, actor)
    call = late_ring(signal, actor) if call is None else rung_by(call, signal.at)
    if isinstance(signal, Located):
        return locate_caller(call=call, place=signal.place, actor=actor, at=signal.at)
    if isinstance(signal, Answered):
        return answer_for(signal, call, actor)
    return hang_up(call=call, actor=actor, at=signal.at)


def ring_for(signal: Ringing, call: Call | None, actor: Officer) -> Call:
    """Ring; a call that its answer had overtaken learns when it rang and where from."""
    if call is not None:
        return mend_ring(signal, locked(call), actor)
    return ring(
        source_id=signal.source_id,
        actor=actor,
        at=signal.at,
        telephone=signal.telephone,
        place=signal.place,
    )


def mend_ring(signal: Ringing, call: Call, actor: Officer) -> Call:
    """Add to a call what its late ring says, so that the answer time runs from the ring."""
    call.rang_at = min(call.rang_at, signal.at)
    if call.caller is None:
        caller = {Kind.TELEPHONE: signal.telephone}
        call.caller = caller_kept(caller, actor, signal.at)
    call.save(update_fields=["rang_at", "caller"])
    if signal.place is not None and call.caller_lon is None:
        return locate_caller(call=call, place=signal.place, actor=actor, at=signal.at)
    return call


def late_ring(signal: Answered | HungUp | Located, actor: Officer) -> Call:
    """Make the call whose ring has not come yet; a location alone is no call."""
    if isinstance(signal, Located):
        raise NoSuchCall(_("No call of this id has rung here. Send the ring first."))
    return ring(source_id=signal.source_id, actor=actor, at=signal.at)


def rung_by(call: Call, at: datetime) -> Call:
    """Let the ring be no later than anything else that happened on the line."""
    if at < call.rang_at:
        call.rang_at = at
        call.save(update_fields=["rang_at"])
    return call


def answer_for(signal: Answered, call: Call, actor: Officer) -> Call:
    """Answer in the name of the call-taker whom the switch names."""
    if call.state not in {CallState.RINGING, CallState.ABANDONED}:
        return call
    taker = actor.bureau.officers.filter(username=signal.by, is_active=True).first()
    overtaken = call.ended_at is not None and signal.at <= call.ended_at
    call = answer(call=call, actor=actor, by=taker, at=signal.at)
    if overtaken:
        # The end had overtaken the answer: the call was answered after all.
        call.answered_at, call.call_back = max(signal.at, call.rang_at), CallBack.NONE
        call.save(update_fields=["answered_at", "call_back"])
    return call


def call_from(bureau: Bureau, signal: Signal) -> Call | None:
    """Find the call that the switch means."""
    rows = Call.objects.filter(bureau=bureau, channel=Channel.TELEPHONE)
    return rows.filter(source_id=signal.source_id).first()
