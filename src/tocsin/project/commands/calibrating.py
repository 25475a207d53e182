"""`tocsin roads calibrate`."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from tocsin.project import startup
from tocsin.project.commands.report import bureau_named

if TYPE_CHECKING:
    from tocsin.core.roads.calibration import Calibration, Judgement
    from tocsin.kernel.accounts.api import Bureau

DAYS = 180
MOST_DAYS = 3_660


@click.command(name="calibrate")
@click.option("--bureau", "code", help="The code of the bureau, where there are several.")
@click.option(
    "--days",
    default=DAYS,
    show_default=True,
    type=click.IntRange(1, MOST_DAYS),
    help="How many days to learn from, back from the last unit that was sent.",
)
@click.option("--dry-run", is_flag=True, help="Learn and tell, but put nothing in force.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, code: str | None, days: int, dry_run: bool, as_json: bool) -> None:
    """Learn from recorded trips how long ways really take, and how surely.

    The later half of the trips is held back, and told from those before. Nothing is said of who
    drove. The desks use the result from their next look on.

    Example: tocsin roads calibrate --json
    """
    with startup.prepared_ground():
        bureau = bureau_named(code)
        found, version = learn(bureau, days=days, dry_run=dry_run)
        if as_json:
            click.echo(json.dumps(plain(bureau, found, version), ensure_ascii=False))
        else:
            show(found, version)


def learn(bureau: "Bureau", *, days: int, dry_run: bool) -> tuple["Calibration", int | None]:
    """Learn from the last days on record; give what was learnt and its version, if stored."""
    from tocsin.desks.dispatch import api as dispatch  # noqa: PLC0415 - only after Django is set up
    from tocsin.kernel import moment  # noqa: PLC0415 - as above
    from tocsin.kernel.accounts.api import service_officer  # noqa: PLC0415 - as above

    now = moment.now()
    until = (dispatch.newest_sending(bureau) or now) + timedelta(seconds=1)
    since = until - timedelta(days=days)
    found = dispatch.learn(bureau, since=since, until=until)
    if dry_run:
        return found, None
    kept = dispatch.keep_calibration(
        bureau=bureau,
        found=found,
        since=since,
        until=until,
        actor=service_officer(bureau, "console"),
        at=now,
    )
    return found, kept.version


def plain(bureau: "Bureau", found: "Calibration", version: int | None) -> Mapping[str, object]:
    """Write the result as plain figures."""
    from tocsin.core.roads.calibration.keeping import named, written  # noqa: PLC0415 - slow

    figures = written(found)
    fits = {
        name: named(fit)
        for name, fit in (("whole", figures["whole"]), ("by_road", figures["by_road"]))
    }
    return {"bureau": bureau.code, "stored_as": version, **figures, **fits}


def show(found: "Calibration", version: int | None) -> None:
    """Tell people what was learnt."""
    out = sum(found.left_out.values())
    click.echo(f"{found.trips} trips, {out} left out.")
    for why, count in found.left_out.items():
        if count:
            click.echo(f"  {why.value}: {count}")
    tell("Whole ways", found.judged)
    tell("Ways by road", found.judged_by_road)
    if not found.calibrated:
        click.echo("Not calibrated: the trips teach nothing that holds. The wide default counts.")
    if version is not None:
        click.echo(f"In force as version {version}.")


def tell(name: str, judged: "Judgement | None") -> None:
    """Tell what the trips held back showed."""
    if judged is None:
        return
    share = judged.coverage
    click.echo(
        f"{name}: {share.value:.1%} of {judged.trips} trips held back ended between q10 and q90 "
        f"({share.low:.1%} to {share.high:.1%}); pinball loss {judged.loss_seconds:.1f} s, "
        f"uncorrected {judged.uncorrected_loss_seconds:.1f} s."
    )
