"""`tocsin campaign disclosure`."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="disclosure")
@click.option(
    "--tables", default=30, show_default=True, type=click.IntRange(1, 1_000_000), help="How many."
)
@seed_option
@json_option
@plant_option("true-totals")
def command(*, tables: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Print tables with small counts left out, and try to work these out from what is printed.

    For each count left out the least and the most that it can be are found; at least five numbers
    must stay possible. What is planted leaves out the small counts alone, beside true totals.

    Example: tocsin campaign disclosure --tables 30 --json
    """
    from tocsin.project.campaigns.disclosure import run  # noqa: PLC0415 - not needed for help

    with progress(tables, "Printing") as bar:
        outcome = run(tables=tables, seed=chosen(seed), plant=plant, told=bar.update)
    return tell(outcome, as_json=as_json)
