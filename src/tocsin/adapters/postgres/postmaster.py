"""Whether a cluster's server is alive: its pid file, checked against the process itself."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROCESSES = Path("/proc")
# The server writes its start in whole seconds, and so does the table of processes.
_START_TOLERANCE_SECONDS = 5


@dataclass(frozen=True)
class Postmaster:
    """A living server process."""

    pid: int

    def tell(self, message: signal.Signals) -> None:
        """Send the process a signal; one that has just gone needs none."""
        send(message, self.pid)

    def kill_with_children(self) -> None:
        """Kill the process and its children without warning, none of them able to tidy up."""
        # A stopped process neither starts another child nor answers the death of one.
        self.tell(signal.SIGSTOP)
        for child in children_of(self.pid):
            send(signal.SIGKILL, child)
        self.tell(signal.SIGKILL)


def send(message: signal.Signals, pid: int) -> None:
    """Send a process a signal; one that has just gone needs none."""
    with suppress(ProcessLookupError):
        os.kill(pid, message)


def children_of(parent: int) -> list[int]:
    """List the children of a process; on a system without /proc they see its death themselves."""
    found = []
    for stat in PROCESSES.glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            _state, of, *_rest = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(of) == parent:
                found.append(int(stat.parent.name))
    return found


def find(cluster: Path) -> Postmaster | None:
    """Return the living server of a cluster folder, or nothing; a stale pid is not alive."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        pid, started = int(lines[0]), int(lines[2])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    ours = _works_in(abs(pid), cluster) if PROCESSES.exists() else _began_at(abs(pid), started)
    return Postmaster(abs(pid)) if ours else None


def forget(cluster: Path, socket: Path) -> None:
    """Remove what a dead server left behind and what would keep the next one from starting.

    Only its pid file and socket go: the server itself still finds a left-over child by the shared
    memory of the folder, and refuses until it is gone.
    """
    if find(cluster) is not None:
        return
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    for left in socket.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _works_in(pid: int, cluster: Path) -> bool:
    """Say whether a process lives and works in the cluster folder; no clock is asked."""
    try:
        state = (
            (PROCESSES / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        )
        return state[0] not in {"Z", "X"} and (PROCESSES / str(pid) / "cwd").samefile(cluster)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def _began_at(pid: int, started: int) -> bool:
    """Say whether a process lives and began when the pid file says; for systems without /proc."""
    answer = subprocess.run(  # noqa: S603 - a number is its only changing part
        [shutil.which("ps") or "/bin/ps", "-o", "stat=,etime=", "-p", str(pid)],
        check=False,
        capture_output=True,
        text=True,
    )
    state, _, elapsed = answer.stdout.strip().partition(" ")
    if not state or state.startswith("Z"):
        return False
    days, _, clock = elapsed.strip().rpartition("-")
    seconds = int(days or 0) * 86_400
    for power, part in enumerate(reversed(clock.split(":"))):
        seconds += int(part) * 60**power
    return abs(time.time() - seconds - started) <= _START_TOLERANCE_SECONDS
