"""`tocsin campaign phone-sync`."""

import click

from tocsin.project.campaigns.phone import Plant
from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="phone-sync")
@click.option(
    "--seeds",
    default=10_000,
    show_default=True,
    type=click.IntRange(1, 100_000_000),
    help="How many afternoons, each by a seed of its own from the first one on.",
)
@seed_option
@json_option
@plant_option(*Plant)
def command(*, seeds: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Let a phone work without a signal: messages are lost, doubled, overtaken and torn.

    The phone dies and comes back, its clock is wrong by up to a day and is set meanwhile. Nothing
    may be lost, done twice or out of turn. Phone and desk are models of the queue in the browser
    and of acts done once; time is virtual.

    Example: tocsin campaign phone-sync --seeds 100000 --json
    """
    from tocsin.project.campaigns.phone_sync import run  # noqa: PLC0415 - not needed for help

    with progress(seeds, "Working") as bar:
        outcome = run(seeds=seeds, seed=chosen(seed), plant=plant, told=bar.update)
    return tell(outcome, as_json=as_json)
