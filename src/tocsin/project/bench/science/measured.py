"""Measures where the peers are installed; started as a module, it writes JSON to a file."""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tocsin.project.bench.rows import Row, plain
from tocsin.project.bench.science import lines, queues, sending, sites
from tocsin.project.bench.science.sizes import QUICK, Size, is_here

PACKAGES = ("numpy", "scipy", "numba", "simpy", "cimba", "spopt", "highspy")


def rows(size: Size, memory: dict[str, float]) -> Iterator[Row]:
    """Measure one thing after the other; the years first, whose memory is told by itself."""
    memory["before"] = sending.peak_megabytes()
    for row in sending.measure(size):
        memory.setdefault("years", sending.peak_megabytes())
        yield row
    for part in (lines, queues, sites):
        yield from part.measure(size)


def versions() -> dict[str, str]:
    """Say which packages answered."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def measure(size: Size) -> dict[str, object]:
    """Measure all, as plain values."""
    if is_here("cimba"):
        import_module("cimba")  # it can compile nothing when numba has compiled before it came
    memory: dict[str, float] = {}
    measured = plain(list(rows(size, memory)))
    return {"rows": measured, "peak_megabytes": memory, "versions": versions()}


def main() -> None:
    """Answer what is asked on standard input."""
    asked = json.load(sys.stdin)
    measured = measure(QUICK if asked["quick"] else Size())
    # Not on standard output, where some peers' solvers greet.
    Path(asked["answer"]).write_text(json.dumps(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
