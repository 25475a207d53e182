"""The examination and the export of the ledger for the command line."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.adapters.witnesses.drop import FileDrop
from tocsin.adapters.witnesses.peer import PeerWitness
from tocsin.core.ledger.checking import examine
from tocsin.core.ledger.notes import Note, NoteError, PublicKey, read_public_key
from tocsin.kernel.errors import Refusal
from tocsin.kernel.ledger import api as ledger


class Witness(Protocol):
    """Somebody outside who keeps checkpoints."""

    def fill(self) -> int:
        """Hand over what is missing; say how many were taken."""
        ...

    def notes(self) -> list[Note]:
        """Return what is kept."""
        ...


class PeerUnreadable(Refusal):
    """A witness is not written down as it should be."""

    code = "ledger.peer_unreadable"


def those_outside() -> list[Witness]:
    """List those outside who keep our checkpoints."""
    drop = [FileDrop(Path(settings.LEDGER_DROP))] if settings.LEDGER_DROP else []
    return [*drop, *peers()]


def peers() -> list[PeerWitness]:
    """List the bureaus that vouch for our ledger.

    Raises
    ------
    PeerUnreadable
        One of them is not named by an address, a key and a token.
    """
    return [peer_from(one) for one in settings.LEDGER_PEERS.split()]


def peer_from(text: str) -> PeerWitness:
    """Read one peer."""
    try:
        address, key, token = text.split("|")
        if not address.startswith(("https://", "http://")):
            raise NoteError(address)
        return PeerWitness(address.rstrip("/"), read_public_key(key), token)
    except ValueError as problem:
        raise PeerUnreadable(
            _("A peer in TOCSIN_LEDGER_PEERS is written as address|verifier key|token.")
        ) from problem


def verify(
    *, keys: Sequence[PublicKey] | None, witnesses: Sequence[PublicKey], seen: Sequence[Note]
) -> dict[str, object]:
    """Examine the ledger, and write down what was found; those outside are asked too."""
    begun, outside = perf_counter(), those_outside()
    seen = [*seen, *(note for witness in outside for note in witness.notes())]
    witnesses = [*witnesses, *(peer.key for peer in peers())]
    # A cursor on the server lives within a transaction.
    with transaction.atomic():
        evidence = ledger.gathered(keys=keys, witnesses=witnesses, seen=seen)
        found = examine(evidence)
    return {
        "ok": found.sound,
        "rows": found.rows,
        "root": found.root.hex(),
        "signed": found.signed,
        "waiting": ledger.without_place(),
        "checkpoints": len(evidence.checkpoints),
        "seen": len(seen),
        "seconds": round(perf_counter() - begun, 3),
        "fault_count": found.count,
        "faults": [asdict(fault) for fault in found.faults],
    }


def export(target: Path, *, witnesses: Sequence[PublicKey]) -> ledger.Exported:
    """Write the ledger into a folder."""
    with transaction.atomic():
        return ledger.export(target, ledger.gathered(witnesses=witnesses))
