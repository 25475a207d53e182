"""Puts the questions of a measurement to OSRM; run by an interpreter that has its bindings.

Reads ``{"map": path, "folder": path, "asked": {name: [[places, sources, ends], ...]}}`` and writes
the seconds of each question by name. The map is prepared in the folder, by OSRM's own rules for
cars, for its search over nested parts of the map (its contraction hierarchy takes many minutes on
a map like a chessboard).
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

MOST_PLACES = 10_000


def prepared(osrm: Any, extract: str, folder: Path) -> Any:  # noqa: ANN401 - has no types
    """Let OSRM read the map and order it, and give what answers."""
    home = Path(osrm.__file__).parent
    kept = folder / "map.osrm"
    rules = home / "share" / "profiles" / "car.lua"
    steps = (
        ["extract", "-p", str(rules), "-t", "2", "-o", str(kept), extract],
        ["partition", "-t", "2", str(kept)],
        ["customize", "-t", "2", str(kept)],
    )
    for name, *words in steps:
        command = [sys.executable, "-m", "osrm", name, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - of this file
    return osrm.OSRM(
        storage_config=str(kept),
        algorithm="MLD",
        use_shared_memory=False,
        max_locations_distance_table=MOST_PLACES,
    )


def seconds_of(osrm: Any, engine: Any, question: list[Any]) -> float:  # noqa: ANN401 - as above
    """Ask for one table; what is written down beforehand is not counted."""
    places, sources, ends = question
    asked = osrm.TableParameters(
        coordinates=[tuple(place) for place in places], sources=sources, destinations=ends
    )
    begun = perf_counter()
    engine.Table(asked)
    return perf_counter() - begun


def main() -> None:
    """Answer what is asked on standard input."""
    wanted = json.load(sys.stdin)
    osrm = importlib.import_module("osrm")
    engine = prepared(osrm, wanted["map"], Path(wanted["folder"]))
    took = {
        name: [seconds_of(osrm, engine, question) for question in questions]
        for name, questions in wanted["asked"].items()
    }
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    main()
