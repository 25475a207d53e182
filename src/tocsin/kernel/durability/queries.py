"""What pages show of backups and their rehearsals."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel.audit.acts import Act
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.database import api as database
from tocsin.kernel.durability import acts

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The last time a backup was brought back to see whether it can be."""

    at: datetime
    backup_of: datetime
    seconds: float
    passed: bool


def last_rehearsal(bureau_id: int) -> Rehearsal | None:
    """Return the last rehearsal that a bureau knows of."""
    database.write_waiting()
    entries = Entry.objects.filter(bureau_id=bureau_id, action=acts.REHEARSED.name)
    entry = entries.order_by("-at", "-pk").first()
    if entry is None:
        return None
    told = entry.detail
    return Rehearsal(
        at=entry.at,
        backup_of=datetime.fromisoformat(told["backup_of"]),
        seconds=float(told["seconds"]),
        passed=bool(told["passed"]),
    )


@dataclass(frozen=True, slots=True)
class Backup:
    """The last backup that was written."""

    at: datetime
    method: str
    size: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A witness that keeps another ledger of our name."""

    at: datetime
    witness: str
    size: int
    kept: int


def last_backup(bureau_id: int) -> Backup | None:
    """Return the last backup that a bureau knows of."""
    database.write_waiting()
    entries = Entry.objects.filter(bureau_id=bureau_id, action=acts.BACKED_UP.name)
    entry = entries.order_by("-at", "-pk").first()
    return Backup(entry.at, entry.detail["method"], int(entry.detail["bytes"])) if entry else None


def contradictions(bureau_id: int) -> list[Contradiction]:
    """List the contradictions that a bureau knows of, the newest first."""
    database.write_waiting()
    entries = Entry.objects.filter(bureau_id=bureau_id, action=acts.CONTRADICTED.name)
    return [
        Contradiction(entry.at, str(told["witness"]), int(told["size"]), int(told["kept"]))
        for entry in entries.order_by("-at", "-pk")[:MOST_SHOWN]
        for told in [entry.detail]
    ]


def known(kind: Act, **facts: str | int) -> bool:
    """Say whether an act with these facts is on record already."""
    database.write_waiting()
    return Entry.objects.filter(action=kind.name, detail__contains=facts).exists()
