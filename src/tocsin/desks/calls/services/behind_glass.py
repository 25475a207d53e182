"""Opening the caller of a call that is settled: said why, for ten minutes, and reviewed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import NothingToCallBack
from tocsin.desks.calls.models import Call
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.personal import api as personal


def break_glass(
    *,
    call: Call,
    kinds: Collection[personal.Kind],
    why: str,
    words: str,
    actor: Officer,
    at: datetime,
) -> Mapping[personal.Kind, str]:
    """Open the caller although the call is settled; within ten minutes it is looked at again.

    Raises
    ------
    NothingToCallBack
        The caller left nothing.
    NotSaid
        A choice or the line is missing; that is on record.
    """
    person = caller_of(call)
    held = personal.broken_by(actor, person)
    if held is not None and set(kinds) <= set(held.kinds):
        return personal.look_again(broken=held, subject=person, actor=actor, at=at)
    return personal.break_glass(
        subject=person,
        case=f"call:{call.number}",
        kinds=kinds,
        why=why,
        words=words,
        actor=actor,
        at=at,
    )


def broken_before(call: Call, actor: Officer) -> personal.Broken | None:
    """Find the glass that an officer has broken for a caller and that still holds."""
    return personal.broken_by(actor, call.caller) if call.caller else None


def caller_of(call: Call) -> UUID:
    """Return the caller of a call."""
    if call.caller is None:
        raise NothingToCallBack(_("The caller left neither a name nor a number."))
    return call.caller
