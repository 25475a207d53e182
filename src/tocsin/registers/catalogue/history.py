"""How an entry has read: which columns each version changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tocsin.registers.catalogue.models import EntryVersion
from tocsin.registers.catalogue.tables import Table

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Changed:
    """What one column was and became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version: who wrote it, when, and what it changed; nothing changed in the first."""

    version: int
    at: datetime
    by: str
    changed: tuple[Changed, ...]


def changes_between(table: Table, versions: Iterable[EntryVersion]) -> list[VersionShown]:
    """Compare each version with the one before it; *versions* are the latest first."""
    rows = list(versions)
    earlier: list[EntryVersion | None] = [*rows[1:], None][: len(rows)]
    return [
        VersionShown(row.version, row.at, row.by.name, changed(table, before, row))
        for row, before in zip(rows, earlier, strict=True)
    ]


def changed(table: Table, before: EntryVersion | None, row: EntryVersion) -> tuple[Changed, ...]:
    """List the columns that differ between two versions."""
    if before is None:
        return ()
    pairs = [
        (str(column.label), before.cells.get(column.name, ""), row.cells.get(column.name, ""))
        for column in table.columns
    ]
    return tuple(Changed(label, short(was), short(now)) for label, was, now in pairs if was != now)


def short(text: str) -> str:
    """Shorten what is too long for a line.

    >>> short("a" * 100)[-2:]
    'a…'
    """
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
