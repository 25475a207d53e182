"""Nothing grows without bound: functions, views, classes and files keep to their budgets.

A function's docstring does not count against it, because explaining is not growing.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.tracked import files, run

FUNCTION_LINES = 40
VIEW_LINES = 25
CLASS_LINES = 200
FILE_LINES = 400
# What must be longer stands here: "path" or "path:name" -> (lines allowed, why).
EXCEPTIONS: dict[str, tuple[int, str]] = {}


def findings(root: Path) -> Iterator[str]:
    """List everything that is over its budget, and exceptions that are no longer needed."""
    used = set()
    for path in files(root, ".py", ".html", ".js", ".css"):
        shown = path.relative_to(root).as_posix()
        for name, lines, budget in _measured(path):
            key = f"{shown}:{name}" if name else shown
            if lines <= budget:
                continue
            used.add(key)
            if lines > EXCEPTIONS.get(key, (budget, ""))[0]:
                yield f"{key}: {lines} lines, {budget} are allowed"
    for key in sorted(EXCEPTIONS.keys() - used):
        yield f"{key}: needs no exception any more"


def _measured(path: Path) -> Iterator[tuple[str, int, int]]:
    """Measure a file and what is in it: name, lines, lines allowed."""
    text = path.read_text(encoding="utf-8")
    yield "", len(text.splitlines()), FILE_LINES
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            yield node.name, _lines(node), CLASS_LINES
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            budget = VIEW_LINES if _is_view(node, path) else FUNCTION_LINES
            yield node.name, _lines(node) - _docstring_lines(node), budget


def _lines(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node, clean=False) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def _is_view(node: ast.FunctionDef | ast.AsyncFunctionDef, path: Path) -> bool:
    """Say whether a function answers requests: it stands among views and takes one first."""
    among_views = path.stem.endswith("views") or "views" in path.parts
    return among_views and bool(node.args.args) and node.args.args[0].arg == "request"


if __name__ == "__main__":
    run("budgets", findings)
