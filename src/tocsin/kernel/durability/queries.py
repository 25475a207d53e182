"""What pages show of backups and their rehearsals."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel.audit.acts import Act
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.database import api as database
from tocsin.kernel.durability import acts


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


def known(kind: Act, **facts: str | int) -> bool:
    """Say whether an act with these facts is on record already."""
    database.write_waiting()
    return Entry.objects.filter(action=kind.name, detail__contains=facts).exists()
