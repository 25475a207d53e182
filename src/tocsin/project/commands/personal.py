"""`tocsin personal`."""

import json
from gettext import gettext as _

import click

from tocsin.project import startup
from tocsin.project.keyacting import allowed, approvable, refuse_idle

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="personal")
def command() -> None:
    """Look after the keys that seal facts about people.

    Example: tocsin personal keys --json
    """


@command.command(name="keys")
@click.option("--add", is_flag=True, help="Make a new version, which wraps from now on.")
@click.option("--retire", is_flag=True, help="Take away the older ones, where they wrap nobody.")
@approvable
@json_option
def keys(
    *, add: bool, retire: bool, approved: int | None, alone: str | None, as_json: bool
) -> None:
    """Count the people whose keys each version wraps; bring a version in, or take old ones away.

    To change keys: add one, run `tocsin personal rewrap`, and retire the old one. Two people decide
    on each of both before, on the page Acts on keys.

    Example: tocsin personal keys --add --approved 12
    """
    refuse_idle(acts=add or retire, approved=approved, alone=alone)
    if add and retire:
        raise click.UsageError(_("Add and retire one after the other; each is decided by itself."))
    with startup.ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.kernel.personal import api as personal  # noqa: PLC0415 - as above

        retired: list[int] = []
        if add:
            with allowed("personal.add", approved=approved, alone=alone):
                personal.add_key()
        if retire:
            with allowed("personal.retire", approved=approved, alone=alone):
                retired = personal.retire_keys(moment.now())
        newest = personal.keyring().newest.number
        people = personal.wrapped_by_version()
    if as_json:
        click.echo(json.dumps({"newest": newest, "people": people, "retired": retired}))
        return
    for number, count in people.items():
        click.echo(f"version {number}: {count} people{' (newest)' if number == newest else ''}")
    for number in retired:
        click.echo(f"version {number}: retired")


@command.command(name="rewrap")
@json_option
def rewrap(*, as_json: bool) -> None:
    """Wrap the keys of all people with the newest version, while everybody goes on working.

    Broken off, it goes on where it was when it is run again.

    Example: tocsin personal rewrap
    """
    with startup.ground():
        from tocsin.kernel.personal import api as personal  # noqa: PLC0415 - needs Django

        done = sum(personal.rewrap())
        newest = personal.keyring().newest.number
    if as_json:
        click.echo(json.dumps({"newest": newest, "wrapped": done}))
    else:
        click.echo(f"{done} people are wrapped with version {newest} now.")
