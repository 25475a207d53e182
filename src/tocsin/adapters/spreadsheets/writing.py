"""Writes rows of text as a workbook or a comma-separated file."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.kernel.web.formulas import guarded

TEXT_FORMAT = "@"
LONGEST_CELL = 32_767
Rows = Sequence[Sequence[str]]


def write_workbook(rows: Rows) -> bytes:
    """Write a workbook whose cells are all text, so that codes keep their leading zeros."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=place)
            cell.value = fitting(text)
            cell.data_type = "s"
            cell.number_format = TEXT_FORMAT
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def write_text(rows: Rows) -> bytes:
    """Write a comma-separated file that spreadsheets open as Unicode."""
    stored = io.StringIO(newline="")
    csv.writer(stored).writerows([guarded(cell) for cell in row] for row in rows)
    return stored.getvalue().encode("utf-8-sig")


def fitting(text: str) -> str:
    """Guard one cell of a workbook and leave out characters that workbooks cannot hold."""
    cell = guarded(ILLEGAL_CHARACTERS_RE.sub("", text))
    if len(cell) > LONGEST_CELL:
        raise UnreadableSheet(
            _("A cell is too long for a workbook. Export the table as .csv instead.")
        )
    return cell
