"""`tocsin controls`."""

import json
import os
import subprocess
import sys
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tocsin.project import controls, startup

ROOT = Path(__file__).resolve().parents[4]


@click.command(name="controls")
@click.option(
    "--report",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What a run of the tests has reported (`tocsin test --junitxml=FILE`); else they are run.",
)
@click.option("-n", "workers", default="2", show_default=True, help="Processes that run them.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, report: Path | None, workers: str, as_json: bool) -> int:
    """Say how many controls of OWASP ASVS 5.0 have a passing test, and why the others have none.

    The tests that controls.toml names are run on a database that is thrown away. It says nothing
    about controls without a test, and is no statement of compliance. The exit code is 1 where a
    named test does not pass.

    Example: tocsin controls --json
    """
    if not (ROOT / controls.FILE).is_file():
        raise click.ClickException(_("The tests lie beside the source; run this in a checkout."))
    known = controls.read(ROOT)
    with TemporaryDirectory() as folder:
        found = controls.standing(known, report or _run(controls.tests_of(known), folder, workers))
    if as_json:
        click.echo(json.dumps(controls.plain(found), ensure_ascii=False))
    else:
        _tell(found)
    return 1 if found.failing else 0


def _run(tests: list[str], folder: str, workers: str) -> Path:
    """Run the tests, and return their report."""
    report = Path(folder) / "report.xml"
    with startup.database(throw_away=True):
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "pytest", "-q", "-n", workers, f"--junitxml={report}", *tests],
            check=False,
            cwd=ROOT,
            stdout=sys.stderr,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        )
    return report


def _tell(found: controls.Standing) -> None:
    """Print it for people."""
    for number, tests in found.failing.items():
        click.echo(f"{number}: does not pass: {', '.join(tests)}")
    for one in found.controls:
        if not one.tests:
            click.echo(f"{one.number}: no test: {one.why_none}")
    click.echo(f"{controls.STANDARD}: {found.sentence}.")
