"""How calls come in, are answered and end; a call has its number from the first moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.core.retention import RetentionClass
from tocsin.desks.calls import acts
from tocsin.desks.calls.errors import TakenByAnother
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.ports import CallerPlace
from tocsin.desks.calls.services.steps import advance, locked, tell
from tocsin.desks.calls.states import CallBack, CallState, Channel
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.numbering.api import next_number
from tocsin.kernel.personal.api import Kind, keep

RETENTION = RetentionClass.CALL


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known when a call comes in; ``caller`` goes straight to the personal store."""

    channel: Channel
    source_id: str = ""
    source_name: str = ""
    words: str = ""
    place_words: str = ""
    type_code: str = ""
    place: CallerPlace | None = None
    caller: Mapping[Kind, str] = field(default_factory=dict)


@transaction.atomic
def receive(*, arrival: Arrival, actor: Officer, at: datetime) -> Call:
    """Take in a call that waits for an answer; the same source id twice is one call."""
    known = known_call(actor.bureau, arrival)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return enter(arrival, CallState.RINGING, actor, at)
    except IntegrityError:
        twin = known_call(actor.bureau, arrival)
        if twin is None:
            raise
        return twin


def ring(
    *,
    source_id: str,
    actor: Officer,
    at: datetime,
    telephone: str = "",
    place: CallerPlace | None = None,
) -> Call:
    """Note that a telephone rings; the answer time runs from ``at``."""
    caller = {Kind.TELEPHONE: telephone} if telephone else {}
    arrival = Arrival(Channel.TELEPHONE, source_id=source_id, place=place, caller=caller)
    return receive(arrival=arrival, actor=actor, at=at)


@transaction.atomic
def take_by_hand(*, actor: Officer, at: datetime) -> Call:
    """Open a call for someone who stands at the counter or was reached some other way."""
    return enter(Arrival(Channel.HAND), CallState.OPEN, actor, at)


@transaction.atomic
def answer(*, call: Call, actor: Officer, at: datetime, by: Officer | None = None) -> Call:
    """Answer a waiting call, or take an abandoned one up again; answering twice changes nothing.

    An abandoned call was never answered, so its answer time stays empty.

    Raises
    ------
    TakenByAnother
        Another call-taker was quicker.
    """
    call, taker = locked(call), by or actor
    if call.state == CallState.OPEN:
        if call.answered_by_id == taker.pk:
            return call
        raise TakenByAnother(
            _("{name} has already answered {number}. Take the next one.").format(
                name=call.answered_by or "", number=call.number
            )
        )
    before = call.state
    advance(call, CallState.OPEN)
    call.answered_by = taker
    if before == CallState.RINGING:
        call.answered_at = max(at, call.rang_at)
    call.save(update_fields=["state", "answered_by", "answered_at"])
    if before == CallState.RINGING:
        audit.record(acts.ANSWERED, subject=call, actor=actor, at=at, number=call.number)
    else:
        audit.record(
            acts.TAKEN, subject=call, actor=actor, at=at, number=call.number, from_state=before
        )
    tell(call, at)
    return call


@transaction.atomic
def hang_up(*, call: Call, actor: Officer, at: datetime) -> Call:
    """Note that the line is closed; a call nobody had answered is kept, with a call-back due."""
    call = locked(call)
    if call.ended_at is not None:
        return call
    call.ended_at = max(at, call.rang_at)
    if call.state == CallState.RINGING:
        advance(call, CallState.ABANDONED)
        call.call_back = CallBack.DUE
    call.save(update_fields=["ended_at", "state", "call_back"])
    audit.record(acts.ENDED, subject=call, actor=actor, at=at, number=call.number, state=call.state)
    tell(call, at)
    return call


@transaction.atomic
def locate_caller(*, call: Call, place: CallerPlace, actor: Officer, at: datetime) -> Call:
    """Note where the network believes the caller to be; a later fix replaces an earlier one."""
    call = locked(call)
    call.caller_lon, call.caller_lat, call.caller_metres = place.lon, place.lat, place.metres
    call.save(update_fields=["caller_lon", "caller_lat", "caller_metres"])
    audit.record(
        acts.LOCATED,
        subject=call,
        actor=actor,
        at=at,
        number=call.number,
        metres=round(place.metres),
    )
    tell(call, at)
    return call


def known_call(bureau: Bureau, arrival: Arrival) -> Call | None:
    """Find the call that the same source id already made."""
    if not arrival.source_id:
        return None
    return Call.objects.filter(
        bureau=bureau, channel=arrival.channel, source_id=arrival.source_id
    ).first()


def enter(arrival: Arrival, state: CallState, actor: Officer, at: datetime) -> Call:
    """Write the call down under the next number of the day."""
    opened, place = state == CallState.OPEN, arrival.place
    caller = caller_kept(arrival.caller, actor, at)
    call = Call.objects.create(
        bureau=actor.bureau,
        number=next_number(bureau=actor.bureau, series="J", at=at),
        channel=arrival.channel,
        state=state,
        source_id=arrival.source_id,
        source_name=arrival.source_name,
        caller=caller,
        rang_at=at,
        answered_at=at if opened else None,
        answered_by=actor if opened else None,
        caller_lon=place.lon if place else None,
        caller_lat=place.lat if place else None,
        caller_metres=place.metres if place else None,
        place_words=arrival.place_words,
        type_code=arrival.type_code,
        words=arrival.words,
    )
    audit.record(
        acts.ARRIVED,
        subject=call,
        actor=actor,
        at=at,
        number=call.number,
        channel=call.channel,
    )
    tell(call, at)
    return call


def caller_kept(facts: Mapping[Kind, str], actor: Officer, at: datetime) -> UUID | None:
    """Put what is known of the caller into the personal store."""
    known = {kind: value for kind, value in facts.items() if value}
    return keep(facts=known, retention=RETENTION, actor=actor, at=at) if known else None
