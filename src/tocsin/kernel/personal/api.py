"""The one door to facts about people: each look names its case and its task, and is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.errors import NotThere, Refusal
from tocsin.kernel.personal.models import Fact, Look, Subject

__all__ = ["Kind", "NoPurpose", "Purpose", "keep", "looks", "reveal"]


class Kind(StrEnum):
    """What sort of fact about a person."""

    NAME = "name"
    TELEPHONE = "telephone"
    IDENTITY_NUMBER = "identity_number"
    REMARK = "remark"


class NoPurpose(Refusal):
    """Nobody looks at a person without an open case."""

    code = "personal.no_purpose"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a person is looked at: the open case (``"call:J20260302-0001"``) and the task."""

    case: str
    task: str


@transaction.atomic
def keep(
    *,
    facts: Mapping[Kind, str],
    retention: str,
    actor: Officer,
    at: datetime,
    subject: UUID | None = None,
) -> UUID:
    """Store facts about a person and return the id by which the desks know them.

    A changed fact supersedes the earlier one, which stays on record.
    """
    bureau = actor.bureau
    if subject is None:
        subject = Subject.objects.create(bureau=bureau, retention=retention, created_at=at).pk
    elif not Subject.objects.filter(bureau=bureau, pk=subject).exists():
        raise NotThere(_("Nobody by this number is known to your bureau."))
    for kind, value in facts.items():
        current = Fact.objects.filter(
            bureau=bureau, subject_id=subject, kind=kind, superseded_at=None
        )
        if current.filter(value=value).exists():
            continue
        current.update(superseded_at=at)
        if value:
            Fact.objects.create(
                bureau=bureau, subject_id=subject, kind=kind, value=value, recorded_at=at
            )
    return subject


def reveal(
    *, subject: UUID, kinds: Iterable[Kind], purpose: Purpose, actor: Officer, at: datetime
) -> dict[Kind, str]:
    """Record the look, then return the facts asked for.

    Raises
    ------
    NoPurpose
        The case or the task is not named.
    """
    wanted = sorted(set(kinds))
    if not purpose.case or not purpose.task:
        raise NoPurpose(
            _("Open the person from a case that is still open; a look needs a purpose.")
        )
    Look.objects.create(
        bureau=actor.bureau,
        subject=subject,
        officer=actor,
        case=purpose.case,
        task=purpose.task,
        kinds=wanted,
        at=at,
    )
    facts = Fact.objects.filter(
        bureau=actor.bureau, subject_id=subject, kind__in=wanted, superseded_at=None
    )
    return {Kind(kind): value for kind, value in facts.values_list("kind", "value")}


def looks(subject: UUID) -> list[Mapping[str, object]]:
    """List who looked at a person, for which case and when, oldest first."""
    return list(
        Look.objects.filter(subject=subject)
        .order_by("at", "pk")
        .values("officer__name", "case", "task", "kinds", "at")
    )
