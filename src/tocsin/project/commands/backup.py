"""`tocsin backup`."""

import json
from gettext import gettext as _
from pathlib import Path

import click

from tocsin.project import environment, startup
from tocsin.project.keyacting import allowed, approvable, refuse_idle


@click.command(name="backup")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--portable", is_flag=True, help="As a dump: for another server, or a newer PostgreSQL."
)
@click.option(
    "--with-keys",
    is_flag=True,
    help="Carry the keys too; whoever has the backup then has everything.",
)
@approvable
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    folder: Path,
    *,
    portable: bool,
    with_keys: bool,
    approved: int | None,
    alone: str | None,
    as_json: bool,
) -> None:
    """Write database and files into a new folder, while Tocsin runs, and verify it.

    The carried server is copied byte for byte; of another server a dump is made. Two people decide
    before, on the page Acts on keys, whether the keys go along.

    Example: tocsin backup tuesday
    """
    refuse_idle(acts=with_keys, approved=approved, alone=alone)
    if folder.exists():
        raise click.BadParameter(
            _("{file} exists already").format(file=folder), param_hint="FOLDER"
        )
    if not folder.absolute().parent.is_dir():
        raise click.BadParameter(
            _("there is no folder {folder}").format(folder=folder.parent), param_hint="FOLDER"
        )
    given = environment.given_database()
    with startup.ground() as url:
        from tocsin.project import backing  # noqa: PLC0415 - only after Django is set up

        server = None if given or portable else environment.data_folder()
        if with_keys:
            # Used up before, so that no backup holds an approval that is still good.
            deed, name = "backup.with_keys", folder.name
            with allowed(deed, approved=approved, alone=alone, target=name):
                pass
        told = backing.write(target=folder, url=url, server=server, with_keys=with_keys)
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(
            _("{folder}: {rows} rows, {bytes} bytes, {how}, verified.").format(
                **told, how=_base() if told["method"] == "base" else _dump()
            )
        )


def _base() -> str:
    return _("copied byte for byte")


def _dump() -> str:
    return _("as a dump, which keeps no log")
