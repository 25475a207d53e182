"""`tocsin replay`."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import click

from tocsin.project import startup

MOST_PARTS = 4
Result = Mapping[str, object]


@click.command(name="replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(1, 366), help="Play only the first days.")
@click.option(
    "--parts",
    type=click.IntRange(1, 64),
    help="How many parts to play side by side; one for each processor if not given.",
)
@click.option("--keep", is_flag=True, help="Play into the usual database, not a fresh one.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(file: Path, *, days: int | None, parts: int | None, keep: bool, as_json: bool) -> int:
    """Play a recorded history of calls through the desks, and compare what they stored with it.

    The calls, units and stamps of the record go through the services of the desks into a database
    that is thrown away, or into the one that TOCSIN_DATABASE_URL names. Parts of whole days are
    played side by side, each in a bureau of its own.

    Example: tocsin replay sf-fire-units-2020-04-07_20.csv.gz --days 1
    """
    with startup.prepared_ground(throw_away=not keep):
        from tocsin.adapters.replay.api import UnreadableRecord  # noqa: PLC0415 - needs Django
        from tocsin.project.replaying import replay_file  # noqa: PLC0415 - as above

        number = parts or min(os.cpu_count() or 1, MOST_PARTS)
        try:
            result = replay_file(file, days=days, parts=number, quiet=as_json)
        except UnreadableRecord as refusal:
            raise click.BadParameter(str(refusal), param_hint="FILE") from refusal
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        show(result)
    return 0 if all(_part(result, "invariants").values()) else 1


def _part(result: Result, name: str) -> Result:
    found = result[name]
    return found if isinstance(found, Mapping) else {}


def show(result: Result) -> None:
    """Print the legs of the record beside our own, what was recommended, and what holds."""
    from rich.console import Console  # noqa: PLC0415 - only when something is printed
    from rich.table import Table  # noqa: PLC0415 - as above

    console = Console()
    console.print(f"{result['calls']} calls, {result['assignments']} assignments.")
    table = Table("Leg", "Recorded: n", "p50", "p90", "From our events: n", "p50", "p90")
    ours = _part(result, "reconstructed")
    for name, leg in _part(result, "recorded").items():
        table.add_row(name, *_cells(leg), *_cells(ours[name]))
    console.print(table)
    for name, count in _part(result, "left_out").items():
        console.print(f"left out: {name}: {count}")
    for name, figure in _part(result, "recommended").items():
        if isinstance(figure, Mapping):
            n, p50, p90 = _cells(figure)
            console.print(f"recommended: {name}: n {n}, p50 {p50}, p90 {p90}")
        elif isinstance(figure, list):
            for sentence in figure:
                console.print(f"  {sentence}")
        else:
            console.print(f"recommended: {name}: {figure}")
    for name, holds in _part(result, "invariants").items():
        console.print(f"{'ok  ' if holds else 'BAD '} {name}")


def _cells(leg: object) -> list[str]:
    if not isinstance(leg, Mapping):
        return ["", "", ""]
    return [
        "" if leg.get(name) is None else f"{float(leg[name]):g}" for name in ("n", "p50", "p90")
    ]
