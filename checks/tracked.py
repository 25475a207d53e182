"""Which files are ours: those git tracks or would track."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def files(root: Path, *endings: str) -> list[Path]:
    """List the files with one of the endings, without ignored, vendored and generated ones."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = sorted(name for name in told.split("\0") if name.endswith(endings))
    return [
        root / name
        for name in names
        if not {"migrations", "vendor"} & set(Path(name).parts) and (root / name).is_file()
    ]


def report(name: str, findings: Iterable[str]) -> None:
    """Print what was found and end the process: 0 when nothing was."""
    found = list(findings)
    for finding in found:
        print(finding)
    print(f"{name}: {len(found)} findings")
    sys.exit(bool(found))


def run(name: str, check: Callable[[Path], Iterable[str]]) -> None:
    """Run one check over this checkout."""
    report(name, check(ROOT))
