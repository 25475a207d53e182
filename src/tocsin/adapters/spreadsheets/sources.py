"""Registers as files, ours or of other people's making: workbooks, tables, maps, divisions."""

import csv
import gzip
import io
import json
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.adapters.osm.api import read_extract, register_rows
from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.adapters.spreadsheets.reading import (
    Limits,
    Rows,
    decoded,
    has_merged_cells,
    read_rows,
)
from tocsin.core.addressing.divisions import division_rows, pairs_in_table, pairs_in_tree
from tocsin.core.addressing.gathering import Fault, Gathered, Unreadable, Wrong, gather
from tocsin.core.geo import Point
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places

# Read beside the desks, not while somebody waits: more is let through than to a page.
OF_COMMANDS = Limits(file_bytes=1 << 30, unpacked_bytes=4 << 30, rows=3_000_000)
# What is published has no points.
NOWHERE = (0.0, 0.0)
PACKED = b"\x1f\x8b"
MAPS = (".pbf", ".osm", ".osm.gz", ".bz2")
LARGEST_REGISTER = 300 << 20
TREE, CODES = ".json", "_code"
ENDINGS = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".csv.gz", TREE, *MAPS)


def read_register(file: Path, bureau: Bureau) -> places.Sorted:
    """Read the places that a file tells of, whatever kind of file it is.

    Raises
    ------
    Unacceptable
        The file cannot be used, with the reason in a sentence.
    """
    name = file.name.lower()
    if name.endswith(MAPS):
        return places.gathered_in(bureau, gathered_map(file))
    if name.removesuffix(".gz").endswith(TREE):
        return places.gathered_in(bureau, divisions_in(file, NOWHERE), by_code=True)
    cells = cells_in(file)
    if places.is_own_sheet(cells):
        return places.addresses_in(bureau, cells)
    if any(cell.strip().endswith(CODES) for cell in (cells[0] if cells else ())):
        return places.gathered_in(bureau, divisions_in(file, NOWHERE), by_code=True)
    return places.gathered_in(bureau, gathered_sheet(cells))


def gathered_map(file: Path) -> Gathered:
    """Gather the divisions, roads, doors and named places of a map."""
    read = read_extract(file)
    rows = register_rows(read, read.roads.network())
    return Gathered(rows, [], len(rows))


def gathered_sheet(cells: Rows) -> Gathered:
    """Gather the rows of a sheet of other people's making."""
    try:
        return gather(cells)
    except Unreadable as refusal:
        raise UnreadableSheet(
            _(
                "No row has the headings that are needed. Missing: {missing}. A sheet has "
                "longitude and latitude, and a name or a column for each level, such as town, "
                "street and number."
            ).format(missing=", ".join(refusal.missing) or "name, lon, lat")
        ) from refusal


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
