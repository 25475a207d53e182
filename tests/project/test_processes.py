"""Children are restarted when they crash and never outlive their supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tocsin.project.processes import Program, Supervisor, python_module

SOURCE = Path(__file__).resolve().parents[2] / "src"
PATIENCE_SECONDS = 60


@pytest.fixture
def modules(tmp_path: Path, monkeypatch) -> Path:
    """A folder whose modules the children can import."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{SOURCE}")
    return tmp_path


@pytest.fixture
def told() -> list[tuple[str, int]]:
    return []


@pytest.fixture
def supervised(modules, told) -> Iterator[Callable[[Program], Supervisor]]:
    supervisors = []

    def start(program: Program) -> Supervisor:
        supervisor = Supervisor([program], tell=lambda name, code: told.append((name, code)))
        supervisors.append(supervisor)
        return supervisor.__enter__()

    yield start
    for supervisor in supervisors:
        supervisor.__exit__()


def wait_until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < patience, "it did not come about in time"
        os.sched_yield()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def waiting_module(folder: Path, name: str) -> Path:
    """A module that writes its number into a file and waits; returns the file."""
    mark = folder / f"{name}.pid"
    (folder / f"{name}.py").write_text(
        f"import os, pathlib, threading\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
        "threading.Event().wait()\n"
    )
    return mark


def number_in(mark: Path) -> int | None:
    text = mark.read_text() if mark.exists() else ""
    return int(text) if text else None


def test_crashed_program_is_told_of_and_started_again(modules, supervised, told):
    mark = waiting_module(modules, "steady")
    supervisor = supervised(python_module("steady", "steady"))
    supervisor.watch(until=lambda: number_in(mark) is not None)
    first = number_in(mark)
    assert first is not None

    os.kill(first, signal.SIGKILL)
    supervisor.watch(until=lambda: number_in(mark) != first and number_in(mark) is not None)

    assert told == [("steady", -signal.SIGKILL)]
    assert supervisor.kept[0].restarts == 1


def test_each_crash_doubles_the_pause_before_the_next_start(modules, told):
    (modules / "failing.py").write_text("raise SystemExit(3)\n")
    supervisor = Supervisor(
        [python_module("failing", "failing")], tell=lambda *end: told.append(end)
    )
    kept = supervisor.kept[0]
    starts: list[float] = []
    now = 0.0
    with supervisor:
        while len(starts) < 3:
            was_down = kept.pid is None
            now += 0.1 if was_down else 0
            kept.look(now)
            if was_down and kept.pid is not None:
                starts.append(now)

    pauses = [round(later - earlier, 1) for earlier, later in pairwise(starts)]
    assert pauses[1] == pytest.approx(2 * pauses[0], abs=0.2)


def test_programs_end_when_the_block_ends(modules, supervised):
    mark = waiting_module(modules, "ending")
    supervisor = supervised(python_module("ending", "ending"))
    supervisor.watch(until=lambda: number_in(mark) is not None)
    pid = number_in(mark)
    assert pid is not None

    supervisor.end()

    assert not alive(pid)


def test_program_ends_by_itself_when_its_supervisor_is_killed(modules):
    mark = waiting_module(modules, "leashed")
    script = (
        "from tocsin.project.processes import Supervisor, python_module\n"
        "with Supervisor([python_module('leashed', 'leashed')], tell=print) as supervisor:\n"
        "    supervisor.watch(until=lambda: False)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])  # noqa: S603 - our own interpreter
    wait_until(lambda: number_in(mark) is not None)
    pid = number_in(mark)
    assert pid is not None

    parent.kill()
    parent.wait()

    wait_until(lambda: not alive(pid))
