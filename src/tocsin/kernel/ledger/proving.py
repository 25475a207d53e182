"""Proofs for somebody outside: that one row is in the ledger, and that the ledger only grew."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from tocsin.core.ledger.notes import Note, read_note, read_signature
from tocsin.core.ledger.proofs import consistency_path, inclusion_path
from tocsin.core.ledger.tiles import Tree
from tocsin.kernel.errors import NotThere, Refusal
from tocsin.kernel.ledger.keys import keyring
from tocsin.kernel.ledger.models import Checkpoint, Leaf
from tocsin.kernel.ledger.shelf import DatabaseShelf


class NotSignedYet(Refusal):
    """The row is younger than the newest checkpoint."""

    code = "ledger.not_signed_yet"


@dataclass(frozen=True, slots=True)
class RowProof:
    """That a row stands at a place below a checkpoint."""

    row: str
    position: int
    size: int
    path: list[str]
    checkpoint: str
    keys: list[str]

    def plain(self) -> dict[str, object]:
        """Write it as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class GrowthProof:
    """That one checkpoint continues another."""

    old: str
    new: str
    path: list[str]
    keys: list[str]

    def plain(self) -> dict[str, object]:
        """Write it as plain values."""
        return asdict(self)


def prove_row(source: str, number: int) -> RowProof:
    """Prove that an act or a look is in the ledger.

    Raises
    ------
    NotThere, NotSignedYet
        Nothing by this number has its place yet, or no checkpoint covers it yet.
    """
    leaf = Leaf.objects.filter(source=source, number=number).first()
    if leaf is None:
        raise NotThere(
            _("Nothing by this number is in the ledger. What happened just now is in it soon.")
        )
    checkpoint = Checkpoint.objects.filter(size__gt=leaf.position).last()
    if checkpoint is None:
        raise NotSignedYet(_("It is in the ledger, but not signed yet. Ask again in a minute."))
    path = inclusion_path(Tree(DatabaseShelf()), leaf.position, checkpoint.size)
    return RowProof(
        row=bytes(leaf.row).decode(),
        position=leaf.position,
        size=checkpoint.size,
        path=[one.hex() for one in path],
        checkpoint=note_of(checkpoint).written(),
        keys=known_keys(),
    )


def prove_growth(old: int, new: int | None = None) -> GrowthProof:
    """Prove that the checkpoint of one size continues that of another; the newest, if not named.

    Raises
    ------
    NotThere
        There is no checkpoint of such a size.
    """
    first = checkpoint_of(old)
    last = Checkpoint.objects.latest("size") if new is None else checkpoint_of(new)
    path = growth_path(first.size, last.size)
    return GrowthProof(
        old=note_of(first).written(),
        new=note_of(last).written(),
        path=[one.hex() for one in path],
        keys=known_keys(),
    )


def growth_path(old: int, new: int) -> list[bytes]:
    """Work out the path that proves that the first *new* rows begin with the first *old*."""
    return consistency_path(Tree(DatabaseShelf()), old, new)


def checkpoint_of(size: int) -> Checkpoint:
    """Fetch the checkpoint of a size."""
    found = Checkpoint.objects.filter(size=size).first()
    if found is None:
        raise NotThere(_("There is no checkpoint of this size."))
    return found


def note_of(checkpoint: Checkpoint) -> Note:
    """Return a checkpoint with the lines of its witnesses."""
    lines = [read_signature(one.line) for one in checkpoint.cosignatures.all()]
    return read_note(checkpoint.note).with_signatures(lines)


def known_keys() -> list[str]:
    """Write the keys by which the ledger is checked."""
    return [key.written() for key in keyring().known]
