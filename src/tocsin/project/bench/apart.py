"""Peers that we do not depend on: installed in an environment of their own, thrown away after."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

INSTALL_SECONDS, ANSWER_SECONDS = 180.0, 180.0


class NotReadyError(RuntimeError):
    """A peer cannot be asked; the message is half a sentence that says why."""


def install(packages: Sequence[str], folder: Path, interpreter: str) -> str:
    """Make an environment with packages in a folder, and give its interpreter.

    Raises
    ------
    NotReadyError
        When it cannot be made, or not in time.
    """
    python = str(folder / "own" / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    run([interpreter, "-m", "venv", str(folder / "own")], "", INSTALL_SECONDS)
    run([python, "-m", "pip", "install", "-q", *packages], "", INSTALL_SECONDS)
    return python


def run(command: Sequence[str], given: str, seconds: float, *, source: Path | None = None) -> str:
    """Run a command on what it is given and hand back what it wrote.

    Nothing of our own environment's Python reaches it but the modules in ``source``.

    Raises
    ------
    NotReadyError
        When it fails or takes longer.
    """
    what = " ".join(Path(word).name for word in command[:4])
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if source is not None:
        own["PYTHONPATH"] = str(source)
    with subprocess.Popen(  # noqa: S603 - words of the callers
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
            raise NotReadyError(f"not ready within {seconds:.0f} s ({what})") from late
    if child.returncode:
        last = said.strip().splitlines()[-1:] or ["no reason given"]
        raise NotReadyError(f"{what} failed: {last[0]}")
    return answer


def _end(child: "subprocess.Popen[str]") -> None:
    """End a child with all that it started."""
    if sys.platform == "win32":
        child.kill()
        return
    import signal  # noqa: PLC0415 - as much as this system has

    os.killpg(child.pid, signal.SIGKILL)
