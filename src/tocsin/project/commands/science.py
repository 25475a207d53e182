"""`tocsin science`."""

import json
from pathlib import Path

import click

from tocsin.project import startup

NAMES = ("hypercube", "erlang", "mclp", "mexclp", "pmedian", "simulate", "effort", "forecast")


@click.command(name="science")
@click.argument("name", type=click.Choice(NAMES))
@click.option(
    "--in",
    "document",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The question (.json; for a forecast a .csv with area, date and responses).",
)
@click.option(
    "--calendar",
    type=click.Choice(["solar", "chinese", "none"]),
    default="solar",
    show_default=True,
    help="Which holidays a forecast knows.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on one line.")
def command(*, name: str, document: Path, calendar: str, as_json: bool) -> None:
    """Answer a question of queues, sites, simulation, search or demand that is written in a file.

    Example: tocsin science erlang --in line.json --json
    """
    startup.without_database()
    from tocsin.kernel.errors import Unacceptable  # noqa: PLC0415 - needs Django
    from tocsin.project.science import answering  # noqa: PLC0415 - as above

    try:
        found = answering.answer(name, document, calendar)
    except Unacceptable as refusal:
        raise click.UsageError(str(refusal)) from refusal
    click.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))
