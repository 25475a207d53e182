"""Keeps the ground that units cover up to date, beside the clock and never in its way."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

from django.db import DatabaseError, connection

from tocsin.kernel.accounts.api import Bureau

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=30)
Make = Callable[[datetime], object]


def make_all(at: datetime) -> int:
    """Make the ground of every bureau anew; return of how many."""
    from tocsin.desks.dispatch.api import make_cover  # noqa: PLC0415 - models after the set-up

    return sum(make_cover(bureau=bureau, at=at) for bureau in Bureau.objects.all())


class CoverRounds:
    """Makes the ground anew every half hour of the clock that it is shown."""

    def __init__(self, make: Make = make_all) -> None:
        self.make = make
        self.last: datetime | None = None
        self.work: Thread | None = None

    def pass_by(self, at: datetime) -> bool:
        """Begin anew when it is time and the last time is over; say whether it did."""
        due = self.last is None or at - self.last >= EVERY or at < self.last
        if not due or (self.work is not None and self.work.is_alive()):
            return False
        self.last = at
        self.work = Thread(target=self.run, args=[at], name="cover", daemon=True)
        self.work.start()
        return True

    def run(self, at: datetime) -> None:
        """Make it; a lost database is no reason to stop, the next round tries again."""
        try:
            self.make(at)
        except DatabaseError as lost:
            log.warning("cover.not_made error=%s", type(lost).__name__)
        finally:
            connection.close()
