"""Proposing an act, approving it as somebody else, and carrying it out once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import part_of_act
from tocsin.kernel.errors import NotForYou, Unacceptable
from tocsin.kernel.events.api import publish
from tocsin.kernel.two_person import acts
from tocsin.kernel.two_person.errors import NothingTouched, NotWaiting, OwnProposal
from tocsin.kernel.two_person.events import ProposalChanged
from tocsin.kernel.two_person.kinds import CarryOut, Kind, Words, digest_of, kind_of
from tocsin.kernel.two_person.models import Proposal
from tocsin.kernel.two_person.states import MAY_FOLLOW, OPEN, State

HOLDS = timedelta(hours=24)
LONGEST_LINE = 200


@part_of_act
def propose(*, kind: Kind, words: Words, reason: str, actor: Officer, at: datetime) -> Proposal:
    """Propose an act, bound to its words and to how many rows it touches now.

    Raises
    ------
    NotForYou
        The actor's roles do not propose it.
    NothingTouched
        It would touch nothing.
    Unacceptable
        The reason is missing or too long.
    """
    if not kind.proposes & actor.roles:
        raise NotForYou(_("Your role does not propose this."))
    why = line_of(reason)
    rows = kind.rows(actor.bureau_id, words)
    if rows < 1:
        raise NothingTouched(_("This would change nothing. Check what you have chosen."))
    made = Proposal.objects.create(
        bureau_id=actor.bureau_id,
        kind=kind.name,
        words=dict(words),
        rows=rows,
        digest=bound(kind, actor.bureau_id, words, rows),
        reason=why,
        proposed_by=actor,
        proposed_at=at,
        expires_at=at + HOLDS,
    )
    record_bound(acts.PROPOSED, made, actor, at)
    tell(made, at)
    return made


@transaction.atomic
def approve(*, proposal: Proposal, actor: Officer, at: datetime) -> Proposal:
    """Approve what somebody else proposed; most kinds are carried out with it.

    Where what it touches has changed since, it is void, and nothing is done.

    Raises
    ------
    OwnProposal
        The actor has proposed it, or it is for the actor.
    NotForYou
        The actor's roles do not approve it.
    NotWaiting
        It was decided before, or has run out.
    """
    held = locked(proposal, State.APPROVED, at)
    kind = kind_of(held)
    refuse_unless_second(held, kind, actor)
    if changed(held, kind, actor, at):
        return held
    held.decided_by, held.decided_at = actor, at
    step(held, State.APPROVED, at)
    audit.record(acts.APPROVED, subject=held, actor=actor, at=at, kind=kind.name, rows=held.rows)
    return finish(held, kind, actor, at) if kind.at_once else held


def prepare(*, proposal: Proposal, actor: Officer, at: datetime) -> CarryOut | None:
    """Commit what an act needs committed before it is carried out; say how that is done then.

    Nothing where the act needs nothing, or where carrying it out would be refused anyway.
    """
    kind = kind_of(proposal)
    if kind.before is None:
        return None
    fresh = Proposal.objects.select_related("proposed_by", "bureau").get(pk=proposal.pk)
    ready = (
        fresh.state == State.APPROVED
        and at <= fresh.expires_at
        and may_carry_out(fresh, kind, actor)
        and now_bound(fresh, kind) == (fresh.rows, fresh.digest)
    )
    return kind.before(fresh, actor, at) if ready else None


@transaction.atomic
def carry_out(
    *, proposal: Proposal, actor: Officer, at: datetime, prepared: CarryOut | None = None
) -> Proposal:
    """Do what was approved, once; only the proposer does. ``prepared`` comes from ``prepare``.

    Where what it touches has changed since, it is void, and nothing is done.

    Raises
    ------
    NotForYou
        The actor has not proposed it, or holds the role no longer.
    NotWaiting
        It is not approved, was carried out before, or has run out.
    """
    held = locked(proposal, State.DONE, at)
    kind = kind_of(held)
    if kind.at_console:
        raise NotForYou(_("This is done at the console, by the command that is named."))
    if not may_carry_out(held, kind, actor):
        raise NotForYou(_("Only whoever proposed it carries it out."))
    return held if changed(held, kind, actor, at) else finish(held, kind, actor, at, prepared)


def may_carry_out(held: Proposal, kind: Kind, actor: Officer) -> bool:
    """Say whether it is the actor who has proposed it, and still may."""
    return held.proposed_by_id == actor.pk and bool(kind.proposes & actor.roles)


@part_of_act
def use_up(*, proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Let the console do what was approved, once; where something has changed it is refused.

    Raises
    ------
    NotForYou
        It is not done at the console.
    NotWaiting
        It is not approved, was used before, has run out, or what it was bound to has changed.
    """
    held = locked(proposal, State.DONE, at)
    kind = kind_of(held)
    if not kind.at_console:
        raise NotForYou(_("This is not done at the console."))
    if changed(held, kind, actor, at):
        raise NotWaiting(_("What it was bound to has changed. Propose it anew."))
    finish(held, kind, actor, at)


@transaction.atomic
def decline(*, proposal: Proposal, note: str, actor: Officer, at: datetime) -> Proposal:
    """Say no to what somebody else proposed, with a line why.

    Raises
    ------
    OwnProposal
        The actor has proposed it, or it is for the actor.
    NotForYou
        The actor's roles do not decide on it.
    NotWaiting
        It was decided before, or has run out.
    """
    held = locked(proposal, State.DECLINED, at)
    kind = kind_of(held)
    refuse_unless_second(held, kind, actor)
    held.note, held.decided_by, held.decided_at = line_of(note), actor, at
    step(held, State.DECLINED, at)
    audit.record(acts.DECLINED, subject=held, actor=actor, at=at, kind=kind.name)
    return held


@transaction.atomic
def withdraw(*, proposal: Proposal, actor: Officer, at: datetime) -> Proposal:
    """Take back what one has proposed.

    Raises
    ------
    NotForYou
        Somebody else has proposed it.
    NotWaiting
        It was carried out, decided against, or has run out.
    """
    held = locked(proposal, State.WITHDRAWN, at)
    if held.proposed_by_id != actor.pk:
        raise NotForYou(_("Only whoever proposed it withdraws it."))
    step(held, State.WITHDRAWN, at)
    audit.record(acts.WITHDRAWN, subject=held, actor=actor, at=at, kind=held.kind)
    return held


@transaction.atomic
def expire(*, clerk: Officer, at: datetime) -> int:
    """Put on record what has run out in the clerk's bureau; return how many did."""
    late = Proposal.objects.filter(
        bureau_id=clerk.bureau_id, state__in=OPEN, expires_at__lt=at
    ).select_for_update()
    for held in late:
        step(held, State.EXPIRED, at)
        audit.record(acts.EXPIRED, subject=held, actor=clerk, at=at, kind=held.kind)
    return len(late)


def locked(proposal: Proposal, wanted: State, at: datetime) -> Proposal:
    """Lock a proposal that may come so far; the time it holds counts to the moment."""
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if wanted not in MAY_FOLLOW.get(State(held.state), frozenset()):
        raise NotWaiting(
            _("It stands so already: {state}. Reload the page.").format(
                state=State(held.state).label
            )
        )
    if at > held.expires_at:
        raise NotWaiting(_("It has run out after 24 hours. Propose it anew."))
    return held


def refuse_unless_second(held: Proposal, kind: Kind, actor: Officer) -> None:
    """Refuse whoever proposed it, and whoever has not the role."""
    if held.proposed_by_id == actor.pk:
        raise OwnProposal(_("Nobody decides on their own proposal. Ask somebody else."))
    if kind.for_whom and held.words.get(kind.for_whom) == actor.username:
        raise OwnProposal(_("Nobody decides on what is for themselves. Ask somebody else."))
    if held.bureau_id != actor.bureau_id or not kind.approves & actor.roles:
        raise NotForYou(_("Your role does not decide on this."))
    if not kind.proposes & held.proposed_by.roles:
        raise NotForYou(_("Whoever proposed it does not hold the role any more."))


def changed(held: Proposal, kind: Kind, actor: Officer, at: datetime) -> bool:
    """Let a proposal be void where what it touches is not what was proposed."""
    found, digest = now_bound(held, kind)
    if (found, digest) == (held.rows, held.digest):
        return False
    step(held, State.VOID, at)
    audit.record(
        acts.VOID, subject=held, actor=actor, at=at, kind=kind.name, rows=held.rows, found=found
    )
    return True


def now_bound(held: Proposal, kind: Kind) -> tuple[int, str]:
    """Count what a proposal would touch now, and hash it again."""
    found = kind.rows(held.bureau_id, held.words)
    return found, bound(kind, held.bureau_id, held.words, found)


def bound(kind: Kind, bureau_id: int, words: Words, rows: int) -> str:
    """Hash what an act is bound to."""
    state = kind.state(bureau_id, words)
    return digest_of(kind=kind.name, bureau_id=bureau_id, words=words, rows=rows, state=state)


def finish(
    held: Proposal, kind: Kind, actor: Officer, at: datetime, prepared: CarryOut | None = None
) -> Proposal:
    """Do the act and put on record that it is done."""
    (prepared or kind.carry_out)(held, actor, at)
    step(held, State.DONE, at)
    record_bound(acts.DONE, held, actor, at)
    return held


def record_bound(act: audit.Act, held: Proposal, actor: Officer, at: datetime) -> None:
    """Write a step into the trail together with what the proposal is bound to."""
    audit.record(
        act,
        subject=held,
        actor=actor,
        at=at,
        kind=held.kind,
        rows=held.rows,
        digest=held.digest,
    )


def step(held: Proposal, state: State, at: datetime) -> None:
    """Let a proposal come further."""
    held.state = state
    if state not in OPEN:
        held.ended_at = at
    held.save(update_fields=["state", "ended_at", "decided_by", "decided_at", "note"])
    tell(held, at)


def tell(held: Proposal, at: datetime) -> None:
    """Tell the screens of the bureau."""
    publish(
        ProposalChanged(
            bureau_id=held.bureau_id, subject=str(held.pk), at=at, state=str(held.state)
        )
    )


def line_of(text: str) -> str:
    """Return a line that says why.

    Raises
    ------
    Unacceptable
        It is missing or too long.
    """
    line = text.strip()
    if not 0 < len(line) <= LONGEST_LINE:
        raise Unacceptable(
            _("Write in a line of at most {most} characters why.").format(most=LONGEST_LINE)
        )
    return line
