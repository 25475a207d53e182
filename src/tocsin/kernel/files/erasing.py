"""Erasing a file: its bytes leave the disk, and that it was there stays on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from tocsin.core.retention import RetentionClass
from tocsin.kernel.database.api import part_of_act
from tocsin.kernel.files import storage
from tocsin.kernel.files.models import Attachment

AT_ONCE = 500
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('files ' || %s, 0))"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept, the case it belongs to, and since when."""

    file: UUID
    kind: RetentionClass
    case: str
    added_at: datetime


@part_of_act
def erase_file(*, bureau_id: int, file: UUID, at: datetime) -> bool:
    """Take the bytes of a file off the disk, unless another file has the same.

    They go before it is written down that they are gone: broken off between the two, it is done
    again. Returns whether there was anything to erase.
    """
    rows = Attachment.objects.filter(bureau_id=bureau_id, pk=file, erased_at=None)
    stored = rows.select_for_update(of=("self",)).first()
    if stored is None:
        return False
    not_while_erased(stored.sha256)
    same = Attachment.objects.filter(sha256=stored.sha256, erased_at=None).exclude(pk=file)
    if not same.exists():
        storage.take_away(stored.sha256)
    stored.erased_at = at
    stored.save(update_fields=["erased_at"])
    return True


def not_while_erased(sha256: str) -> None:
    """Wait until nobody erases or keeps the same bytes, and let nobody until we are done."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sha256])


def files_kept(
    *, bureau_id: int, kind: RetentionClass, before: datetime, file: UUID | None = None
) -> Iterator[list[KeptFile]]:
    """List files kept since before a moment, some at a time, in the order of their ids."""
    rows = Attachment.objects.filter(bureau_id=bureau_id, retention=kind, added_at__lte=before)
    there = rows.filter(erased_at=None).order_by("pk")
    if file is not None:
        there = there.filter(pk=file)
    last = UUID(int=0)
    while some := list(there.filter(pk__gt=last)[:AT_ONCE]):
        yield [KeptFile(one.pk, kind, one.case, one.added_at) for one in some]
        last = some[-1].pk


def count_files(*, bureau_id: int, kind: RetentionClass) -> int:
    """Count the files kept under a class."""
    rows = Attachment.objects.filter(bureau_id=bureau_id, retention=kind, erased_at=None)
    return rows.count()
