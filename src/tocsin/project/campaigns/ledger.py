"""A ledger outside the database: every write that was acknowledged, on the disk before the next."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tocsin.adapters.simulation.sending import Facts


@dataclass(frozen=True, slots=True)
class Line:
    """One acknowledged act: its id, what it was, and by what its rows are found."""

    act_id: UUID
    kind: str
    facts: Sequence[Facts]


class Ledger:
    """Appends acknowledged acts to a file; a line that a kill tore is closed, never joined."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write(b"")

    def note(self, act_id: UUID, kind: str, facts: Sequence[Facts]) -> None:
        """Write an act down so that no kill of ours takes it away."""
        told = json.dumps({"act": str(act_id), "kind": kind, "facts": list(facts)})
        self.write(told.encode())

    def write(self, line: bytes) -> None:
        """Append a line, and wait until it is on the disk."""
        with self.path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())


def lines_of(path: Path) -> Iterator[Line]:
    """Read a ledger; torn lines were never acknowledged to anybody."""
    for text in path.read_bytes().splitlines():
        if not text.endswith(b"}"):
            continue
        try:
            told = json.loads(text)
        except ValueError:
            continue
        yield Line(UUID(told["act"]), told["kind"], told["facts"])
