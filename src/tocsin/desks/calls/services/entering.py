"""Entering what was taken while the database could not be written, at the time it was taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.desks.calls import acts
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.ports import Answered, CallerPlace, HungUp, Located, Ringing, Signal
from tocsin.desks.calls.services.arriving import Arrival, enter, known_call, receive
from tocsin.desks.calls.services.editing import keep_edit
from tocsin.desks.calls.services.hearing import take_signal
from tocsin.desks.calls.services.saving import save_call
from tocsin.desks.calls.states import CallState, Channel
from tocsin.desks.calls.told import Place, Told
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Refusal
from tocsin.kernel.personal.api import Kind

TAKEN, SAVED, ARRIVED, SIGNAL = "taken", "saved", "arrived", "signal"


@dataclass(frozen=True, slots=True)
class Late:
    """By whom and when something was taken, and when it is entered."""

    actor: Officer
    taken_at: datetime
    entered_at: datetime


def enter_taken(*, id: str, facts: Mapping[str, str], late: Late) -> str:
    """Enter a call that was written down by hand; it stays open for who took it.

    What belongs to a known incident becomes a note there. Nothing is refused: it was taken.
    """
    actor, at = late.actor, late.taken_at
    number = facts.get("incident", "")
    incident = dispatch.incident_by_number(actor.bureau, number) if number else None
    if incident is not None:
        text = in_words(facts)
        dispatch.add_note(
            incident=incident, text=text, actor=actor, at=late.entered_at, claimed_at=at
        )
        return incident.number
    arrival = Arrival(
        Channel.HAND,
        source_id=id,
        source_name=_("Taken without the database"),
        caller={Kind.TELEPHONE: facts.get("telephone", ""), Kind.NAME: facts.get("name", "")},
    )
    call = known_call(actor.bureau, arrival) or enter(arrival, CallState.OPEN, actor, at)
    keep_typed(call, {"where": facts.get("where", ""), "words": in_words(facts)}, late)
    noted_as_late(call, late)
    return call.number


def enter_saved(*, number: str, told: Told, late: Late) -> str:
    """Save an open call as it was sent; where that cannot be, what was typed is kept in it."""
    call = Call.objects.filter(bureau=late.actor.bureau, number=number).first()
    typed = {"where": told.place_words, "words": told.words}
    if call is None:
        return enter_taken(id=f"saved-{number}", facts=typed, late=late)
    if call.state != CallState.OPEN:
        return call.number
    try:
        with transaction.atomic():
            save_call(call=call, told=told, actor=late.actor, at=late.taken_at)
    except Refusal:
        keep_typed(call, typed, late)
    noted_as_late(call, late)
    return call.number


def enter_arrived(*, facts: Mapping[str, object], late: Late) -> str:
    """Take in what a connected system or a resident sent."""
    call = receive(arrival=arrival_in(facts), actor=late.actor, at=late.taken_at)
    noted_as_late(call, late)
    return call.number


def enter_signal(*, facts: Mapping[str, object], late: Late) -> str:
    """Act on a signal of the switch; a location whose call never rang is of no use any more."""
    try:
        with transaction.atomic():
            signal = signal_in(facts, late.taken_at)
            return take_signal(signal=signal, actor=late.actor, at=late.entered_at).number
    except Refusal:
        return ""


def signal_in(facts: Mapping[str, object], at: datetime) -> Signal:
    """Read a signal that :func:`written_signal` wrote down."""
    signal_id, source_id = str(facts["signal_id"]), str(facts["source_id"])
    place = place_in(facts.get("place"))
    if facts["kind"] == "ringing":
        return Ringing(signal_id, source_id, at, str(facts.get("telephone", "")), place)
    if facts["kind"] == "answered":
        return Answered(signal_id, source_id, at, str(facts.get("by", "")))
    if place is not None:
        return Located(signal_id, source_id, at, place)
    return HungUp(signal_id, source_id, at)


def written_signal(signal: Signal) -> dict[str, object]:
    """Write a signal down."""
    told: dict[str, object] = {"signal_id": signal.signal_id, "source_id": signal.source_id}
    if isinstance(signal, Ringing):
        told |= {"kind": "ringing", "telephone": signal.telephone, "place": written(signal.place)}
    elif isinstance(signal, Answered):
        told |= {"kind": "answered", "by": signal.by}
    elif isinstance(signal, Located):
        told |= {"kind": "located", "place": written(signal.place)}
    else:
        told |= {"kind": "hung_up"}
    return told


def arrival_in(facts: Mapping[str, object]) -> Arrival:
    """Read what came in."""
    words = {
        name: str(facts.get(name, ""))
        for name in ("source_id", "source_name", "words", "place_words", "type_code")
    }
    caller = facts.get("caller")
    told = caller if isinstance(caller, dict) else {}
    return Arrival(
        Channel(str(facts["channel"])),
        place=place_in(facts.get("place")),
        caller={Kind(kind): str(value) for kind, value in told.items()},
        **words,
    )


def written_arrival(arrival: Arrival) -> dict[str, object]:
    """Write down what came in, to be read again by :func:`arrival_in`."""
    return {
        "channel": arrival.channel.value,
        "source_id": arrival.source_id,
        "source_name": arrival.source_name,
        "words": arrival.words,
        "place_words": arrival.place_words,
        "type_code": arrival.type_code,
        "place": written(arrival.place),
        "caller": {kind.value: value for kind, value in arrival.caller.items()},
    }


def written(place: CallerPlace | None) -> list[float] | None:
    """Write a place down."""
    return [place.lon, place.lat, place.metres] if place else None


def place_in(told: object) -> CallerPlace | None:
    """Read a place."""
    return CallerPlace(*map(float, told)) if isinstance(told, list) else None


def told_in(facts: Mapping[str, object]) -> Told:
    """Read what was written down of a call, as ``dataclasses.asdict`` wrote it."""
    place = facts.get("place")
    return Told(**{**facts, "place": Place(**place) if isinstance(place, dict) else None})  # type: ignore[arg-type] # the fields are its own


def keep_typed(call: Call, typed: Mapping[str, str], late: Late) -> None:
    """Put what was typed into an open call, behind what the same officer typed there before."""
    # Pages count their edits by moments of the clock too.
    count = int(late.entered_at.timestamp() * 1000)
    for field, value in typed.items():
        if value:
            keep_edit(
                call=call,
                field=field,
                value=value,
                sequence=count,
                actor=late.actor,
                at=late.taken_at,
            )


def in_words(facts: Mapping[str, str]) -> str:
    """Put together what was said and done."""
    lines = [facts.get("what", ""), facts.get("words", "")]
    if facts.get("sent"):
        lines.append(_("Sent by voice: {units}").format(units=facts["sent"]))
    return "\n".join(line for line in lines if line) or facts.get("where", "")


def noted_as_late(call: Call, late: Late) -> None:
    """Write down that a call was taken without the database, and when."""
    taken = timezone.localtime(late.taken_at).isoformat(timespec="seconds")
    audit.record(
        acts.ENTERED,
        subject=call,
        actor=late.actor,
        at=late.entered_at,
        number=call.number,
        taken=taken,
    )
