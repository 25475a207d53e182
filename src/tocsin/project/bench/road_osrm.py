"""OSRM beside our engines: its bindings run in an environment of their own, thrown away after."""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tocsin.project.bench import apart

PACKAGE = "osrm-bindings"
LEAST_PYTHON = (3, 12)
NAMES = ("python3.14", "python3.13", "python3.12")
SHIMS = "shims"
"""Where pyenv keeps what only looks like an interpreter."""
NOT_ASKED = "OSRM: not asked for (--with-osrm)"
PEER = "OSRM, with its own speeds and turn costs, snapping included"

Question = tuple[list[list[float]], list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What OSRM took for each kind of question, median milliseconds; or why it was not asked."""

    milliseconds: Mapping[str, float]
    why_not: str = NOT_ASKED


def interpreter() -> str:
    """Find a Python that OSRM's bindings are made for.

    Raises
    ------
    apart.NotReadyError
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
    raise apart.NotReadyError("not available, its bindings need Python 3.12 or later")


def ask(extract: Path, questions: Mapping[str, Sequence[Question]]) -> Asked:
    """Install the bindings in a folder that is thrown away, and put the questions to OSRM."""
    try:
        with TemporaryDirectory(prefix="tocsin-osrm-") as folder:
            return Asked(_asked(extract, questions, Path(folder)))
    except apart.NotReadyError as why:
        return Asked({}, f"OSRM: {why}")


def _asked(
    extract: Path, questions: Mapping[str, Sequence[Question]], folder: Path
) -> dict[str, float]:
    python = apart.install([PACKAGE], folder, interpreter())
    wanted = {"map": str(extract.resolve()), "folder": str(folder), "asked": questions}
    script = str(Path(__file__).with_name("osrm_asked.py"))
    answer = apart.run([python, script], json.dumps(wanted), apart.ANSWER_SECONDS)
    took: dict[str, list[float]] = json.loads(answer)
    return {name: round(median(some) * 1000, 4) for name, some in took.items()}
