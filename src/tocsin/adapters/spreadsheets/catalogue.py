"""Tables of the catalogue as spreadsheet files."""

from datetime import datetime
from pathlib import PurePath

from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.adapters.spreadsheets.reading import read_rows
from tocsin.adapters.spreadsheets.writing import write_text, write_workbook
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.catalogue import api as catalogue

WRITERS = {".xlsx": write_workbook, ".csv": write_text}


def import_file(
    content: bytes,
    *,
    name: str,
    table: str,
    bureau: Bureau,
    actor: Officer,
    at: datetime,
    partial: bool = False,
    dry_run: bool = False,
) -> catalogue.ImportReport:
    """Import one table of the catalogue from a file, by the same act as every other import.

    Raises
    ------
    UnreadableSheet
        The file is not a table.
    SheetHasErrors
        Rows are wrong and neither ``partial`` nor ``dry_run`` was asked for.
    """
    return catalogue.import_sheet(
        bureau=bureau,
        actor=actor,
        at=at,
        table=table,
        cells=read_rows(content, name=name),
        partial=partial,
        dry_run=dry_run,
    )


def export_file(*, name: str, table: str, bureau: Bureau) -> bytes:
    """Export one table in the columns that an import reads; the ending of the name says how."""
    writer = WRITERS.get(PurePath(name).suffix.lower())
    if writer is None:
        raise UnreadableSheet(
            _("A table is written as .xlsx or .csv. Choose one of these endings.")
        )
    return writer(catalogue.export_sheet(bureau, table))
