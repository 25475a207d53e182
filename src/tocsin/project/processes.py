"""Child processes looked after: started together, restarted when they crash, ended together.

Run as `python -m tocsin.project.processes MODULE ...` this is the leash of such a child: it runs
the module until the supervisor is gone, however it went.
"""

import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
END_SECONDS = 15.0
LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Program:
    """A command line that should always be running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def python_module(name: str, module: str, *arguments: str) -> Program:
    """Describe a Python module to keep running, on a leash that ends it when we are gone."""
    return Program(name, [sys.executable, "-m", __spec__.name, module, *arguments])


class Kept:
    """One program and the process that runs it now, if any."""

    def __init__(
        self,
        program: Program,
        leash: int,
        *,
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        self.program = program
        self._leash = leash
        self._longest_pause = longest_pause_seconds
        self.restarts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._due = 0.0
        self._pause = min(FIRST_PAUSE_SECONDS, longest_pause_seconds)

    @property
    def pid(self) -> int | None:
        """Return the number of the living process, or nothing."""
        return self._process.pid if self._process else None

    def look(self, now: float) -> int | None:
        """Start the program when it is due; return the exit code if it has just ended.

        Each crash doubles the pause before the next start; a steady minute forgets them.
        """
        if self._process is None:
            if now >= self._due:
                self._start(now)
            return None
        code = self._process.poll()
        if code is None:
            return None
        if now - self._began >= STEADY_SECONDS:
            self._pause = min(FIRST_PAUSE_SECONDS, self._longest_pause)
        self._process = None
        self._due = now + self._pause
        self._pause = min(self._pause * 2, self._longest_pause)
        self.restarts += 1
        return code

    def _start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
        self._process = subprocess.Popen(  # noqa: S603 - the programs are our own
            self.program.command,
            env={**os.environ, **self.program.environment},
            stdin=self._leash,
            start_new_session=True,
        )
        self._began = now

    def tell(self, message: signal.Signals) -> None:
        """Send the process and its own children a signal; one that has just gone needs none."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, message)

    def gone(self) -> bool:
        """Say whether no process is left."""
        return self._process is None or self._process.poll() is not None


class Supervisor:
    """Looks after programs until told to stop.

    `tell` hears every unexpected end: the program's name and its exit code.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        tell: Callable[[str, int], None],
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        # The children hold the reading end; the other end closes when we die, even by kill -9.
        self._leash, self._held = os.pipe()
        self.kept = [
            Kept(program, self._leash, longest_pause_seconds=longest_pause_seconds)
            for program in programs
        ]
        self._tell = tell

    def __enter__(self) -> "Supervisor":
        """Start every program."""
        self.look()
        return self

    def __exit__(self, *_problem: object) -> None:
        """End every program, the last started first."""
        self.end()
        os.close(self._held)
        os.close(self._leash)

    def look(self) -> None:
        """Start what is due and tell of what has ended."""
        for kept in self.kept:
            code = kept.look(time.monotonic())
            if code is not None:
                self._tell(kept.program.name, code)

    def watch(self, *, until: Callable[[], bool]) -> None:
        """Look after the programs until a condition holds."""
        while not until():
            self.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def end(self) -> None:
        """Ask every program to end, and insist where it does not."""
        for message in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
            for kept in reversed(self.kept):
                kept.tell(message)
            patience = time.monotonic() + END_SECONDS
            while time.monotonic() < patience:
                if all(kept.gone() for kept in self.kept):
                    return
                time.sleep(0.02)


def _end_with_supervisor() -> None:
    """Wait until the other end of our input is closed, then end this process."""
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run the named module as if it had been started alone, on the leash."""
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
