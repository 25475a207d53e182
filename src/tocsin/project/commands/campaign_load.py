"""`tocsin campaign load`."""

import click

from tocsin.project.commands.campaigning import (
    chosen,
    json_option,
    plant_option,
    progress,
    seed_option,
    tell,
)


@click.command(name="load")
@click.option(
    "--minutes",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.02, 1_440),
    help="How long calls come in beside the desks.",
)
@click.option(
    "--calls-per-second",
    default=20.0,
    show_default=True,
    type=click.FloatRange(0.1, 10_000),
    help="How many, meanwhile.",
)
@click.option(
    "--consoles",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="How many desks are open, on calls and on dispatch by turns.",
)
@click.option(
    "--burst",
    default=200.0,
    show_default=True,
    type=click.FloatRange(0.1, 10_000),
    help="How many calls a second come in afterwards.",
)
@click.option(
    "--burst-seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0, 86_400),
    help="How long.",
)
@click.option(
    "--most-ms",
    default=300.0,
    show_default=True,
    type=click.FloatRange(1, 60_000),
    help="How long 95 of 100 calls, and of 100 parts of a page, may take before the burst.",
)
@seed_option
@json_option
@plant_option("drops-when-busy", "forgets-events")
def command(
    *,
    minutes: float,
    calls_per_second: float,
    consoles: int,
    burst: float,
    burst_seconds: float,
    most_ms: float,
    seed: int | None,
    as_json: bool,
    plant: str | None,
) -> int:
    """Let calls come in beside open desks, then many more: no error, none slow, none dropped.

    The web, the clock and the sequencer run as in `tocsin serve`. The desks hear what happens and
    fetch what a browser would; eight people see calls through to closed incidents meanwhile. The
    database is thrown away.

    Example: tocsin campaign load --minutes 10 --json
    """
    from tocsin.project.campaigns.ground import own_server  # noqa: PLC0415 - not needed for help

    seconds = minutes * 60
    with own_server() as server, progress(int(seconds + burst_seconds), "Calling") as bar:
        from tocsin.project.campaigns.load import Plan, run  # noqa: PLC0415 - needs Django

        plan = Plan(
            seconds, calls_per_second, consoles, burst, burst_seconds, most_ms, chosen(seed), plant
        )
        done = 0

        def told(passed: float) -> None:
            nonlocal done
            bar.update(int(passed) - done)
            done = int(passed)

        outcome = run(plan, server, told)
    return tell(outcome, as_json=as_json)
