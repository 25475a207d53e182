"""Looks as a review reads them: whose names were alike, and no name."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from tocsin.core.accesses.names import surname_of
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import within
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.models import Glass, Look
from tocsin.kernel.personal.own import OWN_READING
from tocsin.kernel.personal.store import Handed, opened

# The task under which a person is opened without an open case.
BREAK_GLASS = "break_glass"
# What the case of such a look begins with.
GLASS = "glass:"
KEY_BYTES = 32
# Only whoever draws reviews may call it; the names never leave that process.
NAMES = "SELECT * FROM personal.names_looked_at(%s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name and its surname as marks that say nothing but whether two are the same."""

    name: str = ""
    surname: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A look, and the likeness of whom it was at."""

    number: int
    officer: int
    person: UUID
    case: str
    task: str
    at: datetime
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Sightings:
    """Looks in order of time, and the likeness of those who looked."""

    looks: list[Seen]
    officers: Mapping[int, Likeness]


def sightings(*, bureau_id: int, since: datetime, until: datetime) -> Sightings:
    """List the looks of a bureau in a span of time.

    Names are compared here and nowhere else: each time under a key that is thrown away.
    """
    with within(bureau_id):
        found = list(looks_in(bureau_id, since, until))
        persons = names_of(bureau_id, since, until)
    key = secrets.token_bytes(KEY_BYTES)
    known = {person: likeness_of(name, key) for person, name in persons.items()}
    looks = [seen_of(row, known.get(row.subject, Likeness())) for row in found]
    officers = Officer.objects.filter(bureau_id=bureau_id).values_list("pk", "name")
    return Sightings(looks, {officer: likeness_of(name, key) for officer, name in officers})


def broken_glass(*, bureau_id: int, since: datetime, until: datetime) -> list[Seen]:
    """List the looks without an open case; nobody's name is opened for that."""
    rows = looks_in(bureau_id, since, until).filter(task=BREAK_GLASS)
    with within(bureau_id):
        return [seen_of(row, Likeness()) for row in rows]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many looks there were at people, by task, how many were refused, and glass broken."""

    by_task: Mapping[str, int]
    refused: int
    glass: int


def counted(*, bureau_id: int, since: datetime, until: datetime) -> Counted:
    """Count the looks of a bureau in a span of time; whom they were at is not asked."""
    rows = Look.objects.filter(bureau_id=bureau_id, at__gte=since, at__lt=until)
    seen = rows.filter(refusal="").values("task").annotate(looks=Count("pk")).order_by("task")
    glass = Glass.objects.filter(bureau_id=bureau_id, at__gte=since, at__lt=until)
    with within(bureau_id):
        return Counted(
            {row["task"]: row["looks"] for row in seen},
            refused=rows.exclude(refusal="").count(),
            glass=glass.count(),
        )


def look_numbered(*, bureau_id: int, number: int) -> Seen | None:
    """Find one look; nobody's name is opened for that."""
    with within(bureau_id):
        row = Look.objects.filter(bureau_id=bureau_id, pk=number, refusal="").first()
    return seen_of(row, Likeness()) if row else None


def looks_in(bureau_id: int, since: datetime, until: datetime) -> QuerySet[Look]:
    """Find the looks of officers in order of time; what was refused was not seen.

    Residents who read their own record are nobody's to review.
    """
    rows = Look.objects.filter(bureau_id=bureau_id, refusal="", at__gte=since, at__lt=until)
    return rows.exclude(task=OWN_READING, officer__is_service=True).order_by("at", "pk")


def seen_of(row: Look, likeness: Likeness) -> Seen:
    """Write a look for a review."""
    return Seen(row.pk, row.officer_id, row.subject, row.case, row.task, row.at, likeness)


def names_of(bureau_id: int, since: datetime, until: datetime) -> dict[UUID, str]:
    """Read the names of those who were looked at, for comparing alone."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [bureau_id, since, until])
        facts = [Handed(*row) for row in cursor.fetchall()]
    return {person: known[Kind.NAME] for person, known in opened(facts).items()}


def likeness_of(name: str, key: bytes) -> Likeness:
    """Mark a name."""
    return Likeness(mark(name.strip(), key), mark(surname_of(name), key))


def mark(text: str, key: bytes) -> str:
    """Mark a text under a key; an empty one has no mark."""
    return blake2b(text.encode(), key=key, digest_size=16).hexdigest() if text else ""
