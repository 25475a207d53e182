"""Checkpoints of C2SP (tlog-checkpoint): how large the record is, and the root over all of it."""

import base64
from dataclasses import dataclass

from tocsin.core.ledger.hashing import HASH_BYTES
from tocsin.core.ledger.notes import Note, NoteError, from_base64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a ledger says of itself: its name, its count of rows, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write it as the text of a note."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(note: Note) -> Checkpoint:
    """Read the checkpoint that a note is about.

    Raises
    ------
    NoteError
        The text is no checkpoint.
    """
    match note.text.split("\n"):
        case [origin, size, root, *_more, ""] if origin and size.isascii() and size.isdigit():
            read = from_base64(root)
            if len(read) == HASH_BYTES and (size == "0" or not size.startswith("0")):
                return Checkpoint(origin, int(size), read)
    raise NoteError("This note is no checkpoint.")
