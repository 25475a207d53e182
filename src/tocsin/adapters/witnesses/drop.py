"""A folder out of the administrator's reach, into which each checkpoint is put once."""

import logging
import os
from contextlib import suppress
from pathlib import Path

from tocsin.core.ledger.notes import Note, NoteError, read_note
from tocsin.kernel.ledger.api import Checkpoint, note_of, unwritten

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500


class FileDrop:
    """A mounted folder of another machine, or one that only adds: a file for each checkpoint."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> int:
        """Put in what is missing since the largest that is there; say how many.

        A folder that is away stops nobody: the next time makes up for it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            missing = unwritten(after=self.largest(), most=MOST_AT_ONCE)
            for checkpoint in missing:
                self.put(checkpoint)
        except OSError as problem:
            log.warning("ledger.drop_away error=%s", type(problem).__name__)
            return 0
        return len(missing)

    def put(self, checkpoint: Checkpoint) -> None:
        """Write one file, never over another."""
        with suppress(FileExistsError), self.place_of(checkpoint.size).open("xb") as file:
            file.write(note_of(checkpoint).written().encode())
            file.flush()
            os.fsync(file.fileno())

    def place_of(self, size: int) -> Path:
        """Name the file of a checkpoint, so that names sort as sizes do."""
        return self.folder / f"{size:012d}.note"

    def largest(self) -> int:
        """Return the largest size that is there."""
        sizes = [int(file.stem) for file in self.folder.glob("*.note") if file.stem.isdecimal()]
        return max(sizes, default=0)

    def notes(self) -> list[Note]:
        """Read what is there; a torn file is no note."""
        found = []
        for file in sorted(self.folder.glob("*.note")):
            with suppress(NoteError, UnicodeDecodeError):
                found.append(read_note(file.read_text(encoding="utf-8")))
        return found
