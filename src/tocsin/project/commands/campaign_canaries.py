"""`tocsin campaign canaries`."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="canaries")
@click.option(
    "--facts",
    default=1_000,
    show_default=True,
    type=click.IntRange(1, 9_000),
    help="How many names and numbers of nobody come in.",
)
@seed_option
@json_option
@plant_option("plain-note", "log-line")
def command(*, facts: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Let facts about invented people in by every way, and look for them everywhere else.

    In the files of the database and its log, both sorts of backups, logs, caches, pages of
    people without a look on record, and events; in every form. The database is thrown away.

    Example: tocsin campaign canaries --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server() as server, progress(facts, "Taking in") as bar:
        from tocsin.project.campaigns.canaries import Plan, run  # noqa: PLC0415 - needs Django

        done = [0]

        def told(size: int) -> None:
            bar.update(size - done[0])
            done[0] = size

        outcome = run(Plan(facts, chosen(seed), plant), server, told)
    return tell(outcome, as_json=as_json)
