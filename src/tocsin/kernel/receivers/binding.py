"""To what handing out facts is bound: whom it is about and which facts are there now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tocsin.kernel.database.api import within
from tocsin.kernel.personal import api as personal

THERE = "SELECT * FROM personal.facts_there(%s, %s::uuid[], %s::text[], %s::text[])"


@dataclass(frozen=True, slots=True)
class There:
    """How many people there is a fact of, and a hash that changes with any of them."""

    persons: int
    digest: str


def there(*, bureau_id: int, people: Mapping[UUID, str], kinds: Iterable[str]) -> There:
    """Say which facts of these kinds are there of people, each in an open case; none is read."""
    with within(bureau_id), connection.cursor() as cursor:
        cursor.execute(THERE, [bureau_id, list(people), list(people.values()), list(kinds)])
        return There(*cursor.fetchone())


def stay(*, bureau_id: int, people: Iterable[UUID]) -> None:
    """Let none of some people be corrected or erased until the transaction is over."""
    for one in sorted(people):
        personal.stay(bureau_id=bureau_id, subject=one)
