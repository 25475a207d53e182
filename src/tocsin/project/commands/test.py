"""`tocsin test`."""

import os
import subprocess
import sys
from gettext import gettext as _
from pathlib import Path

import click

from tocsin.project import startup

ROOT = Path(__file__).resolve().parents[4]


@click.command(
    name="test", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.option(
    "-n", "workers", default="3", show_default=True, help="Processes that share the work."
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(workers: str, arguments: tuple[str, ...]) -> int:
    """Run the tests on a database that is thrown away, or on the one TOCSIN_DATABASE_URL names.

    What follows is handed to pytest.

    Example: tocsin test tests/core -k deadline
    """
    if not (ROOT / "tests").is_dir():
        raise click.ClickException(_("The tests lie beside the source; run this in a checkout."))
    with startup.database(throw_away=True, durable=False):
        # pytest reads the terminal's signals itself and ends with its own summary.
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", *arguments],
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        ).returncode
