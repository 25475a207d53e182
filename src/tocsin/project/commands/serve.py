"""`tocsin serve`."""

import time
from gettext import gettext as _

import click

from tocsin.project import startup
from tocsin.project.processes import Supervisor
from tocsin.project.serving import is_free, programs


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="The port."
)
def command(host: str, port: int) -> None:
    """Run Tocsin for a bureau until it is told to stop.

    Example: tocsin serve --port 8000
    """
    if not is_free(host, port):
        raise click.ClickException(
            _("Port {port} of {host} is in use already. Name another with --port.").format(
                port=port, host=host
            )
        )
    with startup.prepared_ground():
        startup.let_go()
        with Supervisor(programs(host=host, port=port), tell=_told) as supervisor:
            click.echo(f"Tocsin is at http://{host}:{port}/ - stop it with Ctrl-C.")
            while True:
                supervisor.look()
                time.sleep(0.1)


def _told(name: str, code: int) -> None:
    click.echo(f"The {name} process ended with {code} and is started again.", err=True)
