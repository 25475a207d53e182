"""The ledger in files for somebody outside, with the program that examines them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.core.ledger.notes import PublicKey
from tocsin.kernel.ledger.evidence import gathered

LEAVES, ROWS, CHECKPOINTS = "leaves.ndjson", "rows.ndjson", "checkpoints"
KEYS, WITNESS_KEYS = "keys", "witness-keys"
PROGRAM = "verify_ledger.py"
GONE = b"null"


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written."""

    rows: int
    checkpoints: int


def export(target: Path, *, witnesses: Sequence[PublicKey] = ()) -> Exported:
    """Write rows as the ledger keeps them and as the record says them now, and checkpoints."""
    evidence = gathered(witnesses=witnesses)
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
    write_keys(target / KEYS, evidence.keys)
    write_keys(target / WITNESS_KEYS, evidence.witnesses)
    shutil.copyfile(program(), target / PROGRAM)
    return Exported(rows=count, checkpoints=len(evidence.checkpoints))


def write_keys(file: Path, keys: Sequence[PublicKey]) -> None:
    """Write keys one on a line."""
    file.write_text("".join(f"{key.written()}\n" for key in keys), encoding="utf-8")


def program() -> Path:
    """Return where the program for somebody outside lies."""
    return Path(__file__).parent / PROGRAM
