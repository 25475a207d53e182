"""How the copies stand, and every time in which there was one only, written down.

None of it waits for the second copy: it is written when that does not answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Now

from tocsin.kernel.durability import acts
from tocsin.kernel.durability.events import CopiesChanged
from tocsin.kernel.durability.models import CopyState, OneCopyWindow
from tocsin.kernel.durability.recording import of_all_bureaus, record
from tocsin.kernel.events.api import publish

ONLY_ROW = 1
ONE, TWO = 1, 2
# They are looked at every two seconds.
STALE = timedelta(seconds=15)
ACTS_WITHIN = """
    SELECT count(*) FROM audit_entry
    WHERE written_in >= %s::text::xid8 AND (%s::text IS NULL OR written_in < %s::text::xid8)
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the log of the server, and in the order of its transactions."""

    lsn: int
    xid: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the copies stood when they were last looked at."""

    copies: int
    place: str
    covered: Mark | None
    # How long ago that was, by the clock of the database: the one of a demonstration runs faster.
    ago: timedelta = timedelta(0)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has looked at the copies for a while."""
        return self.ago > STALE

    @property
    def exposed(self) -> bool:
        """Whether what is committed now may be on one disk only, although two are wanted."""
        return self.copies < TWO or self.is_stale


@contextmanager
def on_this_disk() -> Iterator[None]:
    """Commit at the end of the block without waiting for a second copy."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = local")
        yield


def standing() -> Standing | None:
    """Return how the copies stood; nothing where no second copy was ever looked after."""
    ago = ExpressionWrapper(Now() - F("seen_at"), DurationField())
    row = CopyState.objects.filter(pk=ONLY_ROW).annotate(ago=ago).first()
    if row is None:
        return None
    known = row.covered_lsn is not None and row.covered_xid is not None
    covered = Mark(row.covered_lsn or 0, row.covered_xid or 0) if known else None
    return Standing(row.copies, row.place, covered, row.ago)


def beat(*, copies: int, place: str, covered: Mark | None) -> None:
    """Note how the copies stand."""
    with on_this_disk():
        CopyState.objects.update_or_create(
            pk=ONLY_ROW,
            defaults={
                "seen_at": Now(),
                "copies": copies,
                "place": place[:300],
                "covered_lsn": covered.lsn if covered else None,
                "covered_xid": covered.xid if covered else None,
            },
        )


def forget_copies() -> None:
    """Note that no second copy is wanted any more."""
    with on_this_disk():
        CopyState.objects.all().delete()


def open_window() -> OneCopyWindow | None:
    """Return the time that has not ended yet."""
    return OneCopyWindow.objects.filter(ended_at=None).first()


def fell_back(*, reason: str, since: Mark, at: datetime) -> OneCopyWindow:
    """Write down that there is one copy since a mark; said again it stays the same window."""
    with on_this_disk():
        found = open_window()
        if found is not None:
            return found
        record(acts.ONE_COPY, at, reason=reason)
        tell(ONE, at)
        return OneCopyWindow.objects.create(
            reason=reason, began_at=at, from_lsn=since.lsn, from_xid=since.xid
        )


def covered_again(*, until: Mark, whole: bool, at: datetime) -> OneCopyWindow | None:
    """Write down that everything from a mark on is on both disks, and how much was not.

    `whole` says whether the second copy has all of the window as well.
    """
    with on_this_disk():
        window = OneCopyWindow.objects.select_for_update().filter(ended_at=None).first()
        if window is None:
            return None
        window.ended_at, window.covered = at, whole
        window.until_lsn, window.until_xid = until.lsn, max(until.xid, window.from_xid)
        window.acts = acts_within(window)
        window.save()
        seconds = round((at - window.began_at).total_seconds(), 1)
        record(acts.TWO_COPIES, at, seconds=seconds, acts=window.acts, covered=whole)
        tell(TWO, at)
        return window


def acts_within(window: OneCopyWindow) -> int:
    """Count the acts that were committed in a window, up to now where it has not ended."""
    until = None if window.until_xid is None else str(window.until_xid)
    with connection.cursor() as cursor:
        cursor.execute(ACTS_WITHIN, [str(window.from_xid), until, until])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def windows(*, since: datetime) -> list[OneCopyWindow]:
    """List the windows that had not ended at a moment, the newest first."""
    return list(OneCopyWindow.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since))[:200])


def tell(copies: int, at: datetime) -> None:
    """Tell the screens of every bureau."""
    for bureau in of_all_bureaus():
        publish(CopiesChanged(bureau_id=bureau.pk, subject="copies", at=at, copies=copies))
