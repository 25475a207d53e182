"""A resident says that a fact about them is wrong: proposed, looked at, decided, carried out.

Until it is decided the fact stays as it is; what is proposed lies sealed beside it, and is deleted
with the answer. An officer who had no part in finding the resident looks at both and decides.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.numbering.api import next_number
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import api as retention
from tocsin.readers.residents import acts
from tocsin.readers.residents.errors import (
    NotLooked,
    NumberUnclear,
    ProposalOver,
    ProposedAlready,
    ReasonMissing,
    RequestOver,
    SamePerson,
)
from tocsin.readers.residents.models import Correction, OwnRequest
from tocsin.readers.residents.states import RESIDENT, Decision

LONGEST_REASON, LONGEST_VALUE = 200, 60
TELEPHONE = re.compile(r"[0-9+() -]{5,20}")
State = Correction.State


@dataclass(frozen=True, slots=True)
class Answer:
    """What is decided, why, and what the fact is from now on."""

    decision: Decision
    reason: str
    value: str


def value_of(kind: personal.Kind, typed: str) -> str:
    """Write a fact as it is kept.

    Raises
    ------
    NumberUnclear
        It is none.
    """
    value = " ".join(typed.split())
    if kind is personal.Kind.TELEPHONE and not TELEPHONE.fullmatch(value):
        raise NumberUnclear(
            _(
                "Type a telephone number of 5 to 20 digits; "
                "+, -, spaces and brackets may stand in it."
            )
        )
    if not 0 < len(value) <= LONGEST_VALUE:
        raise NumberUnclear(
            _("Type what it should be, at most {most} characters.").format(most=LONGEST_VALUE)
        )
    return value


@transaction.atomic
def propose(
    *,
    request: OwnRequest,
    person: UUID,
    kind: personal.Kind,
    value: str,
    reason: str,
    at: datetime,
) -> Correction:
    """Propose what a fact should be; it stays as it is until an officer decides.

    Raises
    ------
    NotThere
        The resident is nobody of this number, or erased.
    NumberUnclear, ReasonMissing
        It is no such fact, or the reason is none or too long.
    ProposedAlready
        Another value of the same fact waits for a decision.
    """
    held = OwnRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.closed_at is not None:
        raise RequestOver(_("This request is closed. Open a new one."))
    if person not in held.people:
        raise NotThere(_("There is no such fact in your record. Reload the page."))
    said, why = value_of(kind, value), why_of(reason)
    # Whoever proposes for the same person at once, in another request, waits here.
    if not personal.stay(bureau_id=held.bureau_id, subject=person):
        raise NotThere(_("Nothing is kept about you any more."))
    earlier = Correction.objects.filter(bureau_id=held.bureau_id, person=person, kind=kind)
    if waiting(earlier).exists():
        raise ProposedAlready(
            _("You proposed another value already. Take it back first, or wait for the answer.")
        )
    number = personal.propose(
        bureau_id=held.bureau_id, subject=person, kind=kind, value=said, reason=why, at=at
    )
    made = Correction.objects.create(
        bureau_id=held.bureau_id,
        number=next_number(bureau=held.bureau, series="C", at=at),
        request=held,
        person=person,
        kind=kind,
        proposal=number,
        after=earlier.filter(decision=Decision.REFUSED).order_by("pk").last(),
        asked_at=at,
    )
    record(acts.CORRECTION_PROPOSED, made, service_officer(held.bureau, RESIDENT), at)
    return made


def why_of(typed: str) -> str:
    """Write why a fact is wrong; nothing is corrected without that."""
    if why := line_of(typed):
        return why
    raise ReasonMissing(
        _("Say in a line of at most {most} characters why it is wrong.").format(most=LONGEST_REASON)
    )


def line_of(typed: str) -> str:
    """Write a reason as one line; one that is too long is none."""
    line = " ".join(typed.split())
    return line if len(line) <= LONGEST_REASON else ""


@transaction.atomic
def withdraw(*, request: OwnRequest, number: str, at: datetime) -> None:
    """Take back what is not decided; done twice it is taken back once.

    Raises
    ------
    NotThere
        The resident has proposed nothing under this number.
    ProposalOver
        It is decided.
    """
    rows = Correction.objects.filter(bureau_id=request.bureau_id, person__in=request.people)
    held = rows.select_for_update(of=("self",)).filter(number=number).first()
    if held is None:
        raise NotThere(_("There is no such fact in your record. Reload the page."))
    if held.state is State.WITHDRAWN:
        return
    need_open(held)
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    personal.end_proposal(bureau_id=held.bureau_id, number=held.proposal)
    record(acts.CORRECTION_WITHDRAWN, held, service_officer(request.bureau, RESIDENT), at)


def look(*, correction: Correction, actor: Officer, at: datetime) -> tuple[str, personal.Proposed]:
    """Read what is kept and what is proposed; the look is on record before.

    Raises
    ------
    SamePerson
        Whoever found the resident does not decide, and so needs not look.
    ProposalOver
        It is decided, withdrawn, or the person erased.
    """
    need_open(correction)
    need_other(correction, actor)
    kind = personal.Kind(correction.kind)
    purpose = personal.Purpose(correction.case, personal.CORRECTION)
    ticket = personal.ask(
        subjects=[correction.person], kinds=[kind], purpose=purpose, actor=actor, at=at
    )
    kept = personal.read(ticket).get(correction.person, {}).get(kind, "")
    proposed = personal.read_proposed(ticket).get((correction.person, kind))
    if proposed is None or proposed.number != correction.proposal:
        raise over()
    return kept, proposed


def decide(
    *, correction: Correction, decision: Decision, reason: str, actor: Officer, at: datetime
) -> Correction:
    """Correct the fact, or refuse with a reason that the resident reads.

    Raises
    ------
    ProposalOver
        It is decided, withdrawn, or the person erased.
    SamePerson
        Whoever found the resident at the window does not decide, nor who refused before.
    NotLooked
        Whoever decides has not looked at what is proposed.
    ReasonMissing
        It is refused without a reason, or the reason is too long.
    """
    need_open(correction)
    need_other(correction, actor)
    said = line_of(reason)
    if (reason.strip() or decision is Decision.REFUSED) and not said:
        raise ReasonMissing(
            _(
                "Give the reason in a line of at most {most} characters; the resident reads it."
            ).format(most=LONGEST_REASON)
        )
    if not personal.has_looked(bureau_id=correction.bureau_id, case=correction.case, officer=actor):
        raise NotLooked(_("Look at what is kept and what is proposed, then decide."))
    value = ""
    if decision is Decision.GRANTED:
        _kept, proposed = look(correction=correction, actor=actor, at=at)
        value = proposed.value
    return carried_out(correction, Answer(decision, said, value), actor, at)


@transaction.atomic
def carried_out(correction: Correction, answer: Answer, actor: Officer, at: datetime) -> Correction:
    """Write down the decision, and with it the fact as it now stands."""
    held = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    need_open(held)
    if not personal.end_proposal(bureau_id=held.bureau_id, number=held.proposal):
        raise over()
    held.decision, held.reason = answer.decision, answer.reason
    held.decided_by, held.decided_at = actor, at
    held.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    record(acts.CORRECTION_DECIDED, held, actor, at, decision=answer.decision.value)
    if answer.decision is Decision.GRANTED:
        bureau, person, kind = held.bureau_id, held.person, personal.Kind(held.kind)
        if personal.correct(bureau_id=bureau, subject=person, kind=kind, value=answer.value, at=at):
            kinds = frozenset({kind.value})
            receivers.corrected(bureau_id=bureau, subject=person, kinds=kinds, at=at)
    return held


@transaction.atomic
def lapse(*, bureau_id: int, at: datetime) -> int:
    """End what waits for a decision about people who were erased; return how many."""
    erased = retention.Disposal.objects.filter(bureau_id=bureau_id, what=retention.PERSON)
    rows = waiting(Correction.objects.filter(bureau_id=bureau_id)).select_related("bureau")
    found = list(
        rows.filter(person__in=erased.values("thing"))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    for one in found:
        one.lapsed_at = at
        one.save(update_fields=["lapsed_at"])
        record(acts.CORRECTION_LAPSED, one, service_officer(one.bureau, RESIDENT), at)
    return len(found)


def need_open(correction: Correction) -> None:
    """Refuse what is over."""
    if correction.state is not State.PROPOSED:
        raise over()


def over() -> ProposalOver:
    """Say that there is nothing to decide."""
    return ProposalOver(_("This correction is decided, withdrawn or erased. Reload the page."))


def need_other(correction: Correction, actor: Officer) -> None:
    """Refuse whoever had a part in it before."""
    if actor.pk in barred(correction):
        raise SamePerson(
            _("Whoever found this resident, or refused them before, does not decide. Ask another.")
        )


def barred(correction: Correction) -> frozenset[int | None]:
    """Say who must not decide."""
    request = correction.request
    before = correction.after.decided_by_id if correction.after else None
    return frozenset({request.opened_by_id, request.confirmed_by_id, before, *request.confirmers})


def waiting(rows: QuerySet[Correction]) -> QuerySet[Correction]:
    """Keep those that wait for a decision."""
    return rows.filter(decision="", withdrawn_at=None, lapsed_at=None)


def corrections_for(officer: Officer) -> QuerySet[Correction]:
    """List the corrections of an officer's bureau."""
    rows = Correction.objects.filter(bureau_id=officer.bureau_id)
    return rows.select_related("request", "after", "decided_by")


def record(
    kind: audit.Act, correction: Correction, actor: Officer, at: datetime, **facts: str | int
) -> None:
    """Write an act on a correction into the trail: which fact, never what it says."""
    audit.record(
        kind,
        subject=correction,
        actor=actor,
        at=at,
        number=correction.number,
        fact=correction.kind,
        **facts,
    )
