"""The one door to facts about people: each look names its case and its task, and is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import part_of_act
from tocsin.kernel.errors import NotThere, Refusal
from tocsin.kernel.personal.keys import add_key, keyring, retire_keys
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.models import Fact, Look
from tocsin.kernel.personal.rewrapping import (
    refuse_without_keys,
    rewrap,
    sample_opens,
    versions_in_use,
    wrapped_by_version,
)
from tocsin.kernel.personal.store import Person, locked

__all__ = [
    "Kind",
    "NoPurpose",
    "Purpose",
    "add_key",
    "keep",
    "keyring",
    "looks",
    "refuse_without_keys",
    "retire_keys",
    "reveal",
    "rewrap",
    "sample_opens",
    "versions_in_use",
    "wrapped_by_version",
]


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
        new = Person.new(bureau_id=bureau_id, retention=retention, at=at)
        new.write({kind: value for kind, value in facts.items() if value}, at)
        return new.subject
    stored = locked(bureau_id, subject)
    if stored is None:
        raise NotThere(_("Nobody by this number is known to your bureau."))
    person = Person.of(stored)
    current = Fact.objects.filter(
        bureau_id=bureau_id, subject_id=subject, kind__in=list(facts), superseded_at=None
    )
    known = person.known(current)
    changed = {kind: value for kind, value in facts.items() if known.get(kind, "") != value}
    current.filter(kind__in=list(changed)).update(superseded_at=at)
    person.write({kind: value for kind, value in changed.items() if value}, at)
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
    ).exclude(subject__key=b"")
    return {
        Kind(fact.kind): Person.of(fact.subject).opened(fact)
        for fact in facts.select_related("subject")
    }


def looks(subject: UUID) -> list[Mapping[str, object]]:
    """List who looked at a person, for which case and when, oldest first."""
    return list(
        Look.objects.filter(subject=subject)
        .order_by("at", "pk")
        .values("officer__name", "case", "task", "kinds", "at")
    )
