"""`tocsin restore`."""

import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import environment, startup

if TYPE_CHECKING:
    from tocsin.project.copying import Return


@click.command(name="restore")
@click.argument("place", type=click.Path(exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the backup in the place of what is there.")
@click.option(
    "--rehearse", is_flag=True, help="Bring it back on a server of its own, look, throw it away."
)
@click.option(
    "--wal",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the second copy of the log; everything in it comes back too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(place: Path, *, replace: bool, rehearse: bool, wal: Path | None, as_json: bool) -> int:
    """Bring a backup back; it is verified and tried before it takes its place.

    Looked at are every byte against the manifest, the tables, the whole ledger, and whether an
    officer can sign in. A rehearsal is written down where Tocsin runs.

    Example: tocsin restore tuesday --rehearse
    """
    from tocsin.project import copying  # noqa: PLC0415 - not needed for help

    wishes = copying.Wishes(place, wal, replace)
    if rehearse:
        result = copying.rehearse(wishes)
    else:
        result = copying.restore(
            wishes, data=environment.data_folder(), url=environment.given_database()
        )
    with startup.ground():
        from tocsin.project import backing  # noqa: PLC0415 - only after Django is set up

        recorded = backing.write_down(result, rehearsed=rehearse)
    tell(result, recorded=recorded, as_json=as_json)
    return 0 if result.passed else 1


def tell(result: "Return", *, recorded: bool, as_json: bool) -> None:
    """Say how it went."""
    if as_json:
        click.echo(json.dumps(result.plain() | {"recorded": recorded}, ensure_ascii=False))
        return
    for finding in result.findings:
        click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.name}: {finding.message}")
    told = {"rows": result.contents.total_rows, "made_at": result.contents.made_at}
    if result.passed:
        click.echo(_("{rows} rows are back, as they were at {made_at}.").format(**told))
    if not recorded:
        click.echo(_("There is no bureau here in whose record this could be written."))
