"""Registers that arrive are checked and imported in a process of their own, beside the desks.

Run as ``python -m tocsin.project.intake``: it does what waits, and ends. The clock starts it where
something waits; so that nobody at a desk feels it, it yields to every other process.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

NICE = 10
LEASH = "tocsin.project.processes"


class Child(Protocol):
    """A process that was started."""

    def poll(self) -> int | None:
        """Return its exit code, or nothing while it goes on."""
        ...


class Intake:
    """Starts the process where something waits, one at a time."""

    def __init__(self, start: Callable[[], Child] | None = None) -> None:
        self._start = start or begin
        self._child: Child | None = None

    def pass_by(self, _at: datetime) -> bool:
        """Start the process where it is needed; say whether that was so."""
        from tocsin.adapters.spreadsheets.arriving import waits  # noqa: PLC0415 - needs Django

        if self._child is not None and self._child.poll() is None:
            return False
        self._child = None
        if not waits():
            return False
        self._child = self._start()
        return True


def begin() -> Child:
    """Start the process on a leash: it ends when we do."""
    return subprocess.Popen(  # noqa: S603 - the program is our own
        [sys.executable, "-m", LEASH, "tocsin.project.intake"], stdin=subprocess.PIPE
    )


def main() -> int:
    """Do what waits."""
    from tocsin.adapters.spreadsheets.arriving import work  # noqa: PLC0415 - needs Django

    if hasattr(os, "nice"):
        os.nice(NICE)
    work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
