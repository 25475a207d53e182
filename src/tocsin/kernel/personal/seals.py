"""Sealing a person: nobody looks at them in any case, but who is let by two people, for a while.

Two people also lift a seal for good; then looks are as usual again.

The database refuses the look; here it is said who is sealed, and for whom the seal is open.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import part_of_act, within
from tocsin.kernel.personal.models import Lifting, Seal, Unsealing

LONGEST_HOURS = 72
SEALED = audit.act("personal.sealed", _("Person sealed"), "case")
UNSEALED = audit.act(
    "personal.unsealed", _("Sealed person opened to one officer"), "case", "officer", "hours"
)
LIFTED = audit.act("personal.seal_lifted", _("Seal lifted for good"), "case", "proposal")


@dataclass(frozen=True, slots=True)
class Sealed:
    """That a person is sealed: why, since when, by whom; and until when it is open for a reader."""

    number: int
    reason: str
    by: str
    at: datetime
    open_until: datetime | None


@part_of_act
def seal(*, subject: UUID, case: str, reason: str, actor: Officer, at: datetime) -> None:
    """Let nobody look at a person from now on; sealed twice is sealed once."""
    with within(actor.bureau_id):
        if unlifted(actor.bureau_id).filter(subject=subject).exists():
            return
        made = Seal.objects.create(
            bureau_id=actor.bureau_id, subject=subject, reason=reason, by=actor, at=at
        )
    audit.record(SEALED, subject=made, actor=actor, at=at, case=case)


@part_of_act
def unseal(
    *, subject: UUID, case: str, officer: Officer, hours: int, actor: Officer, at: datetime
) -> None:
    """Let one officer look at a sealed person for some hours of the database's clock."""
    with within(actor.bureau_id):
        made = Unsealing.objects.create(
            bureau_id=actor.bureau_id,
            subject=subject,
            officer=officer,
            hours=hours,
            by=actor,
            at=at,
            until_at=at,
        )
    audit.record(
        UNSEALED,
        subject=made,
        actor=actor,
        at=at,
        case=case,
        officer=officer.username,
        hours=hours,
    )


@part_of_act
def lift(*, number: int, proposal: int, case: str, actor: Officer, at: datetime) -> None:
    """Lift a seal for good; the database does so only for a proposal that two people decided."""
    with within(actor.bureau_id):
        Lifting.objects.create(
            bureau_id=actor.bureau_id, seal_id=number, proposal=proposal, by=actor, at=at
        )
        lifted = Seal.objects.get(pk=number)
    audit.record(LIFTED, subject=lifted, actor=actor, at=at, case=case, proposal=proposal)


def unlifted(bureau_id: int) -> QuerySet[Seal]:
    """List the seals of a bureau that hold."""
    return Seal.objects.filter(bureau_id=bureau_id, lifting=None)


def covered_by(bureau_id: int, number: int) -> UUID | None:
    """Find whom a seal covers; nobody where it is lifted."""
    with within(bureau_id):
        row = unlifted(bureau_id).filter(pk=number).first()
    return row.subject if row else None


def closed_to(officer: Officer, subjects: Collection[UUID]) -> set[UUID]:
    """Say which of these people are sealed, and not open for this officer."""
    found = ((one, sealed_for(officer, one)) for one in subjects)
    return {one for one, sealed in found if sealed and not sealed.open_until}


def sealed_for(officer: Officer, subject: UUID) -> Sealed | None:
    """Say whether a person is sealed, and until when it is open for this officer."""
    own = {"bureau_id": officer.bureau_id, "subject": subject}
    with within(officer.bureau_id):
        held = unlifted(officer.bureau_id).filter(subject=subject)
        row = held.select_related("by").order_by("pk").first()
        if row is None:
            return None
        open_ = Unsealing.objects.filter(**own, officer=officer, until_at__gt=Now())
        latest = open_.order_by("-until_at").first()
    return Sealed(row.pk, row.reason, row.by.name, row.at, latest.until_at if latest else None)
