"""How an open call becomes an incident, part of a known one, or a call that needs no action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.calls import acts
from tocsin.desks.calls.errors import Incomplete, NoReason
from tocsin.desks.calls.likeness import Reason, likeness_to, why
from tocsin.desks.calls.models import Call, CallLink
from tocsin.desks.calls.services.steps import advance, locked, tell
from tocsin.desks.calls.states import CallBack, CallState, Validity
from tocsin.desks.calls.told import Told
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue

OPENED: list[Reason] = [{"kind": "opened"}]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a call needs no action, and what was done for the caller instead.

    ``page`` is the code of a knowledge page, ``handed_to`` of a desk or agency.
    """

    code: str
    reason: str = ""
    page: str = ""
    handed_to: str = ""


@transaction.atomic
def save_call(
    *,
    call: Call,
    told: Told,
    actor: Officer,
    at: datetime,
    link_to: dispatch.Incident | None = None,
) -> Call:
    """Save an open call: it opens an incident, or is linked to a known one as a repeat.

    Raises
    ------
    Incomplete
        Without a place and a type nobody can be sent.
    WrongState
        The call is not open.
    """
    call = locked(call)
    advance(call, CallState.SAVED)
    write_down(call, told, at)
    if link_to is None:
        open_for(call, actor, at)
    else:
        join(call, link_to, told, actor, at)
    call.saved_at = at
    call.save()
    audit.record(
        acts.SAVED,
        subject=call,
        actor=actor,
        at=at,
        number=call.number,
        type=call.type_code,
        incident=call.incident.number if call.incident else "",
    )
    tell(call, at)
    return call


@transaction.atomic
def judge(*, call: Call, judgement: Judgement, told: Told, actor: Officer, at: datetime) -> Call:
    """Close an open call as one that needs no action; what was typed stays on record.

    A silent call is kept with a call-back due.

    Raises
    ------
    NoReason
        The reason is none of the bureau's, or must be explained.
    """
    call = locked(call)
    named = reason_named(actor, judgement)
    advance(call, CallState.SAVED)
    write_down(call, told, at)
    known = set(Validity.values) - {Validity.VALID.value}
    call.validity = named.code if named.code in known else Validity.OTHER
    call.validity_reason = judgement.reason or ("" if named.code in known else named.name_zh)
    call.knowledge_code, call.handed_to = judgement.page, judgement.handed_to
    if named.next_step == "call_back" and call.caller is not None:
        call.call_back = CallBack.DUE
    call.saved_at = at
    call.save()
    audit.record(
        acts.JUDGED,
        subject=call,
        actor=actor,
        at=at,
        number=call.number,
        validity=call.validity,
        page=call.knowledge_code,
        handed_to=call.handed_to,
    )
    tell(call, at)
    return call


def reason_named(actor: Officer, judgement: Judgement) -> catalogue.InvalidReason:
    """Find the bureau's reason, and check that what goes with it is there."""
    reasons = {reason.code: reason for reason in catalogue.invalid_reasons(actor.bureau)}
    named = reasons.get(judgement.code)
    if named is None:
        raise NoReason(_("Choose why the call needs no action. Everything typed is kept."))
    if named.needs_reason and not judgement.reason.strip():
        raise NoReason(
            _('"{name}" needs a line that says why. Everything typed is kept.').format(
                name=named.name
            )
        )
    targets = {target.code for target in catalogue.handovers(actor.bureau)}
    if judgement.handed_to and judgement.handed_to not in targets:
        raise NoReason(_("Choose the desk or agency from the list. Everything typed is kept."))
    return named


def write_down(call: Call, told: Told, at: datetime) -> None:
    """Move what was typed into the call."""
    if told.place is not None:
        call.place_kind, call.place_code = told.place.kind, told.place.code
        call.place_text, call.lon, call.lat = told.place.text, told.place.lon, told.place.lat
        call.place_rank, call.place_light = told.place.rank, told.place.light
        call.located_at = call.located_at or at
    call.place_words = told.place_words or (told.place.words if told.place else "")
    call.type_code, call.words = told.type_code, told.words
    call.answers = {name: answer for name, answer in told.answers.items() if answer.strip()}
    call.priority = told.priority


def open_for(call: Call, actor: Officer, at: datetime) -> dispatch.Incident:
    """Open an incident from what the call says."""
    if call.lon is None or call.lat is None or not call.type_code:
        raise Incomplete(
            _("Choose a place and a type, then save; nobody can be sent without them. All is kept.")
        )
    kind = catalogue.type_by_code(call.bureau, call.type_code)
    answers: Mapping[str, str] = call.answers
    urgency = int(catalogue.urgency_after(kind, answers).level)
    call.priority = call.priority or urgency
    call.incident = dispatch.open_incident(
        actor=actor,
        at=at,
        bureau=call.bureau,
        type_code=kind.code,
        type_name=kind.name_zh,
        priority=call.priority,
        plan_code=kind.response_plan.code,
        words=call.words,
        place_words=call.place_words,
        place_text=call.place_text,
        place_code=call.place_code,
        lon=call.lon,
        lat=call.lat,
        received_at=call.rang_at,
        answered_at=call.answered_at,
        located_at=call.located_at,
        answers=dict(answers),
    )
    call.validity = Validity.VALID
    note_link(call, call.incident, reasons=OPENED, score=None, actor=actor, at=at)
    return call.incident


def join(call: Call, incident: dispatch.Incident, told: Told, actor: Officer, at: datetime) -> None:
    """Make a call part of a known incident: always of the head, so that all repeats meet there."""
    score, reasons = likeness_to(call.bureau, told, call=call, number=incident.number, at=at)
    head = dispatch.note_call_linked(
        incident=incident, call_number=call.number, actor=actor, at=at, why=why(reasons)
    )
    call.incident, call.validity = head, Validity.REPEAT
    note_link(call, head, reasons=reasons, score=score, actor=actor, at=at)
    audit.record(
        acts.LINKED,
        subject=call,
        actor=actor,
        at=at,
        number=call.number,
        incident=head.number,
        score=score,
    )


def note_link(
    call: Call,
    incident: dispatch.Incident,
    *,
    reasons: Sequence[Reason],
    score: float | None,
    actor: Officer,
    at: datetime,
) -> None:
    """Write down that a call belongs to an incident, and why it was thought so."""
    CallLink.objects.create(
        bureau_id=call.bureau_id,
        call=call,
        incident=incident,
        score=score,
        reasons=list(reasons),
        linked_by=actor,
        linked_at=at,
    )
