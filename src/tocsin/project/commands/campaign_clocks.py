"""`tocsin campaign clocks`."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="clocks")
@click.option(
    "--trials",
    default=24,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many incidents; twelve are one of each clock and step.",
)
@seed_option
@json_option
@plant_option("wall-clock", "follows-the-database", "trusts-the-phone")
def command(*, trials: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Set clocks by an hour and a day, both ways, while incidents run.

    The machine's, the database's and a telephone's, one at a time. Every moment on record must be
    the true one, and nothing may come due, run out or be done again because a clock was set. The
    database is thrown away.

    Example: tocsin campaign clocks --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server(), progress(trials, "Setting clocks") as bar:
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns import scene  # noqa: PLC0415 - as above
        from tocsin.project.campaigns.clocks import run  # noqa: PLC0415 - as above

        county = scene.found(code="drill", workers=1, at=moment.now())
        outcome = run(county, trials=trials, seed=chosen(seed), plant=plant, told=bar.update)
    return tell(outcome, as_json=as_json)
