"""Tables of every register as spreadsheet files: the addresses, the units, the catalogue."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets import catalogue as catalogue_files
from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.adapters.spreadsheets.reading import Rows, read_rows
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.web.sheets import Cells, Imported, RowError
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units


class Importer(Protocol):
    """An act that takes the right rows of a sheet and reports the wrong ones."""

    def __call__(self, *, bureau: Bureau, cells: Cells, actor: Officer, at: datetime) -> Imported:
        """Take the right rows in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file: how many rows were right, which were refused, what was stored."""

    rows: int
    stored: bool
    refused: Sequence[tuple[int, str]]
    created: int = 0
    changed: int = 0


IMPORTERS: Mapping[str, Importer] = {
    "addresses": places.import_addresses,
    "units": units.import_units,
}
EXPORTERS: Mapping[str, Callable[[Bureau], Rows]] = {
    "addresses": places.export_addresses,
    "units": units.export_units,
}


def table_names() -> tuple[str, ...]:
    """Name the tables that can be imported and exported."""
    return (*IMPORTERS, *catalogue.table_names())


def import_table(
    content: bytes,
    *,
    name: str,
    table: str,
    bureau: Bureau,
    actor: Officer,
    at: datetime,
    partial: bool = False,
    dry_run: bool = False,
) -> Brought:
    """Import one table from a file; unless *partial*, a wrong row keeps out all the others.

    Raises
    ------
    Unacceptable
        The file is no table, or its headings are not those of the table.
    NotThere
        There is no such table.
    """
    if table in IMPORTERS:
        cells = read_rows(content, name=name)
        with transaction.atomic():
            done = IMPORTERS[table](bureau=bureau, cells=cells, actor=actor, at=at)
            stored = done.taken > 0 and not dry_run and (partial or not done.errors)
            transaction.set_rollback(not stored)
        return Brought(done.taken, stored, told(done.errors), done.created, done.changed)
    try:
        report = catalogue_files.import_file(
            content,
            name=name,
            table=table,
            bureau=bureau,
            actor=actor,
            at=at,
            partial=partial,
            dry_run=dry_run,
        )
    except catalogue.SheetHasErrors as refusal:
        return Brought(0, stored=False, refused=told(refusal.errors))
    return Brought(
        rows=report.created + report.changed + report.unchanged,
        stored=report.stored,
        refused=told(report.errors),
        created=report.created,
        changed=report.changed,
    )


def told(errors: Iterable[RowError | catalogue.RowError]) -> list[tuple[int, str]]:
    """Pair the numbers of refused rows with the reasons."""
    return [(error.row, error.message) for error in errors]


def export_table(*, name: str, table: str, bureau: Bureau) -> bytes:
    """Export one table in the columns that an import reads; the ending of the name says how."""
    if table not in EXPORTERS:
        return catalogue_files.export_file(name=name, table=table, bureau=bureau)
    writer = catalogue_files.WRITERS.get(PurePath(name).suffix.lower())
    if writer is None:
        raise UnreadableSheet(
            _("A table is written as .xlsx or .csv. Choose one of these endings.")
        )
    return writer(EXPORTERS[table](bureau))
