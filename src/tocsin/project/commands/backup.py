"""`tocsin backup`."""

import json
from gettext import gettext as _
from pathlib import Path

import click

from tocsin.project import startup


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(file: Path, *, as_json: bool) -> None:
    """Write the whole database and its files into one file, while Tocsin runs.

    Example: tocsin backup tuesday.tocsin
    """
    if file.exists():
        raise click.BadParameter(_("{file} exists already").format(file=file), param_hint="FILE")
    if not file.absolute().parent.is_dir():
        raise click.BadParameter(
            _("there is no folder {folder}").format(folder=file.parent), param_hint="FILE"
        )
    with startup.ground() as url:
        from django.conf import settings  # noqa: PLC0415 - only after Django is set up

        from tocsin.adapters.postgres import archive  # noqa: PLC0415 - needs the driver
        from tocsin.kernel import moment  # noqa: PLC0415 - as above

        contents = archive.write(
            url=url, file=file, files=Path(settings.MEDIA_ROOT), at=moment.now()
        )
    told = {"file": str(file), "bytes": file.stat().st_size, "rows": contents.total_rows}
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(f"{file}: {told['rows']} rows, {told['bytes']} bytes.")
