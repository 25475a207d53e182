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

VOLUME_MEBIBYTES = 512


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


@click.command(name="machine-lost")
@click.option(
    "--seconds",
    default=20.0,
    show_default=True,
    type=click.FloatRange(0.5, 3_600),
    help="How long calls come in at most before the machine is lost.",
)
@seed_option
@json_option
@plant_option("one-copy")
def machine_lost(*, seconds: float, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Lose the database's machine with its disk while calls come in, and return from elsewhere.

    Elsewhere are a base copy and the second copy of the log, for which every commit waits; no
    acknowledged call may be missing, and it takes a minute at most.

    Example: tocsin campaign machine-lost --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server() as server, progress(1, "Losing") as bar:
        from tocsin.project.campaigns.machine_lost import Loss, run  # noqa: PLC0415 - needs Django

        outcome = run(Loss(seconds, chosen(seed), plant), server, lambda _done: bar.update(1))
    return tell(outcome, as_json=as_json)


@click.command(name="stalled-copy")
@click.option(
    "--stalls",
    default=8,
    show_default=True,
    type=click.IntRange(1, 1_000),
    help="How often the second copy is disturbed: stopped, without room, killed, slow.",
)
@seed_option
@json_option
@plant_option("no-fallback", "no-marks")
def stalled_copy(*, stalls: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Let the second copy stand still, end or find no room while calls come in.

    Nobody may be held up for more than five seconds, and whatever was acknowledged on one disk only
    must lie within a marked time. The database is thrown away.

    Example: tocsin campaign stalled-copy --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server() as server, progress(stalls, "Stalling") as bar:
        from tocsin.project.campaigns.stalled_copy import Plan, run  # noqa: PLC0415 - needs Django

        outcome = run(Plan(stalls, chosen(seed), plant), server, lambda _done: bar.update(1))
    return tell(outcome, as_json=as_json)


@click.command(name="disk-full")
@click.option(
    "--times",
    default=3,
    show_default=True,
    type=click.IntRange(1, 1_000),
    help="How often the disk fills up.",
)
@seed_option
@json_option
@plant_option("no-spool", "forgets-spool")
def disk_full(*, times: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Fill the disk of the database while calls come in, kill who is at work, and make room again.

    Nobody may be turned away, pages must still be read, and every acknowledged call must be there
    once. Where the system gives us no small disk to fill, the database is made read only by order;
    `how` says which. The database is thrown away.

    Example: tocsin campaign disk-full --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help
    from tocsin.project.campaigns.volume import small_volume  # noqa: PLC0415 - as above

    with (
        small_volume(VOLUME_MEBIBYTES) as volume,
        own_server() as server,
        progress(times, "Filling") as bar,
    ):
        from tocsin.project.campaigns.disk_full import Plan, run  # noqa: PLC0415 - needs Django

        plan = Plan(times, chosen(seed), plant, volume)
        outcome = run(plan, server, lambda _done: bar.update(1))
    return tell(outcome, as_json=as_json)
