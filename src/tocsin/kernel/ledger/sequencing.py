"""Giving rows their place: what has been committed is put in order, once, and none is left out.

A row is taken when its transaction and all that began before it have ended. So no transaction that
commits late can slip in below the horizon, and nobody who works waits for the ledger.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from tocsin.core.ledger.checkpoints import Checkpoint
from tocsin.core.ledger.notes import Note
from tocsin.core.ledger.tiles import Tree
from tocsin.kernel.ledger import models
from tocsin.kernel.ledger.keys import keyring
from tocsin.kernel.ledger.shelf import DatabaseShelf, store
from tocsin.kernel.ledger.sources import SOURCES, Source

MOST_ROWS = 5_000

HORIZON = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
        (SELECT system_identifier::text FROM pg_control_system())
"""
# On a server that has not given the horizon, every row without a place is taken.
WAITING = """
    SELECT r.written_in::text::bigint, {columns} FROM {table} r
    WHERE (
            %(moved)s
            OR r.written_in >= %(since)s::text::xid8 AND r.written_in < %(until)s::text::xid8
        )
        AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.source = %(source)s AND l.number = r.id)
    ORDER BY r.written_in, r.id LIMIT %(most)s
"""
ADD_ROWS = """
    INSERT INTO ledger_leaf (position, source, number, row)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bytea[])
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Every transaction below it has ended; it counts on the server that gave it."""

    transaction: int
    server: str


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """A row on its way to a place, in the order of transactions."""

    transaction: int
    source: str
    number: int
    row: bytes


def horizon_now() -> Horizon:
    """See which transactions have ended."""
    with connection.cursor() as cursor:
        cursor.execute(HORIZON)
        return Horizon(*cursor.fetchone())


def horizon_when_alone() -> Horizon:
    """Take every transaction that has begun for ended: for whoever knows that nobody else writes.

    Transactions in other databases of the server then hold nothing up.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint + 1")
        (reached,) = cursor.fetchone()
    return Horizon(reached, horizon_now().server)


@transaction.atomic
def sequence(*, most: int = MOST_ROWS, look: Callable[[], Horizon] = horizon_now) -> int:
    """Give a place to rows whose transactions have ended; return how many got one.

    `look` says where the horizon is; the rows are read after it.
    """
    progress = held_progress()
    horizon = look()
    placed: list[Placed] = []
    whole = True
    for source in SOURCES:
        found = waiting(source, progress, horizon, most)
        whole = whole and len(found) < most
        placed += found
    append(progress, sorted(placed))
    if whole:
        progress.horizon, progress.server = horizon.transaction, horizon.server
    progress.save()
    return len(placed)


def held_progress() -> models.Progress:
    """Lock the row that says how far we are."""
    models.Progress.objects.get_or_create(pk=1)
    return models.Progress.objects.select_for_update().get(pk=1)


def waiting(source: Source, progress: models.Progress, horizon: Horizon, most: int) -> list[Placed]:
    """Read the rows of one record that have no place yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            WAITING.format(table=source.table, columns=source.columns),
            {
                "moved": horizon.server != progress.server,
                "since": progress.horizon,
                "until": horizon.transaction,
                "source": source.name,
                "most": most,
            },
        )
        return [placed(source, written_in, record) for written_in, *record in cursor.fetchall()]


def placed(source: Source, written_in: int, record: Sequence[object]) -> Placed:
    """Write a row as the ledger keeps it."""
    row = source.row(record)
    return Placed(written_in, source.name, row.number, row.written())


def append(progress: models.Progress, rows: Sequence[Placed]) -> None:
    """Put rows at the end, and let the tree grow over them."""
    if not rows:
        return
    begin = progress.size
    tree = Tree(DatabaseShelf(), begin)
    tree.append([one.row for one in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_ROWS,
            [
                list(range(begin, tree.size)),
                [one.source for one in rows],
                [one.number for one in rows],
                [one.row for one in rows],
            ],
        )
    store(tree.changed)
    progress.size = tree.size


@transaction.atomic
def sign(*, at: datetime) -> models.Checkpoint | None:
    """Sign how large the ledger is now, where it has grown since the last time."""
    size = held_progress().size
    if size == signed_size():
        return None
    ring = keyring()
    text = Checkpoint(ring.origin, size, Tree(DatabaseShelf(), size).root()).text()
    note = Note(text, tuple(key.sign(text) for key in ring.signing))
    return models.Checkpoint.objects.create(size=size, note=note.written(), at=at)


def signed_size() -> int:
    """Return how many rows the newest checkpoint covers."""
    newest = models.Checkpoint.objects.last()
    return newest.size if newest else 0


def size() -> int:
    """Return how many rows have their place."""
    found = models.Progress.objects.filter(pk=1).values_list("size", flat=True).first()
    return found or 0
