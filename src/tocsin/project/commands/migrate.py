"""`tocsin migrate`."""

import click

from tocsin.project import startup


@click.command(name="migrate")
def command() -> None:
    """Bring the tables and the reference data up to date; running it again changes nothing.

    Example: tocsin migrate
    """
    with startup.prepared_ground():
        click.echo("Tables and reference data are up to date.")
