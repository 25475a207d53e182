"""What the database has to say for itself, gathered for an examination or an export."""

import heapq
from collections.abc import Iterator, Sequence
from operator import attrgetter

from django.db import connection

from tocsin.core.ledger.checking import Evidence, Kept
from tocsin.core.ledger.notes import Note, PublicKey
from tocsin.kernel.ledger.keys import keyring
from tocsin.kernel.ledger.models import Checkpoint, Progress
from tocsin.kernel.ledger.proving import note_of
from tocsin.kernel.ledger.sequencing import horizon_now
from tocsin.kernel.ledger.shelf import DatabaseShelf
from tocsin.kernel.ledger.sources import SOURCES, Record, Source

ROWS_AT_ONCE = 2_000
KEPT = """
    SELECT l.position, l.row, {columns}
    FROM ledger_leaf l LEFT JOIN {table} r ON r.id = l.number
    WHERE l.source = %s AND l.position < %s ORDER BY l.position
"""
OUTSIDE = """
    SELECT r.id FROM {table} r
    WHERE r.written_in < %s::text::xid8
        AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.source = %s AND l.number = r.id)
    ORDER BY r.id LIMIT 1000
"""
LARGEST = "SELECT coalesce(max(position) + 1, 0) FROM ledger_leaf"
WITHOUT_PLACE = """
    SELECT count(*) FROM {table} r
    WHERE r.written_in >= %s::text::xid8
        AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.source = %s AND l.number = r.id)
"""


def gathered(
    *,
    seen: Sequence[Note] = (),
    witnesses: Sequence[PublicKey] = (),
    keys: Sequence[PublicKey] | None = None,
) -> Evidence:
    """Gather what can be held against one another, while work goes on.

    Checkpoints are read before the rows they cover, so that what is added meanwhile is no fault.
    """
    checkpoints = [note_of(one) for one in Checkpoint.objects.prefetch_related("cosignatures")]
    progress = Progress.objects.filter(pk=1).first() or Progress()
    # What stands behind the size that is told is no less wrong than what is missing.
    size = max(progress.size, largest())
    return Evidence(
        size=progress.size,
        kept=rows(size),
        outside=outside(progress),
        checkpoints=checkpoints,
        keys=keyring().known if keys is None else keys,
        witnesses=witnesses,
        seen=seen,
        tiles=DatabaseShelf(),
    )


def largest() -> int:
    """Return how many places the rows reach to."""
    with connection.cursor() as cursor:
        cursor.execute(LARGEST)
        (count,) = cursor.fetchone()
    return int(count)


def rows(size: int) -> Iterator[Kept]:
    """Read the first so many rows in their order, each beside the record it was made from."""
    return heapq.merge(*(rows_of(source, size) for source in SOURCES), key=attrgetter("position"))


def rows_of(source: Source, size: int) -> Iterator[Kept]:
    """Read the rows of one record in the order of their places."""
    statement = KEPT.format(table=source.table, columns=source.columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [source.name, size])
        while fetched := cursor.fetchmany(ROWS_AT_ONCE):
            for position, row, *record in fetched:
                yield Kept(position, bytes(row), row_now(source, record))


def row_now(source: Source, record: Record) -> bytes | None:
    """Write a row as its record says it now; what makes no sense is no bytes."""
    if record[0] is None:
        return None
    try:
        return source.row(record).written()
    except (TypeError, ValueError):
        return b""


def outside(progress: Progress) -> Iterator[str]:
    """Name rows that ought to have a place and have none; on another server nobody can tell."""
    if horizon_now().server != progress.server:
        return
    for source in SOURCES:
        with connection.cursor() as cursor:
            cursor.execute(OUTSIDE.format(table=source.table), [str(progress.horizon), source.name])
            numbers = cursor.fetchall()
        yield from (f"{source.name} {number}" for (number,) in numbers)


def without_place() -> int:
    """Count the rows that wait for the sequencer."""
    progress = Progress.objects.filter(pk=1).first() or Progress()
    waiting = 0
    for source in SOURCES:
        with connection.cursor() as cursor:
            cursor.execute(
                WITHOUT_PLACE.format(table=source.table), [str(progress.horizon), source.name]
            )
            waiting += cursor.fetchone()[0]
    return waiting
