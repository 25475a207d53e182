"""`tocsin campaign`."""

import json
import secrets
import sys

import click
from click._termui_impl import ProgressBar

from tocsin.core.accesses.patterns import Pattern

PLANTS = ("lost-commits", "no-idempotency")
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


seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    help="What chance does; printed, so that a failure can be had again.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


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
@click.option(
    "--plant",
    type=click.Choice(PLANTS),
    help="Plant a fault that the campaign must find; it ends well when it did.",
)
def kill9(*, kills: int, seed: int | None, as_json: bool, work: str, plant: str | None) -> int:
    """Kill web, clock, database and the headless demonstration without warning at work.

    Every write that was acknowledged is noted outside the database and looked for afterwards. The
    database is thrown away.

    Example: tocsin campaign kill9 --kills 100 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    with own_server() as server, progress(kills, "Killing") as bar:
        from tocsin.project.campaigns.kill9 import Plan, run  # noqa: PLC0415 - needs Django

        plan = Plan(kills, chosen(seed), with_loop=work == "demo", plant=plant)
        result = run(plan, server, lambda _done: bar.update(1))
    return tell(result, as_json=as_json)


def progress(length: int, label: str) -> ProgressBar[int]:
    """Show how far it is, apart from what is printed."""
    return click.progressbar(length=length, label=label, file=sys.stderr)


def chosen(seed: int | None) -> int:
    """Return the seed that was given, else any."""
    return secrets.randbelow(2**31) if seed is None else seed


def tell(result: dict[str, object], *, as_json: bool) -> int:
    """Print a result; return the exit code: a planted fault must be found, else all must hold."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        for name, value in result.items():
            click.echo(f"{name}: {value}")
    good = result["caught"] if "caught" in result else result["ok"]
    return 0 if good else 1


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
def malformed(*, requests: int, seed: int | None, as_json: bool) -> int:
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

        result = run(county, requests=requests, seed=chosen(seed), at=at, told=told)
    return tell(result, as_json=as_json)


@command.command(name="desks")
@click.option(
    "--operators", default=8, show_default=True, type=click.IntRange(2, 64), help="How many people."
)
@click.option(
    "--minutes", default=60, show_default=True, type=click.IntRange(1, 1_440), help="How long."
)
@seed_option
@json_option
@click.option(
    "--plant",
    type=click.Choice(["no-idempotency"]),
    help="Plant a fault that the campaign must find; it ends well when it did.",
)
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
        result = run(county, Hour(minutes, chosen(seed), bool(plant)), moment.now())
    return tell(result, as_json=as_json)


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
@click.option(
    "--plant",
    type=click.Choice(OVERLOOKED),
    help="Plant an examination that overlooks something; the campaign then fails.",
)
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

        result = run(
            trials=trials,
            seed=chosen(seed),
            plant=plant,
            at=moment.now(),
            told=lambda _done: bar.update(1),
        )
    if as_json:
        click.echo(json.dumps(result))
    else:
        for name, value in result.items():
            click.echo(f"{name}: {value}")
    return 0 if result["passed"] else 1


@command.command(name="insiders")
@seed_option
@json_option
@click.option(
    "--plant",
    type=click.Choice([pattern.value for pattern in Pattern]),
    help="Switch off the detector of this pattern; the campaign then fails.",
)
def insiders(*, seed: int | None, as_json: bool, plant: str | None) -> int:
    """Let insiders look where they should not, in half a year of 220 users that is drawn.

    Every pattern that the rules define must be found; alarms over honest looks are counted.

    Example: tocsin campaign insiders --seed 1 --json
    """
    from tocsin.project.campaigns.insiders import run, weeks  # noqa: PLC0415 - not needed for help

    with progress(len(weeks()), "Judging") as bar:
        result = run(seed=chosen(seed), plant=plant, told=lambda _done: bar.update(1))
    if as_json:
        click.echo(json.dumps(result))
    else:
        for name, value in result.items():
            click.echo(f"{name}: {value}")
    return 0 if result["passed"] else 1
