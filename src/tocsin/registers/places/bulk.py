"""Many rows at once: copied beside the table, then merged into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go: the table, its columns in the order of the rows, and what names a row.

    A row whose ``watched`` columns are as they were is left alone. ``counted`` is a column that
    grows by one when a watched one changes.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    watched: tuple[str, ...]
    counted: str = ""


def merge(target: Target, rows: Iterable[Sequence[object]]) -> int:
    """Add new rows and change differing ones, inside the caller's transaction; return how many."""
    table = target.model._meta.db_table
    columns = ", ".join(target.columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS arriving")
        cursor.execute(
            f"CREATE TEMP TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"  # noqa: S608 - names of our own tables
        )
        with cursor.copy(f"COPY arriving ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(merging(target, table, columns))
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows were added and how many changed."""

    created: int
    changed: int


def merge_from(target: Target, query: str, facts: Sequence[int | str | UUID]) -> Merged:
    """Add or change the rows that a query gives in the columns of the target."""
    table = target.model._meta.db_table
    columns = ", ".join(target.columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS arriving")
        cursor.execute(
            f"CREATE TEMP TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"  # noqa: S608 - names of our own tables
        )
        cursor.execute(f"INSERT INTO arriving ({columns}) {query}", facts)
        # What is made in this transaction has no figures for plans before it is looked at.
        cursor.execute("ANALYZE arriving")
        cursor.execute(counting(merging(target, table, columns)))
        created, changed = cursor.fetchone()
    return Merged(created, changed)


def counting(merge: str) -> str:
    """Write a merge so that it tells how many rows were added and how many changed."""
    return (
        f"WITH merged AS ({merge} RETURNING xmax = 0 AS fresh) "  # noqa: S608 - our own statement
        "SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh) FROM merged"
    )


def merging(target: Target, table: str, columns: str) -> str:
    """Write the statement that merges what has arrived."""
    changes = [f"{name} = excluded.{name}" for name in target.watched]
    if target.counted:
        changes.append(f"{target.counted} = {table}.{target.counted} + 1")
    before = ", ".join(f"{table}.{name}" for name in target.watched)
    after = ", ".join(f"excluded.{name}" for name in target.watched)
    key = ", ".join(target.key)
    return (
        f"INSERT INTO {table} ({columns}) SELECT DISTINCT ON ({key}) {columns} FROM arriving "  # noqa: S608 - names of our own tables
        f"ON CONFLICT ({key}) DO UPDATE SET {', '.join(changes)} "
        f"WHERE ({before}) IS DISTINCT FROM ({after})"
    )
