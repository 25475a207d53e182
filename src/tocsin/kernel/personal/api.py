"""The one door to facts about people: each look names its case and its task, and is recorded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import part_of_act
from tocsin.kernel.errors import NotThere
from tocsin.kernel.personal.erasing import (
    Kept,
    count_kept,
    erase,
    erased_ids,
    kept_since,
    remember_erased,
    still_here,
)
from tocsin.kernel.personal.glass import (
    Broken,
    GlassBroken,
    NotSaid,
    Why,
    break_glass,
    broken_by,
    broken_in,
    look_again,
)
from tocsin.kernel.personal.keys import add_key, keyring, retire_keys
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.looking import NoPurpose, Purpose, Ticket, ask, read
from tocsin.kernel.personal.models import Fact, Look
from tocsin.kernel.personal.rewrapping import (
    refuse_without_keys,
    rewrap,
    sample_opens,
    versions_in_use,
    wrapped_by_version,
)
from tocsin.kernel.personal.seen import (
    BREAK_GLASS,
    Likeness,
    Seen,
    Sightings,
    broken_glass,
    sightings,
)
from tocsin.kernel.personal.store import Person, locked

__all__ = [
    "BREAK_GLASS",
    "Broken",
    "GlassBroken",
    "Kept",
    "Kind",
    "Likeness",
    "NoPurpose",
    "NotSaid",
    "Purpose",
    "RetentionClass",
    "Seen",
    "Sightings",
    "Ticket",
    "Why",
    "add_key",
    "ask",
    "break_glass",
    "broken_by",
    "broken_glass",
    "broken_in",
    "count_kept",
    "erase",
    "erased_ids",
    "keep",
    "kept_since",
    "keyring",
    "look_again",
    "looks",
    "read",
    "refusals",
    "refuse_without_keys",
    "remember_erased",
    "retire_keys",
    "reveal",
    "rewrap",
    "sample_opens",
    "sightings",
    "still_here",
    "versions_in_use",
    "wrapped_by_version",
]


@part_of_act
def keep(
    *,
    facts: Mapping[Kind, str],
    retention: RetentionClass,
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
) -> Mapping[Kind, str]:
    """Put the look on record for good, then return the facts asked for.

    Raises
    ------
    NoPurpose
        The case is not open, or the task is not named.
    """
    ticket = ask(subjects=[subject], kinds=kinds, purpose=purpose, actor=actor, at=at)
    return read(ticket).get(subject, {})


def looks(subject: UUID) -> list[Mapping[str, object]]:
    """List who looked at a person, for which case and when, oldest first."""
    return asked_about(Look.objects.filter(subject=subject, refusal=""))


def refusals(subject: UUID) -> list[Mapping[str, object]]:
    """List who wanted to look at a person and was refused, oldest first."""
    return asked_about(Look.objects.filter(subject=subject).exclude(refusal=""))


def asked_about(looks: QuerySet[Look]) -> list[Mapping[str, object]]:
    """List looks, oldest first."""
    return list(looks.order_by("at", "pk").values("officer__name", "case", "task", "kinds", "at"))
