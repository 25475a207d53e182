"""OSRM beside our engines: its bindings run in an environment of their own, thrown away after."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

PACKAGE = "osrm-bindings"
LEAST_PYTHON = (3, 12)
NAMES = ("python3.14", "python3.13", "python3.12")
SHIMS = "shims"
"""Where pyenv keeps what only looks like an interpreter."""
INSTALL_SECONDS, ANSWER_SECONDS = 180.0, 180.0
NOT_ASKED = "OSRM: not asked for (--with-osrm)"
PEER = "OSRM, with its own speeds and turn costs, snapping included"

Question = tuple[list[list[float]], list[int], list[int]]


class NoOSRM(RuntimeError):  # noqa: N818 - a reason, not a fault
    """OSRM cannot be asked; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What OSRM took for each kind of question, median milliseconds; or why it was not asked."""

    milliseconds: Mapping[str, float]
    why_not: str = NOT_ASKED


def interpreter() -> str:
    """Find a Python that OSRM's bindings are made for.

    Raises
    ------
    NoOSRM
        When there is none.
    """
    if sys.version_info >= LEAST_PYTHON:
        return sys.executable
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(name) for name in NAMES]
    found += [str(place) for place in sorted(kept.glob("3.1[2-9].*/bin/python"))]
    for place in found:
        if place is not None and Path(place).parent.name != SHIMS:
            return place
    raise NoOSRM("OSRM: not available, its bindings need Python 3.12 or later")


def ask(extract: Path, questions: Mapping[str, Sequence[Question]]) -> Asked:
    """Install the bindings in a folder that is thrown away, and put the questions to OSRM."""
    try:
        with TemporaryDirectory(prefix="tocsin-osrm-") as folder:
            return Asked(_asked(extract, questions, Path(folder)))
    except NoOSRM as why:
        return Asked({}, str(why))


def _asked(
    extract: Path, questions: Mapping[str, Sequence[Question]], folder: Path
) -> dict[str, float]:
    python = str(folder / "own" / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    _run([interpreter(), "-m", "venv", str(folder / "own")], "", INSTALL_SECONDS)
    _run([python, "-m", "pip", "install", "-q", PACKAGE], "", INSTALL_SECONDS)
    wanted = {"map": str(extract.resolve()), "folder": str(folder), "asked": questions}
    script = str(Path(__file__).with_name("osrm_asked.py"))
    answer = _run([python, script], json.dumps(wanted), ANSWER_SECONDS)
    took: dict[str, list[float]] = json.loads(answer)
    return {name: round(median(some) * 1000, 4) for name, some in took.items()}


def _run(command: Sequence[str], given: str, seconds: float) -> str:
    what = " ".join(Path(word).name for word in command[:4])
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with subprocess.Popen(  # noqa: S603 - words of this module
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=own,
        start_new_session=sys.platform != "win32",
    ) as child:
        try:
            answer, said = child.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired as late:
            _end(child)
            raise NoOSRM(f"OSRM: not ready within {seconds:.0f} s ({what})") from late
    if child.returncode:
        last = said.strip().splitlines()[-1:] or ["no reason given"]
        raise NoOSRM(f"OSRM: {what} failed: {last[0]}")
    return answer


def _end(child: "subprocess.Popen[str]") -> None:
    """End a child with all that it started."""
    if sys.platform == "win32":
        child.kill()
        return
    import signal  # noqa: PLC0415 - as much as this system has

    os.killpg(child.pid, signal.SIGKILL)
