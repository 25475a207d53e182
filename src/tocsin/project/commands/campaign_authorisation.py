"""`tocsin campaign authorisation`."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="authorisation")
@click.option(
    "--mutants",
    default=1_000,
    show_default=True,
    type=click.IntRange(0, 100_000),
    help="How many access checks to drop one after another, if there are as many.",
)
@seed_option
@json_option
@plant_option(
    "any-role", "anybody", "any-bureau", "not-again", "one-person", "own-look", "any-look"
)
def command(*, mutants: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Knock at every page and operation in every role, about own things and another bureau's.

    What is not for a role must stay closed, and what belongs to another bureau or station must be
    answered as what is not there at all. Behind the doors what two people decide, one's own looks,
    states, and the looks at people in the database are tried by whoever must be stopped. Then one
    check after another is dropped, and each must be noticed. The database is thrown away.

    Example: tocsin campaign authorisation --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server(), progress(mutants, "Dropping checks") as bar:
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns.authorisation import run  # noqa: PLC0415 - as above

        outcome = run(
            mutants=mutants,
            seed=chosen(seed),
            plant=plant,
            at=moment.now(),
            told=lambda _done: bar.update(1),
        )
    return tell(outcome, as_json=as_json)
