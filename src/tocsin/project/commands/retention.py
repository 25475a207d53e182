"""`tocsin retention`."""

import json
from dataclasses import asdict

import click

from tocsin.project import startup

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="retention")
def command() -> None:
    """Look after how long what is kept about people stays.

    Example: tocsin retention show --json
    """


@command.command(name="show")
@json_option
def show(*, as_json: bool) -> None:
    """Print the schedule in force, what is held, and what is overdue in each bureau.

    Example: tocsin retention show
    """
    with startup.ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.kernel.accounts.api import Bureau  # noqa: PLC0415 - as above
        from tocsin.project import retaining  # noqa: PLC0415 - as above

        rules, at = retaining.schedule_told(), moment.now()
        bureaus = {
            one.code: asdict(retaining.standing_of(one, at))
            for one in Bureau.objects.order_by("code")
        }
    if as_json:
        click.echo(json.dumps({"schedule": rules, "bureaus": bureaus}))
        return
    for rule in rules:
        click.echo("{class} after {event}: {keep_days} days, then {then}".format(**rule))
    for code, counts in bureaus.items():
        click.echo(f"{code}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


@command.command(name="run")
@json_option
def run(*, as_json: bool) -> None:
    """Do the night's work now; what was done already stays done, and nothing is done twice.

    Example: tocsin retention run --json
    """
    with startup.ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.kernel.retention.api import Item  # noqa: PLC0415 - as above
        from tocsin.project.retaining import pass_over_all  # noqa: PLC0415 - as above

        def told(item: Item) -> None:
            if not as_json:
                click.echo(f"gone: {item.what} of the class {item.kind}")

        nights = pass_over_all(at=moment.now(), told=told)
    counts = {code: night.figures["counts"] for code, night in nights.items()}
    if as_json:
        click.echo(json.dumps(counts))
        return
    for code, found in counts.items():
        said = ", ".join(f"{name} {count}" for name, count in sorted(found.items()))
        click.echo(f"{code}: {said or 'nothing to look at'}")
