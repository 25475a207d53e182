"""Erasing a person: the facts go, and the key with which copies of them could be opened."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from tocsin.core.retention import RetentionClass
from tocsin.kernel.database.api import part_of_act, within
from tocsin.kernel.personal.models import Fact, Proposal, Subject
from tocsin.kernel.personal.store import held

ERASED = "erased"
AT_ONCE = 500
# For whoever may read nobody.
COUNT = "SELECT personal.count_kept(%s, %s)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A person who is kept, since when, and when anything about them was last written."""

    subject: UUID
    kind: RetentionClass
    created_at: datetime
    changed_at: datetime


@part_of_act
def erase(*, bureau_id: int, subject: UUID, at: datetime) -> bool:
    """Destroy the facts about a person and the key to them; the id without meaning stays.

    Returns whether there was anything to destroy.
    """
    with within(bureau_id):
        if held(bureau_id, subject) is None:
            return False
        Fact.objects.filter(bureau_id=bureau_id, subject_id=subject).delete()
        Proposal.objects.filter(bureau_id=bureau_id, subject_id=subject).delete()
        stored = Subject.objects.filter(bureau_id=bureau_id, pk=subject)
        stored.update(key=b"", stands_as=None, erased_at=at)
    return True


def kept_since(
    *, bureau_id: int, kind: RetentionClass, before: datetime, subject: UUID | None = None
) -> Iterator[list[Kept]]:
    """List who has been kept since before a moment, some at a time, in the order of their ids."""
    rows = Subject.objects.filter(bureau_id=bureau_id, retention=kind, created_at__lte=before)
    there = rows.exclude(key=b"").order_by("pk")
    last = UUID(int=0)
    if subject is not None:
        there = there.filter(pk=subject)
    while some := list(changed(there.filter(pk__gt=last)[:AT_ONCE].values_list("pk", flat=True))):
        yield [Kept(one, kind, since, at) for one, since, at in some]
        last = some[-1][0]


def changed(subjects: Iterable[UUID]) -> Iterator[tuple[UUID, datetime, datetime]]:
    """Tell since when people are kept, and when anything about them was last written.

    What was corrected because they asked keeps nobody any longer.
    """
    people = list(subjects)
    columns = ("subject_id", "kind", "recorded_at", "superseded_at", "corrects")
    facts = list(Fact.objects.filter(subject_id__in=people).values_list(*columns))
    asked = {(subject, kind, since) for subject, kind, since, _end, corrects in facts if corrects}
    moments: dict[UUID, list[datetime]] = defaultdict(list)
    for subject, kind, since, end, _corrects in facts:
        moments[subject] += [
            one for one in (since, end) if one and (subject, kind, one) not in asked
        ]
    rows = Subject.objects.filter(pk__in=people).order_by("pk").values_list("pk", "created_at")
    for subject, created_at in rows:
        yield subject, created_at, max([created_at, *moments[subject]])


def count_kept(*, bureau_id: int, kind: RetentionClass) -> int:
    """Count who is kept under a class."""
    with within(bureau_id), connection.cursor() as cursor:
        cursor.execute(COUNT, [bureau_id, kind])
        [count] = cursor.fetchone()
    return int(count)


def still_here(*, bureau_id: int, subjects: Iterable[UUID]) -> Iterator[Kept]:
    """List those who were erased once and are here again, out of a backup that was brought back."""
    left = iter(subjects)
    while some := list(islice(left, AT_ONCE)):
        rows = Subject.objects.filter(bureau_id=bureau_id, pk__in=some).exclude(key=b"")
        for subject, kind, at in rows.order_by("pk").values_list("pk", "retention", "created_at"):
            yield Kept(subject, RetentionClass(kind), at, at)


def erased_ids() -> set[UUID]:
    """Read the ids of all who were ever erased, from beside the keys and not from the database."""
    file = erased_file()
    lines = file.read_text(encoding="ascii").split() if file.exists() else []
    # A line that a power cut left half written is none.
    return {UUID(line) for line in lines if len(line) == len(str(UUID(int=0)))}


def remember_erased(subjects: Iterable[UUID]) -> None:
    """Add ids to the list, so that a backup brought back does not bring anybody back for long."""
    text = "".join(f"{one}\n" for one in subjects)
    if not text:
        return
    file = erased_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as opened:
        # Begins on a line of its own, whatever the last one to write left behind.
        opened.write(f"\n{text}")
        opened.flush()
        os.fsync(opened.fileno())


def erased_file() -> Path:
    """Return where the list lies."""
    return Path(settings.PERSONAL_FOLDER) / ERASED
