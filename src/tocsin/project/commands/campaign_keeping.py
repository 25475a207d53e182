"""`tocsin campaign`: those about keeping what was acknowledged."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="restore")
@click.option(
    "--damages",
    default=20,
    show_default=True,
    type=click.IntRange(0, 100_000),
    help="How often the copy is spoiled.",
)
@seed_option
@json_option
@plant_option("damaged-file")
def restore(*, damages: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Back a county up, spoil the copy, and bring it back; every row must be there again.

    Every spoiled byte, cut and lost file must be noticed before anything is restored. The database
    is thrown away.

    Example: tocsin campaign restore --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server() as server, progress(damages, "Spoiling") as bar:
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns.returning import Drill, run  # noqa: PLC0415 - as above

        drill = Drill(damages, chosen(seed), plant, moment.now())
        outcome = run(drill, server, lambda _done: bar.update(1))
    return tell(outcome, as_json=as_json)
