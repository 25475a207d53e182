"""`tocsin addresses import`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.adapters.osm.register import Row

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="import")
@click.option(
    "--osm", "extract", required=True, type=A_FILE, help="An OpenStreetMap extract (.osm.pbf)."
)
@click.option(
    "--out",
    "target",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The register to write (.csv or .csv.gz).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(*, extract: Path, target: Path, as_json: bool) -> None:
    """Write a register of addresses out of a map: divisions, roads, house numbers, named places.

    Example: tocsin addresses import --osm liechtenstein.osm.pbf --out register.csv.gz
    """
    from tocsin.project.addressfiles import write_register  # noqa: PLC0415 - slow to import

    rows = _rows_of_map(extract)
    write_register(target, rows)
    figures = {"entries": len(rows), "file": str(target)}
    click.echo(json.dumps(figures) if as_json else f"{len(rows)} entries in {target}.")


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
