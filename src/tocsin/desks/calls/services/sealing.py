"""Sealing the caller of a call, and letting one officer look all the same by two people's word."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.behind_glass import caller_of
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.personal import api as personal
from tocsin.kernel.two_person.api import Kind, Proposal, Words, line_of, needs_two, propose

HOURS = (1, 8, 24, personal.LONGEST_HOURS)


@transaction.atomic
def seal_caller(*, call: Call, reason: str, actor: Officer, at: datetime) -> None:
    """Let nobody look at the caller any more; it protects, so one person does it.

    Raises
    ------
    NothingToCallBack
        The caller left nothing.
    Unacceptable
        No reason is given.
    """
    case = f"call:{call.number}"
    personal.seal(subject=caller_of(call), case=case, reason=line_of(reason), actor=actor, at=at)


@transaction.atomic
def propose_unsealing(
    *, call: Call, username: str, hours: int, reason: str, actor: Officer, at: datetime
) -> Proposal:
    """Propose to let one officer look at a sealed caller for some hours.

    Raises
    ------
    Unacceptable
        Nobody in the bureau is called so.
    NothingTouched
        The caller is not sealed.
    """
    found = officers(actor.bureau_id, username.strip())
    if found is None:
        raise Unacceptable(_("Nobody in your bureau has this user name."))
    words: dict[str, str | int | list[str] | list[int]] = {
        "call": call.number,
        "officer": found.username,
        "hours": hours,
    }
    return propose(kind=UNSEALING, words=words, reason=reason, actor=actor, at=at)


def officers(bureau_id: int, username: str) -> Officer | None:
    """Find somebody who works in a bureau."""
    rows = Officer.objects.filter(bureau_id=bureau_id, is_active=True, is_service=False)
    return rows.filter(username=username).first()


def call_of(bureau_id: int, words: Words) -> Call | None:
    """Find the call whose caller is to be opened."""
    return Call.objects.filter(bureau_id=bureau_id, number=words["call"]).first()


def sealed_people(bureau_id: int, words: Words) -> int:
    """Count whom it would open: the caller, while they are sealed and the officer works here."""
    call, officer = call_of(bureau_id, words), officers(bureau_id, str(words["officer"]))
    if call is None or call.caller is None or officer is None:
        return 0
    return int(personal.sealed_for(officer, call.caller) is not None)


def told(proposal: Proposal) -> str:
    """Say who is to look, at the caller of which call, and how long."""
    words = proposal.words
    return _("Let {officer} look at the sealed caller of {call} for {hours} hours").format(
        officer=words["officer"], call=words["call"], hours=words["hours"]
    )


def open_seal(proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Let the officer look from now on."""
    words = proposal.words
    call = Call.objects.get(bureau_id=proposal.bureau_id, number=words["call"])
    personal.unseal(
        subject=caller_of(call),
        case=f"call:{call.number}",
        officer=Officer.objects.get(bureau_id=proposal.bureau_id, username=words["officer"]),
        hours=int(words["hours"]),
        actor=actor,
        at=at,
    )


UNSEALING = needs_two(
    Kind(
        name="unseal",
        label=gettext_lazy("Looking at a sealed person"),
        proposes=frozenset({Role.SUPERVISOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=sealed_people,
        told=told,
        carry_out=open_seal,
    )
)
