"""A resident's wish to be erased: asked, judged by a worker, decided by an officer, carried out.

The web neither lists people nor erases them. A worker says how it stands with each wish, again and
again while it is open; an officer who had no part in finding the resident decides; and a worker
erases as soon as nothing stands against it, looking once more right before.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.numbering.api import next_number
from tocsin.kernel.retention import api as retention
from tocsin.readers.residents import acts
from tocsin.readers.residents.errors import ReasonMissing, SamePerson, WishOver
from tocsin.readers.residents.models import Erasure, OwnRequest
from tocsin.readers.residents.states import RESIDENT, Decision

LONGEST_REASON = 200
# What is granted and not due for months needs no look every minute.
LATER_JUDGED_EVERY = timedelta(days=1)
State = Erasure.State


@transaction.atomic
def ask(*, request: OwnRequest, at: datetime) -> list[Erasure]:
    """Ask that all that is kept about a resident be erased; asked twice it is one wish for each.

    Raises
    ------
    NotThere
        Nothing is kept about them any more.
    """
    held = OwnRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    # The same resident may ask in two requests at once.
    retention.alone(held.bureau_id)
    gone = set(erased_of(held))
    left = [one for one in held.people if one not in gone]
    if not left:
        raise NotThere(_("Nothing is kept about you any more."))
    waiting = set(under_way(held.bureau_id, left).values_list("person", flat=True))
    return [wish(held, one, at) for one in left if one not in waiting]


def wish(request: OwnRequest, person: UUID, at: datetime) -> Erasure:
    """Write down the wish about one of the people that a resident is."""
    refused = Erasure.objects.filter(
        bureau_id=request.bureau_id, person=person, decision=Decision.REFUSED
    )
    made = Erasure.objects.create(
        bureau_id=request.bureau_id,
        number=next_number(bureau=request.bureau, series="E", at=at),
        request=request,
        person=person,
        after=refused.order_by("pk").last(),
        asked_at=at,
    )
    record(acts.ERASURE_ASKED, made, service_officer(request.bureau, RESIDENT), at)
    return made


@transaction.atomic
def withdraw(*, request: OwnRequest, at: datetime) -> int:
    """Take back the wishes that are not carried out; return how many."""
    rows = under_way(request.bureau_id, request.people).select_for_update(of=("self",))
    resident = service_officer(request.bureau, RESIDENT)
    found = list(rows)
    for one in found:
        one.withdrawn_at = at
        one.save(update_fields=["withdrawn_at"])
        record(acts.ERASURE_WITHDRAWN, one, resident, at)
    return len(found)


@transaction.atomic
def decide(
    *, erasure: Erasure, decision: Decision, reason: str, actor: Officer, at: datetime
) -> Erasure:
    """Grant a wish, or refuse it with a reason that the resident reads.

    Raises
    ------
    WishOver
        It is decided, withdrawn, or has come about by itself.
    SamePerson
        Whoever found the resident at the window does not decide, nor who refused before.
    ReasonMissing
        It is refused without a reason.
    """
    held = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if held.state is not State.ASKED:
        raise WishOver(_("This wish is decided or withdrawn. Reload the page."))
    if actor.pk in barred(held):
        raise SamePerson(
            _("Whoever found this resident, or refused them before, does not decide. Ask another.")
        )
    said = " ".join(reason.split())
    if len(said) > LONGEST_REASON or (decision is Decision.REFUSED and not said):
        raise ReasonMissing(
            _(
                "Give the reason in a line of at most {most} characters; the resident reads it."
            ).format(most=LONGEST_REASON)
        )
    held.decision, held.reason = decision, said
    held.decided_by, held.decided_at = actor, at
    held.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    record(acts.ERASURE_DECIDED, held, actor, at, decision=decision.value)
    return held


def barred(erasure: Erasure) -> frozenset[int | None]:
    """Say who must not decide a wish."""
    request = erasure.request
    before = erasure.after.decided_by_id if erasure.after else None
    return frozenset({request.opened_by_id, request.confirmed_by_id, before, *request.confirmers})


def erasures_for(officer: Officer) -> QuerySet[Erasure]:
    """List the wishes of an officer's bureau: what waits to be decided first, the oldest on top."""
    rows = Erasure.objects.filter(bureau_id=officer.bureau_id)
    return rows.select_related("request", "after", "decided_by")


def under_way(bureau_id: int, people: Collection[UUID]) -> QuerySet[Erasure]:
    """List the wishes about people that are neither refused, withdrawn nor carried out."""
    rows = Erasure.objects.filter(bureau_id=bureau_id, person__in=people)
    return rows.filter(withdrawn_at=None, erased_at=None).exclude(decision=Decision.REFUSED)


def erased_of(request: OwnRequest) -> dict[UUID, datetime]:
    """Say which of the people that a resident is were erased, and when."""
    rows = retention.Disposal.objects.filter(
        bureau_id=request.bureau_id, what=retention.PERSON, thing__in=request.people
    )
    return dict(rows.values_list("thing", "at"))


def work_through(*, bureau: Bureau, at: datetime) -> int:
    """Judge each wish that is open, and carry out what is granted; return how many were erased."""
    rows = Erasure.objects.filter(bureau=bureau, withdrawn_at=None, erased_at=None)
    waits = Q(decision=Decision.GRANTED, stands=retention.Wish.LATER, earliest__gt=at)
    found = rows.exclude(decision=Decision.REFUSED).exclude(
        waits & Q(judged_at__gt=at - LATER_JUDGED_EVERY)
    )
    return sum(carry_on(one, bureau, at) for one in found.order_by("pk"))


@transaction.atomic
def carry_on(erasure: Erasure, bureau: Bureau, at: datetime) -> bool:
    """Say how it stands with one wish, and erase where it is granted and nothing is in its way."""
    rows = Erasure.objects.select_for_update().filter(pk=erasure.pk)
    held = rows.filter(withdrawn_at=None, erased_at=None).exclude(decision=Decision.REFUSED).first()
    if held is None:
        return False
    granted = held.decision == Decision.GRANTED
    done = granted and retention.erase_at_wish(bureau=bureau, subject=held.person, at=at)
    found = retention.judge_wish(bureau=bureau, subject=held.person, at=at)
    held.judged_at = at
    if found is None:
        # Erased now, or by the schedule before anybody had decided.
        held.stands, held.cases, held.erased_at = "", [], at
        record(acts.ERASURE_DONE, held, service_officer(bureau, RESIDENT), at)
    else:
        held.stands, held.kind = found.wish.value, found.kind.value
        # A case that is opened again must not be told by a day that vanishes.
        held.earliest, held.cases = found.earliest or held.earliest, list(found.cases)
    held.save()
    return bool(done)


def record(
    kind: audit.Act, erasure: Erasure, actor: Officer, at: datetime, **facts: str | int
) -> None:
    """Write an act on a wish into the trail."""
    audit.record(kind, subject=erasure, actor=actor, at=at, number=erasure.number, **facts)
