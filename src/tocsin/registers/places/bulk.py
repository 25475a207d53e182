"""Many rows at once: copied beside the table, then merged into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
