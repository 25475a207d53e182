"""Wrapping the keys of people with the newest version, some at a time, while others write."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from tocsin.kernel.personal.keys import KeyMissing, keyring
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.personal.sealing import SealError
from tocsin.kernel.personal.store import Person

AT_ONCE = 200


def rewrap() -> Iterator[int]:
    """Wrap whom an older version wraps, each batch by itself; tell how many are done in each.

    What was done stays done when it is broken off, and done again it finds nothing to do.
    """
    while done := rewrap_some():
        yield done


@transaction.atomic
def rewrap_some(at_once: int = AT_ONCE) -> int:
    """Wrap the keys of some people anew, and write what their numbers are found by anew."""
    newest = keyring().newest
    waiting = Subject.objects.exclude(key=b"").exclude(key_version=newest.number)
    # In one order, so that two who do it at once wait for each other and not forever.
    people = list(waiting.order_by("pk").select_for_update(no_key=True)[:at_once])
    found = facts_found([one.pk for one in people])
    for one in people:
        before = Person.of(one)
        now = Person(one.pk, one.bureau_id, before.key, newest)
        for fact in found[one.pk]:
            fact.blind = now.blind(Kind(fact.kind), before.opened(fact))
        one.key = newest.wrap(one.pk, before.key.secret)
        one.key_version = newest.number
    Subject.objects.bulk_update(people, ["key", "key_version"])
    Fact.objects.bulk_update([fact for facts in found.values() for fact in facts], ["blind"])
    return len(people)


def facts_found(subjects: list[UUID]) -> dict[UUID, list[Fact]]:
    """Read the facts by which people are found."""
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(subject__in=subjects).exclude(blind=None):
        facts[fact.subject_id].append(fact)
    return facts


def wrapped_by_version() -> dict[int, int]:
    """Count whom each version wraps, versions that wrap nobody too."""
    return dict.fromkeys(sorted(keyring().versions), 0) | versions_in_use()


def versions_in_use() -> dict[int, int]:
    """Count whom each version wraps that wraps anybody, whether or not its key is here."""
    rows = Subject.objects.exclude(key=b"").values_list("key_version")
    return dict(rows.annotate(Count("pk")).order_by("key_version"))


def sample_opens() -> list[int]:
    """List the versions whose people cannot be opened by the keys that are here, by a sample."""
    closed = []
    versions = Subject.objects.exclude(key=b"").order_by("key_version").values_list("key_version")
    for (number,) in versions.distinct():
        one = Subject.objects.exclude(key=b"").filter(key_version=number).first()
        if one is not None and not opens(one):
            closed.append(number)
    return closed


def refuse_without_keys() -> None:
    """Refuse to work where what is sealed could not be opened.

    Raises
    ------
    KeyMissing
        The keys are not here, or are those of another database.
    """
    closed = sample_opens()
    if closed:
        raise KeyMissing(
            _(
                "The keys that seal personal facts do not open those of version {versions}. Bring "
                "the right keys back before anybody works."
            ).format(versions=", ".join(map(str, closed)))
        )


def opens(one: Subject) -> bool:
    """Say whether the key of a person can be unwrapped."""
    try:
        Person.of(one)
    except (KeyMissing, SealError):
        return False
    return True
