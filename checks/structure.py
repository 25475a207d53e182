"""Names and means the house does not use: catch-all modules, signals, catch-all handlers."""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.tracked import files, run

FORBIDDEN_NAMES = frozenset(
    {
        "util",
        "utils",
        "helper",
        "helpers",
        "common",
        "misc",
        "base",
        "manager",
        "managers",
        "mixins",
    }
)
# Django looks for the connection of a database engine in a module of this name.
NAMED_BY_DJANGO = "src/tocsin/kernel/database/base.py"
# The handler of requests tells Django itself where a request begins; its test listens.
TELL_DJANGO = frozenset({"src/tocsin/project/threaded.py", "tests/project/test_threaded.py"})
REQUESTS = "django.core.signals"
FORBIDDEN_IMPORTS = ("django.db.models.signals", "django.dispatch", REQUESTS)


def findings(root: Path) -> Iterator[str]:
    """List forbidden module names, imports and handlers."""
    for path in files(root, ".py"):
        shown = path.relative_to(root).as_posix()
        name = path.parent.name if path.name == "__init__.py" else path.stem
        if name in FORBIDDEN_NAMES and shown != NAMED_BY_DJANGO:
            yield f"{shown}: {name} says nothing; name the module after what it holds"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            fault = _fault(node)
            if fault and not (shown in TELL_DJANGO and fault.startswith(REQUESTS)):
                yield f"{shown}:{getattr(node, 'lineno', 0)}: {fault}"


def _fault(node: ast.AST) -> str | None:
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ExceptHandler):
        return _handler_fault(node)
    else:
        return None
    for name in names:
        if any(name == banned or name.startswith(f"{banned}.") for banned in FORBIDDEN_IMPORTS):
            return f"{name}: no signals; call the service, or publish an event"
    return None


def _handler_fault(node: ast.ExceptHandler) -> str | None:
    caught = node.type
    broad = isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}
    return "a fault is let through, not caught whole" if caught is None or broad else None


if __name__ == "__main__":
    run("structure", findings)
