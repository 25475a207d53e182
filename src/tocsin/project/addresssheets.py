"""Registers of other people's making as files: workbooks, tables in any usual encoding, trees."""

import csv
import gzip
import io
import json
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.adapters.spreadsheets.reading import (
    Limits,
    Rows,
    decoded,
    has_merged_cells,
    read_rows,
)
from tocsin.core.addressing.divisions import division_rows, pairs_in_table, pairs_in_tree
from tocsin.core.addressing.gathering import Fault, Gathered, Wrong
from tocsin.core.geo import Point

# A province is read on a desk's own machine, so more is let through than over the web.
OF_COMMANDS = Limits(file_bytes=1 << 30, unpacked_bytes=4 << 30, rows=3_000_000)
PACKED = b"\x1f\x8b"


def content_of(file: Path) -> tuple[bytes, str]:
    """Read a file, unpacked where it is packed, and its name without the ending that says so."""
    content = file.read_bytes()
    if not content.startswith(PACKED):
        return content, file.name
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(OF_COMMANDS.file_bytes + 1)
    except (OSError, EOFError) as broken:
        raise UnreadableSheet(_("The packed file is damaged or cut short.")) from broken
    return unpacked, file.name.removesuffix(".gz")


def cells_in(file: Path) -> Rows:
    """Read the cells of a workbook's first sheet, or of a table."""
    content, name = content_of(file)
    if has_merged_cells(content, name=name):
        raise UnreadableSheet(
            _("The sheet has merged cells. Split them and fill every row, then import it again.")
        )
    return read_rows(content, name=name, limits=OF_COMMANDS)


def divisions_in(file: Path, point: tuple[float, float]) -> Gathered:
    """Read published divisions from a table or from a nested description."""
    content, name = content_of(file)
    wrong: list[tuple[str, str]] = []
    try:
        if name.endswith(".json"):
            pairs = list(pairs_in_tree(json.loads(content)))
        else:
            heading, *rows = csv.reader(io.StringIO(decoded(content), newline=""))
            pairs = list(pairs_in_table(heading, rows))
    except (ValueError, IndexError, RecursionError) as broken:
        raise UnreadableSheet(
            _("The file has no codes and names of divisions: columns such as town_code and town.")
        ) from broken
    rows_ = division_rows(pairs, Point(*point), wrong)
    faults = [Fault(0, "code", Wrong.NO_DIVISION, f"{code} {name}") for code, name in wrong]
    return Gathered(rows_, faults, len(pairs))
