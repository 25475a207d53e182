"""Each control in scope is named once, with tests that are there or with a reason."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from checks.tracked import run
from tocsin.project import controls

SHORTEST_REASON = 10


def findings(root: Path) -> Iterator[str]:
    """List controls that are missing or strange, and tests that are not there."""
    known = controls.read(root)
    numbers = [one.number for one in known]
    scope = controls.in_scope()
    yield from (f"{controls.FILE}: {one} is missing" for one in scope if one not in numbers)
    yield from (f"{controls.FILE}: {one} is not in scope" for one in numbers if one not in scope)
    if sorted(numbers, key=place) != numbers:
        yield f"{controls.FILE}: the controls do not stand in their order"
    for one in known:
        yield from (f"{controls.FILE}: {one.number}: {fault}" for fault in faults(root, one))


def place(number: str) -> tuple[int, ...]:
    """Say where a control stands."""
    return tuple(int(part) for part in number.split("."))


def faults(root: Path, control: controls.Control) -> Iterator[str]:
    """List what is wrong with one control."""
    if not control.tests and len(control.why_none) < SHORTEST_REASON:
        yield "neither tests nor a reason"
    for test in control.tests:
        path, _sign, name = test.partition("::")
        if name not in tests_in(root / path):
            yield f"there is no test {test}"


@lru_cache
def tests_in(path: Path) -> frozenset[str]:
    """Name the tests of a file."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    )


if __name__ == "__main__":
    run("controls", findings)
