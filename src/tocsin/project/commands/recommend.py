"""`tocsin recommend`."""

import json
from pathlib import Path

import click

from tocsin.project import startup


@click.command(name="recommend")
@click.option(
    "--scenario",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Units, needs, rules and ways (.json; see the page on scenarios).",
)
@click.option(
    "--osm",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A map (.osm.pbf) over whose roads ways between places are found; else straight lines.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the recommendation as JSON.")
def command(*, scenario: Path, osm: Path | None, as_json: bool) -> None:
    """Say whom to send in a written scenario: the best there is, why, and why not the nearer ones.

    Example: tocsin recommend --scenario scenario.json --osm county.osm.pbf --json
    """
    startup.without_database()
    from tocsin.kernel.errors import Unacceptable  # noqa: PLC0415 - needs Django
    from tocsin.project.planning import scenarios  # noqa: PLC0415 - as above

    try:
        found = scenarios.answer(scenario, osm)
    except Unacceptable as refusal:
        raise click.UsageError(str(refusal)) from refusal
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else scenarios.summary(found))
