"""`tocsin personal`."""

import json

import click

from tocsin.project import startup

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(name="personal")
def command() -> None:
    """Look after the keys that seal facts about people.

    Example: tocsin personal keys --json
    """


@command.command(name="keys")
@click.option("--add", is_flag=True, help="Make a new version, which wraps from now on.")
@click.option("--retire", is_flag=True, help="Take away the older ones, where they wrap nobody.")
@json_option
def keys(*, add: bool, retire: bool, as_json: bool) -> None:
    """Count the people whose keys each version wraps; bring a version in, or take old ones away.

    To change keys: add one, run `tocsin personal rewrap`, and retire the old one.

    Example: tocsin personal keys --add
    """
    with startup.ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.kernel.personal import api as personal  # noqa: PLC0415 - as above

        if add:
            personal.add_key()
        retired = personal.retire_keys(moment.now()) if retire else []
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
