"""`tocsin restore`."""

import json
from pathlib import Path

import click

from tocsin.project import startup


@click.command(name="restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the backup in the place of what is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(file: Path, *, replace: bool, as_json: bool) -> None:
    """Bring a backup back; it is checked row for row before it takes its place.

    Example: tocsin restore tuesday.tocsin
    """
    with startup.ground() as url:
        from django.conf import settings  # noqa: PLC0415 - only after Django is set up

        from tocsin.adapters.postgres import archive  # noqa: PLC0415 - needs the driver

        startup.let_go()
        contents = archive.read(
            url=url, file=file, files=Path(settings.MEDIA_ROOT), replace=replace
        )
    if as_json:
        click.echo(json.dumps({"made_at": contents.made_at, "rows": contents.total_rows}))
    else:
        click.echo(f"{contents.total_rows} rows are back, as they were at {contents.made_at}.")
