"""Entrusting roles and ending them; the next request is judged by what holds then."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer, RoleGrant, Session
from tocsin.kernel.accounts.roles import APART, Role
from tocsin.kernel.database.api import part_of_act
from tocsin.kernel.errors import NotThere, Refusal


class HeldApart(Refusal):
    """Nobody holds two of the roles that are held apart."""

    code = "accounts.held_apart"


def refuse_together(roles: Collection[str]) -> None:
    """Refuse two roles that are held apart; the database does so as well.

    Raises
    ------
    HeldApart
        Two of the roles are.
    """
    held = [role for role in APART if role in set(roles)]
    if len(held) > 1:
        raise HeldApart(
            _("Nobody is both {one} and {other}. Choose another officer for one of them.").format(
                one=held[0].label, other=held[1].label
            )
        )


@part_of_act
def entrust(*, officer: Officer, role: Role, at: datetime) -> RoleGrant:
    """Entrust an officer with a role; the caller records the act.

    Raises
    ------
    HeldApart
        The officer holds a role that is held apart from it.
    """
    held = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    refuse_together([*held.roles, role])
    return RoleGrant.objects.create(officer=held, role=role, granted_at=at)


@part_of_act
def end_role(*, officer: Officer, role: Role, at: datetime) -> None:
    """End a role; the caller records the act.

    Raises
    ------
    NotThere
        The officer does not hold it.
    """
    if not RoleGrant.objects.filter(officer=officer, role=role, ended_at=None).update(ended_at=at):
        raise NotThere(_("{name} does not hold this role any more.").format(name=officer.name))


@part_of_act
def dismiss(*, officer: Officer, at: datetime) -> None:
    """Close an account: every role, every session and every key ends; the caller records it."""
    held = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    held.is_active = False
    held.save(update_fields=["is_active"])
    held.grants.filter(ended_at=None).update(ended_at=at)
    Session.objects.filter(officer=held).delete()
    held.tokens.filter(revoked_at=None).update(revoked_at=at)


@part_of_act
def readmit(*, officer: Officer) -> None:
    """Open an account again; roles are entrusted anew, and the caller records the act."""
    Officer.objects.filter(pk=officer.pk).update(is_active=True)
