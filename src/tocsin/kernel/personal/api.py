"""The one door to facts about people: each look names its case and its task, and is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import part_of_act
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


@part_of_act
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
    bureau_id = actor.bureau_id
    if subject is None:
        new = Subject.objects.create(bureau_id=bureau_id, retention=retention, created_at=at)
        write(bureau_id, new.pk, {kind: value for kind, value in facts.items() if value}, at)
        return new.pk
    if not Subject.objects.filter(bureau_id=bureau_id, pk=subject).exists():
        raise NotThere(_("Nobody by this number is known to your bureau."))
    current = Fact.objects.filter(
        bureau_id=bureau_id, subject_id=subject, kind__in=list(facts), superseded_at=None
    )
    known = {fact.kind: fact.value for fact in current}
    changed = {kind: value for kind, value in facts.items() if known.get(kind, "") != value}
    current.filter(kind__in=list(changed)).update(superseded_at=at)
    write(bureau_id, subject, {kind: value for kind, value in changed.items() if value}, at)
    return subject


def write(bureau_id: int, subject: UUID, facts: Mapping[Kind, str], at: datetime) -> None:
    """Store facts as they now stand."""
    Fact.objects.bulk_create(
        Fact(bureau_id=bureau_id, subject_id=subject, kind=kind, value=value, recorded_at=at)
        for kind, value in facts.items()
    )


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
