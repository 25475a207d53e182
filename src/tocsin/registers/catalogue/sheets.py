"""Sheets of cells: finding the columns, reading rows, and writing the same columns again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.kernel.web.sheets import told_twice
from tocsin.registers.catalogue.columns import Column
from tocsin.registers.catalogue.errors import Malformed, RowError
from tocsin.registers.catalogue.models import Entry
from tocsin.registers.catalogue.tables import Table

Cells = Sequence[Sequence[str]]
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet that could be read."""

    number: int
    values: Mapping[str, object]


def headings(table: Table) -> dict[str, Column]:
    """Index columns by every heading they are known under, in each language."""
    known: dict[str, Column] = {}
    for column in table.columns:
        known[column.name] = column
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in table.columns:
                known.setdefault(str(column.label).casefold(), column)
    return known


def columns_of(table: Table, first_row: Sequence[str]) -> list[Column | None]:
    """Say which column each cell of the first row heads; blank headings head none."""
    known, found = headings(table), list[Column | None]()
    for heading in first_row:
        column = known.get(heading.strip().casefold())
        if column is None and heading.strip():
            raise Malformed(
                _("The heading “{heading}” is not known. The columns are: {names}.").format(
                    heading=heading.strip()[:40],
                    names=", ".join(str(known.label) for known in table.columns),
                )
            )
        if column is not None and column in found:
            raise Malformed(_("The column “{column}” is there twice.").format(column=column.label))
        found.append(column)
    if all(column is None or column.name != "code" for column in found):
        raise Malformed(_("The first row must hold headings, the code among them."))
    return found


def read_sheet(table: Table, cells: Cells) -> Iterator[SheetRow | RowError]:
    """Read the rows below the headings; a row that cannot be read becomes an error."""
    if not cells[1:]:
        raise Malformed(_("The sheet holds no rows below its headings."))
    if len(cells) > MOST_ROWS:
        raise Malformed(_("A sheet may hold at most {most} rows.").format(most=MOST_ROWS))
    columns = columns_of(table, cells[0])
    place = next(at for at, column in enumerate(columns) if column and column.name == "code")
    twice = told_twice(
        (number, row[place].strip())
        for number, row in enumerate(cells[1:], start=2)
        if place < len(row)
    )
    for number, row in enumerate(cells[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if number in twice:
            yield RowError(number, twice[number])
            continue
        try:
            yield SheetRow(number, read_cells(columns, row))
        except Malformed as refusal:
            yield RowError(number, refusal.message)


def read_cells(columns: Sequence[Column | None], row: Sequence[str]) -> dict[str, object]:
    """Read the cells of one row; a cell left blank keeps a number or a yes-or-no as it is."""
    if any(cell.strip() for cell in row[len(columns) :]):
        raise Malformed(_("This row is longer than the row of headings."))
    cells = [*row, *[""] * (len(columns) - len(row))]
    return {
        column.name: column.read_cell(cell)
        for column, cell in zip(columns, cells, strict=False)
        if column is not None and (cell.strip() or not column.blank_keeps)
    }


def write_sheet(table: Table, rows: Sequence[Entry]) -> list[list[str]]:
    """Write headings in the reader's language and one row of cells for each row."""
    return [
        [str(column.label) for column in table.columns],
        *([cell_of(table, row, column) for column in table.columns] for row in rows),
    ]


def cell_of(table: Table, row: Entry, column: Column) -> str:
    """Write one value as a cell; a row of another table is written as its code."""
    value: object = getattr(row, column.name)
    if column.name in table.references:
        return value.code if isinstance(value, Entry) else ""
    return column.to_cell(value)
