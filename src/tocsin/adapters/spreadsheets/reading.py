"""Reads workbooks and comma-separated files into rows of text."""

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.kernel.web.formulas import unguarded

# A county has some 60,000 addresses; a table of this many rows is read whole in about ten seconds.
MOST_ROWS = 100_000
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 60
LONGEST_CELL = 100_000
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# How the files begin in which spreadsheet programs keep old (.xls) and encrypted workbooks.
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = 0x1
# What openpyxl and the packages below it are seen to raise over damaged workbooks; RuntimeError is
# what zipfile says of a way of packing that it does not know.
DAMAGE = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    OSError,
    OverflowError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, packed and unpacked, and how long its table."""

    file_bytes: int = LARGEST_FILE
    unpacked_bytes: int = LARGEST_UNPACKED
    rows: int = MOST_ROWS


OF_PAGES = Limits()


def read_rows(content: bytes, *, name: str, limits: Limits = OF_PAGES) -> Rows:
    """Read the first sheet of a file as rows of text; the ending of its name says what it is.

    Raises
    ------
    UnreadableSheet
        The file is too large, damaged or of another kind.
    """
    if len(content) > limits.file_bytes:
        raise UnreadableSheet(
            _("The file is larger than {most} MB. Split it and import each part.").format(
                most=limits.file_bytes >> 20
            )
        )
    ending = PurePath(name).suffix.lower()
    if ending in WORKBOOKS:
        return bounded(read_workbook(content, limits), limits)
    if ending in TEXTS:
        return bounded(read_text(content), limits)
    raise UnreadableSheet(
        _("Only .xlsx and .csv files can be read. Save the table as one of them.")
    )


def read_workbook(content: bytes, limits: Limits = OF_PAGES) -> Rows:
    """Read the first sheet of a workbook; a formula gives the value it last had."""
    if content.startswith(COMPOUND):
        raise UnreadableSheet(
            _("The workbook is protected by a password or of the old kind. Save it as plain .xlsx.")
        )
    try:
        check_package(content, limits)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        cells = book.worksheets[0].iter_rows(
            values_only=True, max_row=limits.rows + 1, max_col=MOST_COLUMNS + 1
        )
        rows = [[written(cell) for cell in row] for row in cells]
        book.close()
    except DAMAGE as fault:
        raise UnreadableSheet(
            _("The workbook is damaged or is not a workbook. Open it, save it again and retry.")
        ) from fault
    return rows


def check_package(content: bytes, limits: Limits = OF_PAGES) -> None:
    """Refuse a package that unpacks to far more than it is, or that declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > limits.unpacked_bytes:
            raise UnreadableSheet(_("The workbook is too large when unpacked. Split it."))
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise UnreadableSheet(_("The workbook is protected by a password. Save it without."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(4096):
                        raise UnreadableSheet(
                            _("The workbook holds declarations that workbooks never need.")
                        )


def has_merged_cells(content: bytes, *, name: str) -> bool:
    """Say whether a workbook's first sheet has cells that are merged; only one of each has text."""
    if PurePath(name).suffix.lower() not in WORKBOOKS:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets = sorted(one for one in package.namelist() if one.startswith("xl/worksheets/"))
            return bool(sheets) and b"<mergeCell " in package.read(sheets[0])
    except DAMAGE:
        return False


def written(cell: object) -> str:
    """Write a cell of a workbook as text: whole numbers without a point, days as year-month-day."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return unguarded(str(cell))


def read_text(content: bytes) -> Rows:
    """Read a comma- or tab-separated file."""
    text = decoded(content)
    first_line = text.split("\n", 1)[0]
    delimiter = max((",", "\t", ";"), key=first_line.count)
    csv.field_size_limit(LONGEST_CELL)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as fault:
        raise UnreadableSheet(
            _("The file is not a proper table: a quotation mark is open or a cell is too long.")
        ) from fault
    return [[unguarded(cell) for cell in row] for row in found]


def decoded(content: bytes) -> str:
    """Decode text by its mark, else as UTF-8, else as GB 18030, which Chinese systems write."""
    marked = next((code for mark, code in MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(_("The characters cannot be read. Save the file as UTF-8 and retry."))


def bounded(rows: Rows, limits: Limits = OF_PAGES) -> Rows:
    """Cut off empty rows and columns at the end; refuse a table that is too long or too wide."""
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max((used_width(row) for row in rows), default=0)
    if len(rows) > limits.rows:
        raise UnreadableSheet(_("The table has more than {most} rows.").format(most=limits.rows))
    if width > MOST_COLUMNS:
        raise UnreadableSheet(
            _("The table has more than {most} columns.").format(most=MOST_COLUMNS)
        )
    return [row[:width] for row in rows]


def used_width(row: list[str]) -> int:
    """Count the cells of a row up to the last one that is not empty."""
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
