"""Proposing roles, ending them, closing accounts, signing others out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import (
    APART,
    Officer,
    Role,
    dismiss,
    end_role,
    entrust,
    readmit,
    refuse_together,
    sessions_of,
)
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotForYou, NotThere, Refusal, Unacceptable
from tocsin.kernel.events.live import changed_who_may_listen
from tocsin.kernel.people import acts
from tocsin.kernel.shell.signed_in import mark_of
from tocsin.kernel.two_person.api import Kind, Proposal, Words, line_of, needs_two, propose


class HeldAlready(Refusal):
    """The officer holds the role."""

    code = "people.held_already"


def grants_of(bureau_id: int, words: Words) -> int:
    """Count the roles that would be entrusted now: one, or none where it cannot be."""
    officer = Officer.objects.filter(
        bureau_id=bureau_id, username=words["username"], is_active=True, is_service=False
    ).first()
    if officer is None or words["role"] in officer.roles:
        return 0
    apart = [role for role in (*officer.roles, Role(str(words["role"]))) if role in APART]
    return 1 if len(apart) <= 1 else 0


def told(proposal: Proposal) -> str:
    """Say which role is to be entrusted to whom."""
    words = proposal.words
    officer = Officer.objects.filter(
        bureau_id=proposal.bureau_id, username=words["username"]
    ).first()
    return _("Entrust {name} ({username}) with the role {role}").format(
        name=officer.name if officer else "",
        username=words["username"],
        role=Role(words["role"]).label,
    )


def carry_out(proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Entrust the role that was proposed and approved."""
    officer = Officer.objects.get(bureau_id=proposal.bureau_id, username=proposal.words["username"])
    entrust(officer=officer, role=Role(proposal.words["role"]), at=at)
    audit.record(
        acts.ENTRUSTED,
        subject=officer,
        actor=actor,
        at=at,
        role=proposal.words["role"],
        proposal=proposal.pk,
    )
    changed_who_may_listen(officer, at)


ENTRUSTING = needs_two(
    Kind(
        name="entrust_role",
        label=gettext_lazy("Entrust a role"),
        proposes=frozenset({Role.ADMINISTRATOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=grants_of,
        told=told,
        carry_out=carry_out,
        for_whom="username",
    )
)


@transaction.atomic
def propose_role(
    *, officer: Officer, role: str, reason: str, actor: Officer, at: datetime
) -> Proposal:
    """Propose to entrust an officer with a role; a security officer approves it.

    Raises
    ------
    Unacceptable
        There is no such role, or no line says why.
    HeldAlready
        The officer holds it.
    HeldApart
        The officer holds a role that is held apart from it.
    NotThere
        The account is closed.
    """
    if role not in Role.values:
        raise Unacceptable(_("Choose one of the roles that are offered."))
    if not officer.is_active:
        raise NotThere(_("The account of {name} is closed.").format(name=officer.name))
    if role in officer.roles:
        raise HeldAlready(_("{name} holds this role already.").format(name=officer.name))
    refuse_together([*officer.roles, role])
    words: dict[str, str | int | list[str] | list[int]] = {
        "username": officer.username,
        "role": role,
    }
    return propose(kind=ENTRUSTING, words=words, reason=reason, actor=actor, at=at)


@transaction.atomic
def take_role(*, officer: Officer, role: str, reason: str, actor: Officer, at: datetime) -> None:
    """End a role at once; the officer's next request is judged without it.

    Raises
    ------
    NotForYou
        It is one's own, or the actor administers another bureau or none.
    NotThere
        The officer does not hold it.
    Unacceptable
        No line says why.
    """
    refuse_unless_charged(officer, actor)
    why = line_of(reason)
    if role not in Role.values:
        raise Unacceptable(_("Choose one of the roles that are offered."))
    end_role(officer=officer, role=Role(role), at=at)
    audit.record(acts.ENDED, subject=officer, actor=actor, at=at, role=role, reason=why)
    changed_who_may_listen(officer, at)


@transaction.atomic
def close_account(*, officer: Officer, reason: str, actor: Officer, at: datetime) -> None:
    """Close the account of somebody who leaves: roles, sessions and keys end at once.

    Raises
    ------
    NotForYou
        It is one's own, or the actor administers another bureau or none.
    Unacceptable
        No line says why.
    """
    refuse_unless_charged(officer, actor)
    why = line_of(reason)
    dismiss(officer=officer, at=at)
    audit.record(acts.DISMISSED, subject=officer, actor=actor, at=at, reason=why)
    changed_who_may_listen(officer, at)


@transaction.atomic
def open_account(*, officer: Officer, reason: str, actor: Officer, at: datetime) -> None:
    """Open a closed account again, without any role.

    Raises
    ------
    NotForYou
        The actor administers another bureau or none.
    Unacceptable
        No line says why.
    """
    refuse_unless_charged(officer, actor)
    why = line_of(reason)
    readmit(officer=officer)
    audit.record(acts.READMITTED, subject=officer, actor=actor, at=at, reason=why)


@transaction.atomic
def sign_out(*, officer: Officer, mark: str, actor: Officer, at: datetime) -> int:
    """Sign somebody else out in one place, or without a mark in all; return how many.

    Raises
    ------
    NotForYou
        It is oneself, or the actor administers another bureau or none.
    NotThere
        They are not signed in there.
    """
    refuse_unless_charged(officer, actor)
    wanted = [one.pk for one in sessions_of(officer) if mark in {"", mark_of(one.pk)}]
    if not wanted:
        raise NotThere(_("They are not signed in there any more. Reload the page."))
    ended: int = sessions_of(officer).filter(pk__in=wanted).delete()[0]
    audit.record(acts.SIGNED_OUT, subject=officer, actor=actor, at=at, sessions_ended=ended)
    changed_who_may_listen(officer, at)
    return ended


def refuse_unless_charged(officer: Officer, actor: Officer) -> None:
    """Refuse whoever is not another administrator of the same bureau."""
    if actor.bureau_id != officer.bureau_id:
        raise NotThere(_("Nobody in your bureau has this name."))
    if Role.ADMINISTRATOR not in actor.roles or actor.pk == officer.pk:
        raise NotForYou(_("Only another administrator does this."))
