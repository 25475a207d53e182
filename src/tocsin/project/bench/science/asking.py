"""Has the questions measured where the peers are, in an environment that is thrown away."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from tocsin.project.bench import apart

PACKAGES = ("numpy", "scipy", "numba", "simpy", "cimba", "spopt", "highspy")
MODULE = "tocsin.project.bench.science.measured"
SOURCE = Path(__file__).parents[4]
MOST_SECONDS = 900.0
HERE = "measured in our own environment"


class Measured(TypedDict):
    """What the measurement says: rows, memory in megabytes, which packages answered, and why not.

    ``without_peers`` is empty where they were fetched.
    """

    rows: list[dict[str, object]]
    peak_megabytes: dict[str, float]
    versions: dict[str, str]
    without_peers: str


def measure(step: Callable[[str], None], *, quick: bool, peers: bool) -> Measured:
    """Measure beside the peers; where they cannot be fetched, measure alone and say why.

    Raises
    ------
    apart.NotReadyError
        When the measurement itself fails or takes too long.
    """
    with TemporaryDirectory(prefix="tocsin-science-") as kept:
        folder = Path(kept)
        python, why_alone = sys.executable, HERE
        if peers:
            step("fetching the peers")
            try:
                python, why_alone = apart.install(PACKAGES, folder, sys.executable), ""
            except apart.NotReadyError as why:
                why_alone = f"the peers could not be fetched: {why}"
        step("measuring")
        answer = folder / "answer.json"
        asked = json.dumps({"quick": quick, "answer": str(answer)})
        apart.run([python, "-m", MODULE], asked, MOST_SECONDS, source=SOURCE)
        told: Measured = json.loads(answer.read_text(encoding="utf-8"))
    told["without_peers"] = why_alone
    return told
