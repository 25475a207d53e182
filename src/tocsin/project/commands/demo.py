"""`tocsin demo`."""

import json
from gettext import gettext as _
from pathlib import Path

import click

from tocsin.project import startup

FASTEST = 600
MOST_HOURS = 24.0 * 92


@click.command(name="demo")
@click.option(
    "--speed",
    default=10.0,
    show_default=True,
    type=click.FloatRange(1, FASTEST),
    help="How many times as fast as the clock on the wall the county lives.",
)
@click.option("--seed", type=click.IntRange(0, 2**31), help="Which county and whose calls.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="The port."
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that keeps the county; the usual one, or the next free, if not given.",
)
@click.option(
    "--history",
    default=6.0,
    show_default=True,
    type=click.FloatRange(0, 72),
    help="Hours that the county has lived before the first start.",
)
@click.option("--headless", is_flag=True, help="Live at full speed without a browser, then stop.")
@click.option(
    "--hours",
    type=click.FloatRange(0, MOST_HOURS, min_open=True),
    help="How many hours to live, with --headless (24 if not given).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, with --headless.")
def command(
    *,
    speed: float,
    seed: int | None,
    port: int,
    no_browser: bool,
    data: Path | None,
    history: float,
    headless: bool,
    hours: float | None,
    as_json: bool,
) -> int:
    """Watch a county live, and take over any of its desks.

    The first start draws a county and lets it live for some hours; later ones go on where the last
    one stopped. Nothing of it reaches the records of a real bureau. Two demonstrations side by side
    keep to folders and ports of their own.

    Example: tocsin demo --speed 30

    Example: tocsin demo --headless --hours 24 --json
    """
    if headless:
        return _headless(hours=hours or 24.0, seed=seed, data=data, as_json=as_json)
    if hours is not None or as_json:
        raise click.UsageError(_("--hours and --json go with --headless"))
    from tocsin.project.demo.running import Wishes, run  # noqa: PLC0415 - not needed for help

    run(Wishes(speed, seed, port, data, history, open_browser=not no_browser))
    return 0


def _headless(*, hours: float, seed: int | None, data: Path | None, as_json: bool) -> int:
    from tocsin.project.demo.telling import Teller  # noqa: PLC0415 - not needed for help

    folder = data.expanduser().absolute() if data else None
    with (
        startup.prepared_ground(folder=folder, throw_away=folder is None),
        Teller(quiet=as_json) as teller,
    ):
        from tocsin.adapters.simulation.sending import LOST  # noqa: PLC0415 - needs Django
        from tocsin.project.demo.headless import run_headless  # noqa: PLC0415 - as above

        teller.expect(hours)
        try:
            with startup.words_on_record():
                result = run_headless(
                    hours=hours, seed=seed, step=teller.step, progress=teller.advance
                )
        except LOST as lost:
            raise startup.DatabaseUnusable(
                _(
                    "The database went away while the county lived. What it recorded is whole; "
                    "the same command with the same --data goes on from there."
                )
            ) from lost
    held = result["invariants"]
    sound = isinstance(held, dict) and all(held.values())
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        teller.show(result)
    return 0 if sound else 1
