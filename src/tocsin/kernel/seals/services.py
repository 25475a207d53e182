"""Letting one officer look at a sealed person, or lifting the seal for good: by two people."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.personal import api as personal
from tocsin.kernel.two_person.api import (
    Kind,
    NothingTouched,
    Proposal,
    Word,
    Words,
    needs_two,
    propose,
)

HOURS = (1, 8, 24, personal.LONGEST_HOURS)


@transaction.atomic
def propose_unsealing(
    *,
    subject: UUID,
    case: str,
    username: str,
    hours: int,
    reason: str,
    actor: Officer,
    at: datetime,
) -> Proposal:
    """Propose to let one officer look at a sealed person for some hours.

    Raises
    ------
    Unacceptable
        Nobody in the bureau is called so.
    NothingTouched
        The person is not sealed.
    """
    found = officers(actor.bureau_id, username.strip())
    if found is None:
        raise Unacceptable(_("Nobody in your bureau has this user name."))
    words = of_seal(actor, subject, case) | {"officer": found.username, "hours": hours}
    return propose(kind=UNSEALING, words=words, reason=reason, actor=actor, at=at)


@transaction.atomic
def propose_lifting(
    *, subject: UUID, case: str, reason: str, actor: Officer, at: datetime
) -> Proposal:
    """Propose to lift a seal for good.

    Raises
    ------
    NothingTouched
        The person is not sealed.
    """
    words = of_seal(actor, subject, case)
    return propose(kind=LIFTING, words=words, reason=reason, actor=actor, at=at)


def of_seal(actor: Officer, subject: UUID, case: str) -> dict[str, Word]:
    """Name the seal on a person by its number, and where it was put on."""
    sealed = personal.sealed_for(actor, subject)
    if sealed is None:
        raise NothingTouched(_("This person is not sealed. Reload the page."))
    return {"seal": sealed.number, "case": case}


def officers(bureau_id: int, username: str) -> Officer | None:
    """Find somebody who works in a bureau."""
    rows = Officer.objects.filter(bureau_id=bureau_id, is_active=True, is_service=False)
    return rows.filter(username=username).first()


def still_sealed(bureau_id: int, words: Words) -> UUID | None:
    """Find whom a seal covers, while it is not lifted."""
    number = words.get("seal")
    return personal.covered_by(bureau_id, number) if isinstance(number, int) else None


def to_open(bureau_id: int, words: Words) -> int:
    """Count whom it would open: one, while they are sealed and the officer works here."""
    works_here = officers(bureau_id, str(words["officer"])) is not None
    return int(works_here and still_sealed(bureau_id, words) is not None)


def to_lift(bureau_id: int, words: Words) -> int:
    """Count the seals it would lift: one, or none any more."""
    return int(still_sealed(bureau_id, words) is not None)


def place_of(words: Words) -> str:
    """Say where a seal was put on: the number of the call, the code of the premises."""
    return str(words.get("case") or words.get("call", "")).rpartition(":")[2]


def unsealing_told(proposal: Proposal) -> str:
    """Say who is to look, at whom, and how long."""
    words = proposal.words
    return _("Let {officer} look at the sealed person of {place} for {hours} hours").format(
        officer=words["officer"], place=place_of(words), hours=words["hours"]
    )


def lifting_told(proposal: Proposal) -> str:
    """Say which seal is to be lifted."""
    return _("Lift seal {seal} on the person of {place} for good").format(
        seal=proposal.words["seal"], place=place_of(proposal.words)
    )


def open_seal(proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Let the officer look from now on."""
    words = proposal.words
    subject = still_sealed(proposal.bureau_id, words)
    if subject is None:
        raise NothingTouched(_("This person is not sealed. Reload the page."))
    personal.unseal(
        subject=subject,
        case=words["case"],
        officer=Officer.objects.get(bureau_id=proposal.bureau_id, username=words["officer"]),
        hours=int(words["hours"]),
        actor=actor,
        at=at,
    )


def lift_seal(proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Lift the seal; looks are as usual from now on."""
    words = proposal.words
    personal.lift(
        number=words["seal"], proposal=proposal.pk, case=words["case"], actor=actor, at=at
    )


UNSEALING = needs_two(
    Kind(
        name="unseal",
        label=gettext_lazy("Looking at a sealed person"),
        proposes=frozenset({Role.SUPERVISOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=to_open,
        told=unsealing_told,
        carry_out=open_seal,
        for_whom="officer",
    )
)
# The database lifts a seal only for an approved proposal of this name.
LIFTING = needs_two(
    Kind(
        name="lift_seal",
        label=gettext_lazy("Lifting a seal"),
        proposes=frozenset({Role.SUPERVISOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=to_lift,
        told=lifting_told,
        carry_out=lift_seal,
    )
)
