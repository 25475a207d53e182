"""The clock process: looks once a second for response clocks that warn or fall due, tidies hourly.

Run as ``python -m tocsin.project.clock``. Any number may be started; the one that holds the
database's lease works, the others stand by. What a stopped clock left undone, the next look does.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from django.db import DatabaseError, InterfaceError, connection

from tocsin.kernel import moment
from tocsin.kernel.database.api import take_role

log = logging.getLogger(__name__)
LEASE_KEY = 7_065_099_101_001
EVERY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 15.0
LOST = (DatabaseError, InterfaceError, psycopg.Error)


class Lease(Protocol):
    """The right to be the one clock that works."""

    def held(self) -> bool:
        """Say whether it is ours now, taking it when it is free."""
        ...

    def drop(self) -> None:
        """Give it back."""
        ...


class DatabaseLease:
    """A lease that lives as long as a connection to the database: when we die, it is free."""

    def __init__(self, key: int = LEASE_KEY) -> None:
        self._key = key
        self._line: psycopg.Connection[tuple[object, ...]] | None = None

    def held(self) -> bool:
        """Say whether it is ours now, taking it when it is free."""
        if self._line is None:
            self._line = self._take()
            return self._line is not None
        # A question on the very connection that holds it: a lost one raises here.
        row = self._line.execute("SELECT clock_timestamp()").fetchone()
        if row and isinstance(row[0], datetime):
            moment.STEADY.hear(row[0])
        return True

    def drop(self) -> None:
        """Give it back."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _take(self) -> psycopg.Connection[tuple[object, ...]] | None:
        parameters = connection.get_connection_params()
        line = psycopg.connect(**{**parameters, "cursor_factory": None}, autocommit=True)
        take_role(line)
        row = line.execute("SELECT pg_try_advisory_lock(%s)", [self._key]).fetchone()
        if row and row[0]:
            return line
        line.close()
        return None


class Stop(Protocol):
    """Whether to stop, and a wait that ends early when one should."""

    def is_set(self) -> bool:
        """Say whether to stop."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait; say whether to stop."""
        ...


def run(
    look: Callable[[datetime], object],
    lease: Lease,
    stop: Stop,
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Look once a second until told to stop; return how often it looked.

    A look that takes longer than a second is not made up for by a burst. When the database is
    lost, it waits a little longer each time and begins again.
    """
    looks, pause, due = 0, EVERY_SECONDS, monotonic()
    while not stop.is_set():
        try:
            if lease.held():
                look(moment.now())
                looks += 1
            pause = EVERY_SECONDS
        except LOST as lost:
            log.warning("clock.database_lost error=%s pause=%.0f", type(lost).__name__, pause)
            forget(lease)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        connection.close()
        due = max(due + EVERY_SECONDS, monotonic())
        stop.wait(max(0.0, due - monotonic()))
    lease.drop()
    return looks


def forget(lease: Lease) -> None:
    """Let go of connections that lead nowhere."""
    lease.drop()
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    from tocsin.desks.dispatch.api import scan_clocks  # noqa: PLC0415 - models after the set-up
    from tocsin.project.cover import CoverRounds  # noqa: PLC0415 - as above
    from tocsin.project.housekeeping import RoadWatch, Rounds  # noqa: PLC0415 - as above
    from tocsin.project.intake import Intake  # noqa: PLC0415 - as above
    from tocsin.project.publishing import Publication  # noqa: PLC0415 - as above
    from tocsin.project.retaining import RetentionRounds  # noqa: PLC0415 - as above
    from tocsin.project.reviewing import ReviewRounds  # noqa: PLC0415 - as above

    rounds, cover, watch, intake = Rounds(), CoverRounds(), RoadWatch(), Intake()
    reviews, retention, publication = ReviewRounds(), RetentionRounds(), Publication()

    def look(at: datetime) -> None:
        scan_clocks(at=at)
        watch.pass_by(at)
        rounds.pass_by(at)
        cover.pass_by(at)
        intake.pass_by(at)
        reviews.pass_by(at)
        retention.pass_by(at)
        publication.pass_by(at)

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(look, DatabaseLease(), stop)
    forget(DatabaseLease())
    return 0


if __name__ == "__main__":
    sys.exit(main())
