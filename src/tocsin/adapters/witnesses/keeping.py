"""What this bureau does as a witness: it keeps what others sign, and vouches for what continues."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tocsin.adapters.witnesses.models import Contradiction, KeptCheckpoint, Neighbour
from tocsin.core.ledger.checkpoints import Checkpoint, read_checkpoint
from tocsin.core.ledger.notes import Note, PublicKey, Signature, read_note, read_public_key
from tocsin.core.ledger.witnessing import Decline, Submission, judge
from tocsin.kernel.ledger.api import witness_key

MOST_HANDED_OUT = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Our line below a checkpoint, or why there is none, beside what we keep of that ledger."""

    line: Signature | None
    decline: Decline | None
    kept: Note | None

    @property
    def kept_size(self) -> int:
        """Return how many rows we have vouched for."""
        return read_checkpoint(self.kept).size if self.kept else 0


def trusted() -> list[PublicKey]:
    """List the keys of the ledgers for which this bureau vouches."""
    return [read_public_key(one) for one in settings.WITNESSED_KEYS.split()]


@transaction.atomic
def consider(submission: Submission, *, at: datetime) -> Verdict:
    """Vouch for a checkpoint that continues the one we keep, or keep the proof that it does not."""
    shown, keys = read_checkpoint(submission.note), trusted()
    if shown.origin not in {key.name for key in keys}:
        return Verdict(None, Decline.UNKNOWN, None)
    neighbour = held(shown.origin)
    newest = neighbour.checkpoints.last()
    kept = read_note(newest.note) if newest else None
    decline = judge(submission, kept=read_checkpoint(kept) if kept else None, keys=keys)
    if decline is Decline.FORKED and kept is not None:
        Contradiction.objects.get_or_create(
            neighbour=neighbour,
            size=shown.size,
            defaults={"kept": kept.written(), "shown": submission.note.written(), "at": at},
        )
    if decline is not None:
        return Verdict(None, decline, kept)
    return Verdict(vouched(neighbour, submission.note, shown, at), None, kept)


def vouched(neighbour: Neighbour, note: Note, shown: Checkpoint, at: datetime) -> Signature:
    """Sign below a checkpoint, and keep it; once it is kept, the same line is given again."""
    line = witness_key().sign(note.text, at=int(at.timestamp()))
    kept, new = neighbour.checkpoints.get_or_create(
        size=shown.size, defaults={"note": note.with_signatures([line]).written(), "at": at}
    )
    return line if new else read_note(kept.note).signatures[-1]


def held(origin: str) -> Neighbour:
    """Lock the row of a ledger, so that one checkpoint of it is judged at a time."""
    Neighbour.objects.get_or_create(origin=origin)
    return Neighbour.objects.select_for_update().get(origin=origin)


def kept_of(origin: str) -> list[str]:
    """List what we keep of a ledger, the newest last."""
    notes = KeptCheckpoint.objects.filter(neighbour__origin=origin).order_by("-size")
    return list(notes.values_list("note", flat=True)[:MOST_HANDED_OUT])[::-1]
