"""What a witness asks before it vouches for a checkpoint (C2SP, tlog-witness)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tocsin.core.ledger.checkpoints import Checkpoint, read_checkpoint
from tocsin.core.ledger.hashing import HASH_BYTES
from tocsin.core.ledger.notes import Note, NoteError, PublicKey, from_base64, read_note, vouching
from tocsin.core.ledger.proofs import extends

OLD = "old "
MOST_HASHES = 63
LARGEST = 2**63 - 1


class Decline(StrEnum):
    """Why a witness does not vouch."""

    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"
    SENSELESS = "senseless"
    FORKED = "forked"
    BEHIND = "behind"
    NOT_GROWN = "not_grown"


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, with the proof that it continues the one of the older size."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    def written(self) -> str:
        """Write it as it is sent."""
        lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.path)
        return f"{OLD}{self.old}\n{lines}\n{self.note.written()}"


def read_submission(written: str) -> Submission:
    """Read what was sent to a witness.

    Raises
    ------
    NoteError
        It is not written as it should be.
    """
    head, gap, note = written.partition("\n\n")
    first, *lines = head.split("\n")
    if not gap or "\0" in written or len(lines) > MOST_HASHES or not first.startswith(OLD):
        raise NoteError("This is no checkpoint with its proof.")
    path = tuple(from_base64(line) for line in lines)
    if any(len(one) != HASH_BYTES for one in path):
        raise NoteError("A hash has another length.")
    submission = Submission(size_in(first.removeprefix(OLD)), path, read_note(note))
    read_checkpoint(submission.note)
    return submission


def size_in(text: str) -> int:
    """Read a size in figures, as small as a database keeps it.

    Raises
    ------
    NoteError
        It is none.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)):
        raise NoteError("This is no size.")
    size = int(text)
    if size > LARGEST or str(size) != text:
        raise NoteError("This is no size.")
    return size


def judge(
    submission: Submission, *, kept: Checkpoint | None, keys: Sequence[PublicKey]
) -> Decline | None:
    """Say why a witness that keeps one checkpoint of a ledger declines another; None vouches.

    Two signed checkpoints of one size with different roots prove that the ledger was forked,
    whatever else was sent.
    """
    shown = read_checkpoint(submission.note)
    ours = [key for key in keys if key.name == shown.origin]
    if not ours:
        return Decline.UNKNOWN
    if not vouching(submission.note, ours):
        return Decline.UNSIGNED
    before = kept or Checkpoint(shown.origin, 0, b"")
    if shown.size == before.size and kept is not None and shown.root != kept.root:
        return Decline.FORKED
    if submission.old > shown.size or shown.size > LARGEST:
        return Decline.SENSELESS
    if submission.old != before.size:
        return Decline.BEHIND
    grown = extends(
        old=before.size,
        old_root=before.root,
        new=shown.size,
        new_root=shown.root,
        path=submission.path,
    )
    return None if grown else Decline.NOT_GROWN
