"""The examination and the export of the ledger for the command line."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import transaction

from tocsin.adapters.witnesses.drop import FileDrop
from tocsin.core.ledger.checking import examine
from tocsin.core.ledger.notes import Note, PublicKey
from tocsin.kernel.ledger import api as ledger


def file_drop() -> FileDrop | None:
    """Return the folder that keeps checkpoints out of our reach, where one is named."""
    return FileDrop(Path(settings.LEDGER_DROP)) if settings.LEDGER_DROP else None


def verify(
    *, keys: Sequence[PublicKey] | None, witnesses: Sequence[PublicKey], seen: Sequence[Note]
) -> dict[str, object]:
    """Examine the ledger, and write down what was found; the folder of checkpoints is asked too."""
    begun = perf_counter()
    drop = file_drop()
    seen = [*seen, *(drop.notes() if drop else [])]
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
