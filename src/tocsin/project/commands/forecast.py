"""`tocsin forecast`."""

import json
from datetime import datetime
from pathlib import Path

import click

from tocsin.project import startup


@click.group(name="forecast")
def command() -> None:
    """Say how good forecasts of calls would have been."""


@command.command()
@click.option(
    "--csv",
    "table",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Counts by day (.csv or .csv.gz with area, date and responses).",
)
@click.option(
    "--train-until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day that is known at the first forecast; else the end of the last year but one.",
)
@click.option(
    "--calendar",
    type=click.Choice(["solar", "chinese", "none"]),
    default="solar",
    show_default=True,
    help="Which holidays are known.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on one line.")
def backtest(*, table: Path, train_until: datetime | None, calendar: str, as_json: bool) -> None:
    """Forecast the last year again and again from what was known before, and compare.

    Example: tocsin forecast backtest --csv responses.csv --json
    """
    startup.without_database()
    from tocsin.kernel.errors import Unacceptable  # noqa: PLC0415 - needs Django
    from tocsin.project.science import answering  # noqa: PLC0415 - as above

    try:
        found = answering.backtested(table, calendar, train_until and train_until.date())
    except Unacceptable as refusal:
        raise click.UsageError(str(refusal)) from refusal
    click.echo(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))
