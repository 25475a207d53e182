"""`tocsin addresses import`."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import startup
from tocsin.project.commands.register import bureau_in, bureau_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.core.addressing.gathering import Gathered
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
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The register to write (.csv or .csv.gz).",
)
@click.option("--load", is_flag=True, help="Load it into the bureau's own register of places.")
@bureau_option
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
    target: Path | None,
    load: bool,
    code: str | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Write or load a register of addresses out of a map, a sheet, or the published divisions.

    A row that is wrong never stops the others; places that may be one are listed, and both kept in
    what is written. In the bureau's register such a place waits for somebody's word on its page.
    Ends with 1 when rows were refused; the others are in the register all the same.

    Example: tocsin addresses import --sheet doors.xlsx --out register.csv.gz --report wrong.csv
    """
    files = [one for one in (extract, sheet, divisions) if one is not None]
    if len(files) != 1:
        raise click.UsageError("Give one of --osm, --sheet and --divisions.")
    if (target is None) != load:
        raise click.UsageError("Give one of --out and --load.")
    if target is None:
        _load(files[0], code, report, as_json=as_json)
        return
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


def _load(file: Path, code: str | None, report: Path | None, *, as_json: bool) -> None:
    """Load a file into the register of a bureau, and say what became of its places."""
    with bureau_in(None, code) as bureau:
        from tocsin.project import addressload, addressreport  # noqa: PLC0415 - needs Django

        loaded = addressload.load(file, bureau, None if as_json else _tell)
        if loaded.trouble:
            raise click.BadParameter(loaded.trouble, param_hint="FILE")
        if report is not None:
            addressreport.write(report, loaded.told)
    if as_json:
        click.echo(json.dumps(loaded.figures, ensure_ascii=False))
    else:
        _list(loaded.told)
        click.echo(addressload.verdict(loaded))
    if loaded.figures["refused"]:
        click.get_current_context().exit(1)


def _tell(step: str, done: int, of: int) -> None:
    """Say on one line of the screen how far it is."""
    share = f" {100 * done // of} %" if of else ""
    click.echo(f"\r{step.replace('_', ' ')}{share}\033[K", nl=False, err=True)


def _gathered(
    extract: Path | None,
    sheet: Path | None,
    divisions: Path | None,
    point: tuple[float, float] | None,
) -> "Gathered":
    if extract is not None:
        return _rows_of_map(extract)
    if sheet is not None:
        return _rows_of_sheet(sheet)
    if divisions is None or point is None:
        raise click.UsageError("--divisions needs --point: the tables have no points.")
    return _rows_of_divisions(divisions, point)


def _rows_of_map(extract: Path) -> "Gathered":
    from tocsin.adapters.osm.api import UnreadableExtract  # noqa: PLC0415 - as above
    from tocsin.adapters.spreadsheets.sources import gathered_map  # noqa: PLC0415 - as above

    try:
        return gathered_map(extract)
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal


def _rows_of_sheet(sheet: Path) -> "Gathered":
    from tocsin.adapters.spreadsheets.sources import (  # noqa: PLC0415 - as above
        cells_in,
        gathered_sheet,
    )

    with _refused("--sheet"):
        return gathered_sheet(cells_in(sheet))


def _rows_of_divisions(file: Path, point: tuple[float, float]) -> "Gathered":
    from tocsin.adapters.spreadsheets.sources import divisions_in  # noqa: PLC0415 - as above

    with _refused("--divisions"):
        return divisions_in(file, point)


@contextmanager
def _refused(option: str) -> "Iterator[None]":
    """Turn a file that cannot be used into a wrong argument."""
    from tocsin.adapters.spreadsheets.errors import UnreadableSheet  # noqa: PLC0415 - as above

    try:
        yield
    except UnreadableSheet as refusal:
        raise click.BadParameter(str(refusal), param_hint=option) from refusal


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
    _list(told)
    click.echo(
        f"{gathered.read} rows read, {refused} refused, {len(told.doubles)} pairs that may be one; "
        f"{len(gathered.rows)} entries in {target}."
    )


def _list(told: "Told") -> None:
    """Print the first lines of a report."""
    for line in (*told.faults[:MOST_TOLD], *told.doubles[:MOST_TOLD]):
        click.echo(" · ".join(str(cell) for cell in line.values() if cell), err=True)
