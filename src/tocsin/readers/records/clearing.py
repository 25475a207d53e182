"""Deleting many before their time: counted by a worker, decided by two people, done once.

The web neither lists people nor erases them; it asks, and a worker counts, looks once more whether
it is still the same, and erases one after another. Broken off, it goes on where it was.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Bureau, Officer, Role, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Refusal, Unacceptable
from tocsin.kernel.retention import api as retention
from tocsin.kernel.two_person.api import Kind, Proposal, Words, needs_two, propose
from tocsin.readers.records import acts
from tocsin.readers.records.models import Clearing

CLERK = "clearing"
COUNTED_EVERY = timedelta(minutes=1)
State = Clearing.State


def span_of(clearing: Clearing) -> retention.Span:
    """Say what a deletion takes."""
    kind = retention.RetentionClass(clearing.kind)
    return retention.Span(clearing.bureau, kind, clearing.before)


def facts_of(clearing: Clearing) -> Mapping[str, str]:
    """Say for the trail what a deletion takes."""
    return {"class": clearing.kind, "before": clearing.before.isoformat()}


@transaction.atomic
def ask(*, kind: str, before: date, actor: Officer, at: datetime) -> Clearing:
    """Ask how much of a class would go whose case ended before a day.

    Raises
    ------
    Unacceptable
        The day is to come.
    """
    if before > retention.day_of(actor.bureau, at):
        raise Unacceptable(_("Choose a day that is not to come."))
    made = Clearing.objects.create(
        bureau=actor.bureau, kind=kind, before=before, asked_by=actor, asked_at=at
    )
    audit.record(acts.ASKED, subject=made, actor=actor, at=at, **facts_of(made))
    return made


@transaction.atomic
def propose_counted(*, clearing: Clearing, reason: str, actor: Officer, at: datetime) -> Proposal:
    """Propose to delete what was counted, to somebody else.

    Raises
    ------
    Refusal
        It is not counted yet, or was proposed before.
    NothingTouched
        Nothing would go.
    """
    found = Clearing.objects.select_for_update().get(pk=clearing.pk)
    if found.state != State.COUNTED:
        raise Refusal(_("This is not counted yet, or was proposed before. Reload the page."))
    words: dict[str, str | int | list[str] | list[int]] = {
        "clearing": found.pk,
        "class": found.kind,
        "before": found.before.isoformat(),
        "set": found.digest,
        "held": found.held,
        "sample": list(found.sample),
    }
    made = propose(kind=CLEARING, words=words, reason=reason, actor=actor, at=at)
    step(found, State.PROPOSED)
    return made


def rows_of(bureau_id: int, words: Words) -> int:
    """Say how many would go, as last counted; none where they are not the same any more."""
    found = Clearing.objects.filter(
        bureau_id=bureau_id, pk=str(words["clearing"]), digest=words["set"], ended_at=None
    ).first()
    return found.rows if found else 0


def told(proposal: Proposal) -> str:
    """Say what is to go, what stays for a hold, and some of the cases."""
    words = proposal.words
    sentence = _("Delete {rows} of “{label}” whose case ended before {before}; {held} on hold stay")
    written = sentence.format(
        rows=proposal.rows,
        label=retention.CLASSES[retention.RetentionClass(words["class"])],
        before=words["before"],
        held=words["held"],
    )
    if not words["sample"]:
        return written
    return _("{sentence} (cases: {some} …)").format(
        sentence=written, some=", ".join(words["sample"])
    )


def order(proposal: Proposal, _actor: Officer, _at: datetime) -> None:
    """Give it to the worker."""
    found = Clearing.objects.select_for_update().get(
        bureau_id=proposal.bureau_id, pk=proposal.words["clearing"]
    )
    step(found, State.ORDERED)


CLEARING = needs_two(
    Kind(
        name="clear_early",
        label=gettext_lazy("Deletion before its time"),
        proposes=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=rows_of,
        told=told,
        carry_out=order,
    )
)


def step(clearing: Clearing, state: Clearing.State) -> None:
    """Let a deletion come further."""
    clearing.state = state
    clearing.save(update_fields=["state"])


def clearings_for(officer: Officer) -> QuerySet[Clearing]:
    """List the deletions of an officer's bureau, the newest first."""
    return Clearing.objects.filter(bureau_id=officer.bureau_id).select_related("asked_by")


def work_through(*, bureau: Bureau, at: datetime) -> int:
    """Count what was asked for and delete what was ordered; return how many steps were done."""
    done = 0
    rows = Clearing.objects.filter(bureau=bureau).select_related("bureau").order_by("pk")
    old = Q(state=State.PROPOSED, counted_at__lte=at - COUNTED_EVERY)
    for clearing in rows.filter(Q(state=State.ASKED) | old):
        done += count(clearing, at)
    for clearing in rows.filter(state=State.ORDERED):
        if clearing.begun_at is None and not begin(clearing, at):
            continue
        delete(clearing, at)
        done += 1
    return done


@transaction.atomic
def count(clearing: Clearing, at: datetime) -> bool:
    """Count what would go; what is proposed is void where it is not the same any more."""
    held = Clearing.objects.select_for_update(of=("self",)).select_related("bureau")
    found = held.filter(pk=clearing.pk, state=clearing.state).first()
    if found is None:
        return False
    picked = retention.pick(span_of(found), at)
    found.counted_at = at
    if found.state == State.ASKED:
        found.state, found.digest = State.COUNTED, picked.digest
        found.rows, found.held, found.sample = len(picked.things), picked.held, list(picked.sample)
    found.save()
    return not end_if_changed(found, picked, at)


def end_if_changed(found: Clearing, picked: retention.Picked, at: datetime) -> bool:
    """Let a deletion be void where it would not take what was proposed."""
    if picked.digest == found.digest:
        return False
    found.state, found.ended_at = State.CHANGED, at
    found.save(update_fields=["state", "ended_at"])
    record(acts.CHANGED, found, at, rows=found.rows, found=len(picked.things))
    return True


@transaction.atomic
def begin(clearing: Clearing, at: datetime) -> bool:
    """Look once more, while nobody can place a hold, whether it takes what was approved."""
    retention.alone(clearing.bureau_id)
    if end_if_changed(clearing, retention.pick(span_of(clearing), at), at):
        return False
    clearing.begun_at = at
    clearing.save(update_fields=["begun_at"])
    return True


def delete(clearing: Clearing, at: datetime) -> None:
    """Delete one after another, then put on record how many went."""
    mine = Clearing.objects.filter(pk=clearing.pk)

    def counted(_item: retention.Item) -> None:
        mine.update(gone=F("gone") + 1)

    retention.clear(span_of(clearing), at, counted)
    with transaction.atomic():
        mine.update(state=State.OVER, ended_at=at)
        clearing.refresh_from_db()
        record(acts.ENDED, clearing, at, gone=clearing.gone)


def record(act: audit.Act, clearing: Clearing, at: datetime, **facts: int) -> None:
    """Write a step of the worker into the trail."""
    clerk = service_officer(clearing.bureau, CLERK)
    audit.record(act, subject=clearing, actor=clerk, at=at, **facts_of(clearing), **facts)
