"""The one door to facts about people: each look names its case and its task, and is recorded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import part_of_act, within
from tocsin.kernel.personal.apart import faults
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
from tocsin.kernel.personal.keys import add_key, keyring, open_aside, retire_keys
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.listing import LookRow, count_looks, list_looks
from tocsin.kernel.personal.looking import (
    IsSealed,
    NoPurpose,
    OutOfReach,
    Purpose,
    Ticket,
    ask,
    read,
)
from tocsin.kernel.personal.models import Look
from tocsin.kernel.personal.own import (
    MATCH,
    OWN_READING,
    LookAtMe,
    has_looked,
    looked_at_for,
    looks_at_me,
    same_as,
)
from tocsin.kernel.personal.proposing import (
    CORRECTION,
    Proposed,
    correct,
    end_proposal,
    propose,
    read_proposed,
)
from tocsin.kernel.personal.rewrapping import (
    refuse_without_keys,
    rewrap,
    sample_opens,
    versions_in_use,
    wrapped_by_version,
)
from tocsin.kernel.personal.rights import may_call, rights_on
from tocsin.kernel.personal.seals import (
    LONGEST_HOURS,
    Sealed,
    closed_to,
    covered_by,
    lift,
    seal,
    sealed_for,
    unseal,
)
from tocsin.kernel.personal.seen import (
    BREAK_GLASS,
    Counted,
    Likeness,
    Seen,
    Sightings,
    broken_glass,
    counted,
    look_numbered,
    sightings,
)
from tocsin.kernel.personal.store import Person, held, known

__all__ = [
    "BREAK_GLASS",
    "CORRECTION",
    "LONGEST_HOURS",
    "MATCH",
    "OWN_READING",
    "Broken",
    "Counted",
    "GlassBroken",
    "IsSealed",
    "Kept",
    "Kind",
    "Likeness",
    "LookAtMe",
    "LookRow",
    "NoPurpose",
    "NotSaid",
    "OutOfReach",
    "Proposed",
    "Purpose",
    "RetentionClass",
    "Sealed",
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
    "closed_to",
    "correct",
    "count_kept",
    "count_looks",
    "counted",
    "covered_by",
    "end_proposal",
    "erase",
    "erased_ids",
    "faults",
    "has_looked",
    "keep",
    "kept_since",
    "keyring",
    "lift",
    "list_looks",
    "look_again",
    "look_numbered",
    "looked_at_for",
    "looks",
    "looks_at_me",
    "may_call",
    "open_aside",
    "propose",
    "read",
    "read_proposed",
    "refusals",
    "refuse_without_keys",
    "remember_erased",
    "retire_keys",
    "reveal",
    "rewrap",
    "rights_on",
    "same_as",
    "sample_opens",
    "seal",
    "sealed_for",
    "sightings",
    "stay",
    "still_here",
    "unseal",
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
    with within(actor.bureau_id):
        if subject is None:
            person = Person.new(bureau_id=actor.bureau_id, retention=retention, at=at)
            changed = set(facts)
        else:
            person = known(actor.bureau_id, subject)
            changed = person.supersede(facts, at)
        person.write({kind: facts[kind] for kind in changed if facts[kind]}, at)
    return person.subject


def stay(*, bureau_id: int, subject: UUID) -> bool:
    """Let nobody correct or erase a person until the transaction is over.

    Returns whether they are still known.
    """
    with within(bureau_id):
        return held(bureau_id, subject) is not None


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
