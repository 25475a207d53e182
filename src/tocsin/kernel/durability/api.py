"""What other parts may ask about backups, and have written down."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel.durability import acts
from tocsin.kernel.durability.copies import (
    ONE,
    TWO,
    Mark,
    Standing,
    acts_within,
    beat,
    covered_again,
    fell_back,
    forget_copies,
    open_window,
    standing,
    windows,
)
from tocsin.kernel.durability.models import OneCopyWindow, Spooled
from tocsin.kernel.durability.queries import (
    Backup,
    Contradiction,
    Rehearsal,
    contradictions,
    known,
    last_backup,
    last_rehearsal,
)
from tocsin.kernel.durability.recording import record
from tocsin.kernel.durability.spooled import claim_spooled, name_spooled, spooled_of

__all__ = [
    "ONE",
    "TWO",
    "Backup",
    "Contradiction",
    "Mark",
    "OneCopyWindow",
    "Outcome",
    "Rehearsal",
    "Spooled",
    "Standing",
    "acts_within",
    "backed_up",
    "beat",
    "claim_spooled",
    "contradicted",
    "contradictions",
    "covered_again",
    "fell_back",
    "forget_copies",
    "last_backup",
    "last_rehearsal",
    "name_spooled",
    "open_window",
    "rehearsed",
    "restored",
    "spooled_of",
    "standing",
    "windows",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How bringing a backup back went: which one, how long it took, whether all of it held."""

    method: str
    backup_of: str
    seconds: float
    passed: bool


def backed_up(*, method: str, size: int, with_keys: bool, at: datetime) -> None:
    """Write down that a backup was written."""
    record(acts.BACKED_UP, at, method=method, bytes=size, with_keys=with_keys)


def rehearsed(*, outcome: Outcome, at: datetime) -> None:
    """Write down that a backup was brought back to see whether it can be."""
    record(
        acts.REHEARSED,
        at,
        method=outcome.method,
        backup_of=outcome.backup_of,
        seconds=outcome.seconds,
        passed=outcome.passed,
    )


def restored(*, method: str, backup_of: str, at: datetime) -> None:
    """Write down that everything is again as it was at a moment."""
    record(acts.RESTORED, at, method=method, backup_of=backup_of)


def contradicted(*, witness: str, size: int, kept: int, at: datetime) -> None:
    """Write down, once for each size, that a witness keeps another ledger of our name."""
    if not known(acts.CONTRADICTED, witness=witness, size=size):
        record(acts.CONTRADICTED, at, witness=witness, size=size, kept=kept)
