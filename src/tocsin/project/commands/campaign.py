"""`tocsin campaign`."""

import click

from tocsin.core.accesses.patterns import Pattern
from tocsin.project.commands import (
    campaign_authorisation,
    campaign_canaries,
    campaign_clocks,
    campaign_disclosure,
    campaign_keeping,
    campaign_load,
    campaign_phone_sync,
    campaign_races,
)
from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)

# What an examination of the ledger looks at, written out so that help needs no Django.
OVERLOOKED = (
    "skip-order",
    "skip-rows",
    "skip-outside",
    "skip-roots",
    "skip-signatures",
    "skip-witnesses",
    "skip-tiles",
)


@click.group(name="campaign")
def command() -> None:
    """Break things on purpose and count what was lost.

    Example: tocsin campaign kill9 --kills 100
    """


command.add_command(campaign_authorisation.command)
command.add_command(campaign_canaries.command)
command.add_command(campaign_load.command)
command.add_command(campaign_clocks.command)
command.add_command(campaign_disclosure.command)
command.add_command(campaign_phone_sync.command)
command.add_command(campaign_races.command)


@command.command(name="kill9")
@click.option(
    "--kills", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How often."
)
@seed_option
@json_option
@click.option(
    "--work",
    default="demo",
    show_default=True,
    type=click.Choice(["demo", "desks"]),
    help="What goes on meanwhile: the headless demonstration beside desks on the web, or these.",
)
@plant_option("async-commit", "no-idempotency")
def kill9(*, kills: int, seed: int | None, as_json: bool, work: str, plant: str | None) -> int:
    """Kill web, clock, sequencer, database and the headless demonstration at work, unwarned.

    Every write that was acknowledged is noted outside the database and looked for afterwards, and
    the ledger is examined beside its handed-out checkpoints. The database is thrown away.

    Example: tocsin campaign kill9 --kills 100 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server() as server, progress(kills, "Killing") as bar:
        from tocsin.project.campaigns.kill9 import Plan, run  # noqa: PLC0415 - needs Django

        plan = Plan(kills, chosen(seed), with_loop=work == "demo", plant=plant)
        outcome = run(plan, server, lambda _done: bar.update(1))
    return tell(outcome, as_json=as_json)


@command.command(name="malformed")
@click.option(
    "--requests",
    default=5_000,
    show_default=True,
    type=click.IntRange(1, 10_000_000),
    help="How many requests.",
)
@seed_option
@json_option
@plant_option("no-hygiene")
def malformed(*, requests: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Send malformed requests to every address; none may end in a fault.

    Half are drawn from the description of the programming interface, half are mutated forms and
    addresses. It needs the test tools; the database is thrown away afterwards.

    Example: tocsin campaign malformed --requests 5000 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server(), progress(requests, "Sending") as bar:
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns import scene  # noqa: PLC0415 - as above
        from tocsin.project.campaigns.malformed import run  # noqa: PLC0415 - as above

        at = moment.now()
        county = scene.found(code="drill", workers=2, at=at)
        done = 0

        def told(sent: int) -> None:
            nonlocal done
            bar.update(sent - done)
            done = sent

        outcome = run(county, requests=requests, seed=chosen(seed), at=at, told=told, plant=plant)
    return tell(outcome, as_json=as_json)


@command.command(name="desks")
@click.option(
    "--operators", default=8, show_default=True, type=click.IntRange(2, 64), help="How many people."
)
@click.option(
    "--minutes", default=60, show_default=True, type=click.IntRange(1, 1_440), help="How long."
)
@seed_option
@json_option
@plant_option("no-idempotency")
def desks(
    *, operators: int, minutes: int, seed: int | None, as_json: bool, plant: str | None
) -> int:
    """Let people work for an hour behind a network that delays, drops and doubles.

    The hour is virtual: nobody waits. The database is thrown away afterwards.

    Example: tocsin campaign desks --operators 8 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server():
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns import scene  # noqa: PLC0415 - as above
        from tocsin.project.campaigns.desks import Hour, run  # noqa: PLC0415 - as above

        county = scene.found(code="drill", workers=(operators + 1) // 2, at=moment.now())
        outcome = run(county, Hour(minutes, chosen(seed), bool(plant)), moment.now())
    return tell(outcome, as_json=as_json)


@command.command(name="tamper")
@click.option(
    "--trials",
    default=1_000,
    show_default=True,
    type=click.IntRange(1, 10_000_000),
    help="How many times.",
)
@seed_option
@json_option
@plant_option(*OVERLOOKED)
def tamper(*, trials: int, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Tamper with the ledger in every way its owner could; all of it must be noticed.

    Rows and records are changed, removed, slipped in, swapped and cut off, with the tree written
    anew and signed with a stolen key; one honest witness keeps what was signed before. The program
    for somebody outside is asked each time as well. The database is thrown away.

    Example: tocsin campaign tamper --trials 10000 --seed 1 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server(), progress(trials, "Tampering") as bar:
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.campaigns.tamper import run  # noqa: PLC0415 - as above

        outcome = run(
            trials=trials,
            seed=chosen(seed),
            plant=plant,
            at=moment.now(),
            told=lambda _done: bar.update(1),
        )
    return tell(outcome, as_json=as_json)


@command.command(name="insiders")
@seed_option
@json_option
@plant_option(*Pattern)
def insiders(*, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Let insiders look where they should not, in half a year of 220 users that is drawn.

    Every pattern that the rules define must be found; alarms over honest looks are counted. What is
    planted switches off the detector of that pattern.

    Example: tocsin campaign insiders --seed 1 --json
    """
    from tocsin.project.campaigns.insiders import run, weeks  # noqa: PLC0415 - not needed for help

    with progress(len(weeks()), "Judging") as bar:
        outcome = run(seed=chosen(seed), plant=plant, told=lambda _done: bar.update(1))
    return tell(outcome, as_json=as_json)


command.add_command(campaign_keeping.restore)
command.add_command(campaign_keeping.machine_lost)
command.add_command(campaign_keeping.stalled_copy)
command.add_command(campaign_keeping.disk_full)
