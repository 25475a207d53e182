"""`tocsin addresses import`."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import startup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.core.addressing.gathering import Gathered, Row
    from tocsin.project.addressreport import Told

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_TOLD = 20


@click.command(name="import")
@click.option("--osm", "extract", type=A_FILE, help="An OpenStreetMap extract (.osm.pbf).")
@click.option(
    "--sheet", type=A_FILE, help="A table of addresses (.xlsx, .csv or .csv.gz; UTF-8 or GBK)."
)
@click.option(
    "--divisions",
    type=A_FILE,
    help="Published divisions by their statistical codes (.json, .csv or .csv.gz).",
)
@click.option(
    "--point",
    type=(click.FloatRange(-180, 180), click.FloatRange(-90, 90)),
    metavar="LON LAT",
    help="Where divisions lie, whose tables have no points.",
)
@click.option(
    "--out",
    "target",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The register to write (.csv or .csv.gz).",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="A table to write of what was wrong with rows, and of places that may be one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    *,
    extract: Path | None,
    sheet: Path | None,
    divisions: Path | None,
    point: tuple[float, float] | None,
    target: Path,
    report: Path | None,
    as_json: bool,
) -> None:
    """Write a register of addresses out of a map, a sheet, or the published divisions.

    A row that is wrong never stops the others; places that may be one are listed, and both kept.
    Ends with 1 when rows were refused; the others are in the register all the same.

    Example: tocsin addresses import --sheet doors.xlsx --out register.csv.gz --report wrong.csv
    """
    if sum(one is not None for one in (extract, sheet, divisions)) != 1:
        raise click.UsageError("Give one of --osm, --sheet and --divisions.")
    startup.without_database()
    from tocsin.project import addressfiles, addressreport  # noqa: PLC0415 - slow to import

    gathered = _gathered(extract, sheet, divisions, point)
    doubles = addressreport.doubles_of(gathered.rows)
    addressfiles.write_register(target, gathered.rows)
    told = addressreport.told(gathered, doubles)
    if report is not None:
        addressreport.write(report, told)
    _show(gathered, told, target, as_json=as_json)
    if not all(fault.taken for fault in gathered.faults):
        click.get_current_context().exit(1)


def _gathered(
    extract: Path | None,
    sheet: Path | None,
    divisions: Path | None,
    point: tuple[float, float] | None,
) -> "Gathered":
    from tocsin.core.addressing.gathering import Gathered  # noqa: PLC0415 - as above

    if extract is not None:
        rows = _rows_of_map(extract)
        return Gathered(rows, [], len(rows))
    if sheet is not None:
        return _rows_of_sheet(sheet)
    if divisions is None or point is None:
        raise click.UsageError("--divisions needs --point: the tables have no points.")
    return _rows_of_divisions(divisions, point)


def _rows_of_map(extract: Path) -> "list[Row]":
    from tocsin.adapters.osm.api import (  # noqa: PLC0415 - as above
        UnreadableExtract,
        read_extract,
        register_rows,
    )

    try:
        read = read_extract(extract)
        return register_rows(read, read.roads.network())
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal


def _rows_of_sheet(sheet: Path) -> "Gathered":
    from tocsin.core.addressing.gathering import gather  # noqa: PLC0415 - as above
    from tocsin.project.addresssheets import cells_in  # noqa: PLC0415 - as above

    with _refused("--sheet"):
        return gather(cells_in(sheet))


def _rows_of_divisions(file: Path, point: tuple[float, float]) -> "Gathered":
    from tocsin.project.addresssheets import divisions_in  # noqa: PLC0415 - as above

    with _refused("--divisions"):
        return divisions_in(file, point)


@contextmanager
def _refused(option: str) -> "Iterator[None]":
    """Turn a file that cannot be used into a wrong argument."""
    from tocsin.adapters.spreadsheets.errors import UnreadableSheet  # noqa: PLC0415 - as above
    from tocsin.core.addressing.gathering import Unreadable  # noqa: PLC0415 - as above
    from tocsin.project.addressreport import needed  # noqa: PLC0415 - as above

    try:
        yield
    except UnreadableSheet as refusal:
        raise click.BadParameter(str(refusal), param_hint=option) from refusal
    except Unreadable as refusal:
        raise click.BadParameter(needed(refusal), param_hint=option) from refusal


def _show(gathered: "Gathered", told: "Told", target: Path, *, as_json: bool) -> None:
    refused = sum(not fault.taken for fault in gathered.faults)
    figures = {
        "read": gathered.read,
        "entries": len(gathered.rows),
        "refused": refused,
        "file": str(target),
        "faults": told.faults[:MOST_TOLD],
        "faults_in_all": len(told.faults),
        "doubles": told.doubles[:MOST_TOLD],
        "doubles_in_all": len(told.doubles),
    }
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for line in (*told.faults[:MOST_TOLD], *told.doubles[:MOST_TOLD]):
        click.echo(" · ".join(str(cell) for cell in line.values() if cell), err=True)
    click.echo(
        f"{gathered.read} rows read, {refused} refused, {len(told.doubles)} pairs that may be one; "
        f"{len(gathered.rows)} entries in {target}."
    )
