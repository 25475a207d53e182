"""`tocsin campaign races`."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="races")
@click.option(
    "--trials", default=300, show_default=True, type=click.IntRange(1, 10_000_000), help="How many."
)
@seed_option
@json_option
@plant_option("no-locks")
def command(*, trials: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Let two act at the same moment: one unit, closing and sending, the same stamp.

    Each act has a thread and a transaction of its own, one a little ahead of the other. What comes
    of them must be what comes of one after the other, in either order. The database is thrown away.

    Example: tocsin campaign races --trials 10000 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server(), progress(trials, "Racing") as bar:
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns import scene  # noqa: PLC0415 - as above
        from tocsin.project.campaigns.races import run  # noqa: PLC0415 - as above

        at = moment.now()
        county = scene.found(code="drill", workers=2, at=at)
        outcome = run(county, trials=trials, seed=chosen(seed), plant=plant, at=at, told=bar.update)
    return tell(outcome, as_json=as_json)
