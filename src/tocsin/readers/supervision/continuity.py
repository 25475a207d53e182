"""What keeps the bureau's record from being lost, as supervisors and administrators see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.durability import api as durability
from tocsin.kernel.spool import api as spool

BACKUP_DUE = timedelta(days=2)
DRILL_DUE = timedelta(days=8)
SHOWN, TOLD = timedelta(days=90), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which what was committed may have been on one disk only."""

    began_at: datetime
    ended_at: datetime | None
    reason: str
    acts: int
    covered: bool


@dataclass(frozen=True, slots=True)
class Continuity:
    """Everything that the page shows."""

    backup: durability.Backup | None
    backup_overdue: bool
    drill: durability.Rehearsal | None
    drill_overdue: bool
    copies: durability.Standing | None
    windows: list[Window]
    contradictions: list[durability.Contradiction]
    spooled: list[durability.Spooled]
    waits_here: bool
    alarms: list[str]


def alarms_for(officer: Officer, at: datetime) -> list[str]:
    """Say what somebody has to act on now; nothing while all is well."""
    found = []
    if is_read_only():
        found.append(
            _("Nothing can be written: the disk of the database is nearly full. Make room.")
        )
    copies = durability.standing()
    if copies is not None and copies.exposed:
        found.append(
            _(
                "One copy only: what is entered now is not in the second copy. See that {place} "
                "can be written."
            ).format(place=copies.place)
        )
    # Those of long ago stay on the page; they are not called out on every other one.
    if any(at - one.at < TOLD for one in durability.contradictions(officer.bureau_id)):
        found.append(_("A witness keeps another ledger of this name. Verify the ledger."))
    return found


def continuity_for(officer: Officer, at: datetime) -> Continuity:
    """Gather what an officer's bureau knows."""
    bureau = officer.bureau_id
    backup, drill = durability.last_backup(bureau), durability.last_rehearsal(bureau)
    return Continuity(
        backup=backup,
        backup_overdue=backup is None or at - backup.at > BACKUP_DUE,
        drill=drill,
        drill_overdue=drill is None or not drill.passed or at - drill.at > DRILL_DUE,
        copies=durability.standing(),
        windows=[window_of(one) for one in durability.windows(since=at - SHOWN)],
        contradictions=durability.contradictions(bureau),
        spooled=durability.spooled_of(bureau, since=at - SHOWN),
        waits_here=spool.spool().has_any(),
        alarms=alarms_for(officer, at),
    )


def window_of(row: durability.OneCopyWindow) -> Window:
    """Describe a window; one that has not ended is counted up to now."""
    acts = durability.acts_within(row) if row.acts is None else row.acts
    return Window(row.began_at, row.ended_at, reason_in_words(row.reason), acts, row.covered)


def reason_in_words(reason: str) -> str:
    """Say why there was one copy only."""
    return {
        "away": _("The second copy was away"),
        "stalled": _("The second copy stood still"),
    }.get(reason, _("Started anew, or nobody looked after it"))


def is_read_only() -> bool:
    """Say whether the database takes nothing at the moment."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")
        row = cursor.fetchone()
    return bool(row) and row[0] == "on"
