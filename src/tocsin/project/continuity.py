"""The process that looks after the copies of what is committed, and the room to write it.

Run as ``python -m tocsin.project.continuity``. Any number may be started; the one that holds the
database's lease works, the others stand by.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.db import DatabaseError, connection

from tocsin.adapters.postgres.cluster import ADMINISTRATOR, Cluster
from tocsin.adapters.postgres.receiving import CopyLine, Receiver
from tocsin.adapters.postgres.room import RoomKeeper
from tocsin.core.keeping.room import MEBIBYTE, Room
from tocsin.kernel import moment
from tocsin.kernel.durability import api as durability
from tocsin.kernel.spool import api as spooled
from tocsin.project.clock import LOST, DatabaseLease, Lease, Stop, forget
from tocsin.project.twocopies import CopyKeeper, OwnBook

log = logging.getLogger(__name__)
LEASE_KEY = 7_065_099_101_005
LOOK_SECONDS = 0.25
PAUSE_SECONDS = 0.5
ROOM_EVERY_SECONDS = 1.0
SPOOL_EVERY_SECONDS = 1.0


@dataclass(slots=True)
class SpoolRounds:
    """Enters what this machine kept while the database could not be written."""

    monotonic: Callable[[], float] = time.monotonic
    _due: float = field(default=float("-inf"))

    def pass_by(self, at: datetime) -> None:
        """Enter what waits; where the database still takes nothing, try again later."""
        if self.monotonic() < self._due:
            return
        self._due = self.monotonic() + SPOOL_EVERY_SECONDS
        spooled.spool().prepare()
        if not spooled.spool().has_any():
            return
        try:
            done = spooled.replay(at=at)
        except DatabaseError as problem:
            log.warning("spool.still_waits error=%s", type(problem).__name__)
            return
        log.warning("spool.entered count=%s known=%s left=%s", done.entered, done.known, done.left)


@dataclass(slots=True)
class Care:
    """Everything this process looks after."""

    copy: CopyKeeper | None = None
    room: RoomKeeper | None = None
    monotonic: Callable[[], float] = time.monotonic
    _room_due: float = field(default=float("-inf"))

    def look(self, at: datetime) -> None:
        """Look at everything that is due."""
        if self.copy is not None:
            self.copy.look(at)
        if self.room is not None and self.monotonic() >= self._room_due:
            self._room_due = self.monotonic() + ROOM_EVERY_SECONDS
            self.room.look()

    def leave(self, at: datetime) -> None:
        """Leave everything so that it goes on without us."""
        if self.copy is not None:
            self.copy.leave(at)


def run(
    look: Callable[[datetime], object],
    lease: Lease,
    stop: Stop,
    *,
    begin: Callable[[], object] = lambda: None,
    beside: Callable[[datetime], object] = lambda _at: None,
) -> bool:
    """Look a few times a second until told to stop; say whether anything was ever looked at.

    A server that is away is looked for again and again: it comes back with commits that wait for
    nobody, and that has to be marked. `beside` is done whoever holds the lease.
    """
    begun = False
    while not stop.is_set():
        try:
            if lease.held():
                if not begun:
                    begin()
                    begun = True
                look(moment.now())
            beside(moment.now())
        except LOST as lost:
            log.warning("continuity.database_lost error=%s", type(lost).__name__)
            forget(lease)
            stop.wait(PAUSE_SECONDS)
        connection.close()
        stop.wait(LOOK_SECONDS)
    return begun


def care_for(folder: Path) -> Care:
    """Say what is looked after on a data folder, as the settings want it."""
    cluster = Cluster.at(folder)
    carried = str(settings.DATABASES["default"]["HOST"]) == str(cluster.socket)
    administrator = cluster.url(database="postgres", role=ADMINISTRATOR)
    room = None
    if carried:
        least = Room.of(settings.LEAST_FREE_MEBIBYTES * MEBIBYTE)
        room = RoomKeeper(CopyLine(administrator), cluster.data, least)
    url = settings.SECOND_COPY_URL or (administrator if carried else "")
    return Care(copy_keeper(url) if url and settings.SECOND_COPY else None, room)


def copy_keeper(url: str) -> CopyKeeper:
    """Look after the second copy in the folder of the settings."""
    place = Path(settings.SECOND_COPY)
    return CopyKeeper(CopyLine(url), Receiver(url, place), OwnBook(place), time.monotonic)


def begin(care: Care) -> None:
    """Go on from how the copies stood; keep no log for a copy that is not wanted any more."""
    left = durability.standing()
    if care.copy is not None:
        care.copy.begin(left)
    elif left is not None:
        durability.forget_copies()
        if care.room is not None:
            care.room.line.release_log()


def stopping(numbers: Sequence[signal.Signals] = (signal.SIGTERM, signal.SIGINT)) -> Stop:
    """Return what is set by the signals that end us."""
    stop = threading.Event()
    for number in numbers:
        signal.signal(number, lambda *_: stop.set())
    return stop


def keep(care: Care, lease: Lease, stop: Stop) -> None:
    """Look after it until told to stop."""
    spool = SpoolRounds()
    try:
        if run(care.look, lease, stop, begin=lambda: begin(care), beside=spool.pass_by):
            care.leave(moment.now())
    except LOST as lost:
        log.warning("continuity.left_without_a_word error=%s", type(lost).__name__)
    finally:
        if care.copy is not None:
            care.copy.receiver.end()
        forget(lease)


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    keep(care_for(Path(settings.DATA_FOLDER)), DatabaseLease(LEASE_KEY), stopping())
    return 0


if __name__ == "__main__":
    sys.exit(main())
