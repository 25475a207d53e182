"""The ledger in files for somebody outside, with the program that examines them."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tocsin.core.ledger.checking import Evidence

LEAVES, ROWS, OUTSIDE, CHECKPOINTS = "leaves.ndjson", "rows.ndjson", "outside", "checkpoints"
KEYS, WITNESS_KEYS = "keys", "witness-keys"
PROGRAM = "verify_ledger.py"
GONE = b"null"


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written."""

    rows: int
    checkpoints: int


def export(target: Path, evidence: Evidence) -> Exported:
    """Write rows as the ledger keeps them and as the record says them now, and checkpoints."""
    (target / CHECKPOINTS).mkdir(parents=True)
    for number, note in enumerate(evidence.checkpoints):
        file = target / CHECKPOINTS / f"{number:08d}.note"
        file.write_text(note.written(), encoding="utf-8")
    count = 0
    with (target / LEAVES).open("wb") as leaves, (target / ROWS).open("wb") as rows:
        for kept in evidence.kept:
            leaves.write(kept.row + b"\n")
            rows.write((GONE if kept.now is None else kept.now) + b"\n")
            count += 1
    write_lines(target / OUTSIDE, evidence.outside)
    write_lines(target / KEYS, (key.written() for key in evidence.keys))
    write_lines(target / WITNESS_KEYS, (key.written() for key in evidence.witnesses))
    shutil.copyfile(program(), target / PROGRAM)
    return Exported(rows=count, checkpoints=len(evidence.checkpoints))


def write_lines(file: Path, lines: Iterable[str]) -> None:
    """Write one thing on a line."""
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def program() -> Path:
    """Return where the program for somebody outside lies."""
    return Path(__file__).parent / PROGRAM
