"""`tocsin user`."""

import json
import secrets
from gettext import gettext as _

import click

from tocsin.project import startup

# The values of tocsin.kernel.accounts.roles.Role, written out so that help needs no Django.
ROLES = (
    "call_taker",
    "dispatcher",
    "officer",
    "community_officer",
    "supervisor",
    "administrator",
    "security_officer",
    "auditor",
    "integration",
    "receiver",
)
LONGEST_LABEL = 80


@click.group(name="user")
def command() -> None:
    """Add officers, and give keys to connected systems and devices.

    Example: tocsin user add lin --name "Lin Yu" --bureau 620881 --role call_taker
    """


@command.command(name="add")
@click.argument("username")
@click.option("--name", required=True, help="The officer's name, as colleagues see it.")
@click.option("--bureau", required=True, help="The code of the bureau.")
@click.option("--new-bureau", metavar="NAME", help="Found the bureau under this name if need be.")
@click.option("--station", help="The code of the officer's station.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(ROLES),
    help="May be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def add(
    *,
    username: str,
    name: str,
    bureau: str,
    new_bureau: str | None,
    station: str | None,
    roles: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add an officer and print a password for the first sign-in.

    Example: tocsin user add lin --name "Lin Yu" --bureau 620881 --role call_taker
    """
    password = secrets.token_urlsafe(15)
    with startup.prepared_ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - only after Django is set up
        from tocsin.project.staff import add_officer  # noqa: PLC0415 - as above

        officer = add_officer(
            username=username,
            name=name,
            bureau_code=bureau,
            new_bureau=new_bureau,
            station_code=station,
            roles=roles,
            password=password,
            at=moment.now(),
        )
        startup.load_reference()
        told = {"username": officer.username, "roles": sorted(roles), "password": password}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{username} may sign in with the password {password}")
    click.echo("It is shown only now; the officer changes it after the first sign-in.")


@command.command(name="key")
@click.argument("username")
@click.option("--label", required=True, help="What the key is for, as in “switch 1”.")
@click.option(
    "--days", type=click.IntRange(1, 3660), help="How long it lasts; for good if not given."
)
@click.option("--close", is_flag=True, help="Close the officer's keys of this label instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def key(*, username: str, label: str, days: int | None, close: bool, as_json: bool) -> None:
    """Make a key by which a connected system or a device acts in an officer's name.

    Example: tocsin user key switch --label "switch 1" --days 365
    """
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise click.BadParameter(
            _("one to {most} letters").format(most=LONGEST_LABEL), param_hint="--label"
        )
    with startup.prepared_ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - only after Django is set up
        from tocsin.project import staff  # noqa: PLC0415 - as above

        if close:
            staff.close_key(username=username, label=label, at=moment.now())
            told = {"username": username, "label": label, "closed": True}
        else:
            made = staff.issue_key(username=username, label=label, days=days, at=moment.now())
            told = {"username": username, "label": label, "key": made}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    elif close:
        click.echo(f"The key “{label}” of {username} opens nothing any more.")
    else:
        click.echo(f"{username} “{label}”: {told['key']}")
        click.echo("It is shown only now; it goes into the header Authorization: Bearer KEY.")


@command.command(name="reset-factor")
@click.argument("username")
@click.option("--reason", required=True, help="Why; it goes into the audit trail.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def reset_factor(*, username: str, reason: str, as_json: bool) -> None:
    """Take a lost second factor off an officer, who sets up a new one at the next sign-in.

    Every session of the officer ends; the password stays.

    Example: tocsin user reset-factor lin --reason "telephone lost, came in person"
    """
    with startup.prepared_ground():
        from tocsin.kernel import moment  # noqa: PLC0415 - only after Django is set up
        from tocsin.project import staff  # noqa: PLC0415 - as above

        staff.reset_factor(username=username, reason=reason, at=moment.now())
    if as_json:
        click.echo(json.dumps({"username": username, "second_factor": None}))
    else:
        click.echo(f"{username} is signed out and sets up a new second factor at the next sign-in.")
