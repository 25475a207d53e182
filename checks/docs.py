"""What the pages say is so: links lead somewhere, commands exist, dependencies are explained."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from checks.tracked import files, run
from tocsin.project.cli import COMMANDS

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")
COMMAND = re.compile(r"(?:^|[\s`$])(?:\./)?tocsin ([a-z][a-z0-9]*)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
TEST = re.compile(r"`tests/[\w/]+\.py`")
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
MACHINE = re.compile(
    r"(?<![\w.])/(?:root|work|Users|farm|opt/pypi|opt/wheels|home/[a-z])[/\s`]"
    r"|files\.pythonhosted|pypi\.org/simple|registry\.npmjs|--(?:extra-)?index-url"
)
TEXT = (".md", ".toml", ".py", ".html", ".js", ".css", ".lock", ".sh", "justfile", "tocsin", ".yml")
DEPENDENCIES = "docs/reference/dependencies.md"


def findings(root: Path) -> Iterator[str]:
    """List everything the pages promise and do not keep."""
    for page in files(root, ".md"):
        shown = page.relative_to(root).as_posix()
        text = page.read_text(encoding="utf-8")
        yield from (f"{shown}: {fault}" for fault in _dead_links(page, text))
        yield from (f"{shown}: {fault}" for fault in _unknown_commands(root, text))
        yield from (f"{shown}: {fault}" for fault in _missing_tests(root, text))
    yield from _unexplained_dependencies(root)
    yield from _machine_words(root)


def _dead_links(page: Path, text: str) -> Iterator[str]:
    for found in LINK.finditer(CODE.sub("", text)):
        target = unquote((found[1] or found[2]).partition("#")[0])
        if target and not OUTSIDE.match(target) and not (page.parent / target).exists():
            yield f"the link {target} leads nowhere"


def _unknown_commands(root: Path, text: str) -> Iterator[str]:
    for code in CODE.findall(text):
        for name in COMMAND.findall(code):
            entry = COMMANDS.get(name)
            module = f"src/tocsin/project/commands/{entry.module}.py" if entry else ""
            if not module or not (root / module).is_file():
                yield f"there is no command tocsin {name}"


def _missing_tests(root: Path, text: str) -> Iterator[str]:
    for code in CODE.findall(text):
        if TEST.fullmatch(code) and not (root / code.strip("`")).is_file():
            yield f"there is no {code}"


def _unexplained_dependencies(root: Path) -> Iterator[str]:
    page = root / DEPENDENCIES
    if not page.is_file():
        yield f"{DEPENDENCIES}: missing"
        return
    told = page.read_text(encoding="utf-8").lower()
    for name in dependencies(root):
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told):
            yield f"{DEPENDENCIES}: {name} has no line"


def dependencies(root: Path) -> list[str]:
    """List what the project itself depends on, for use, tests and development."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in project.get("optional-dependencies", {}).values():
        wanted += extra
    return sorted({re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0].lower() for line in wanted})


def _machine_words(root: Path) -> Iterator[str]:
    for path in files(root, *TEXT):
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if MACHINE.search(line):
                yield f"{path.relative_to(root).as_posix()}:{number}: an address of one machine"


if __name__ == "__main__":
    run("docs", findings)
