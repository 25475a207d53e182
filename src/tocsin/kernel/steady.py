"""The database's time, carried on by a clock that nobody sets.

All processes and machines take their time from the one database; between two words of it the
monotonic clock of the machine counts on. Whoever sets the clock of a machine by an hour, or the
summer time, changes no time on record. When the database's own clock is set, the processes keep
the time they had, and say so: durations that run stay right.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

log = logging.getLogger(__name__)
# What clocks that are kept right differ by, waits for an answer among them.
SLACK = timedelta(seconds=2)
BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def counted() -> float:
    """Count seconds, those too in which the machine sleeps, where the system does."""
    return time.clock_gettime(BOOT) if BOOT is not None else time.monotonic()


@dataclass(slots=True)
class Steady:
    """A clock that follows the database slowly, and never goes backwards."""

    count: Callable[[], float] = counted
    anchor: tuple[datetime, float] | None = None
    latest: datetime | None = None
    disagrees: timedelta = timedelta()

    def now(self) -> datetime | None:
        """Say what time it is; nothing before the database was heard."""
        shown = self.computed()
        if shown is None:
            return None
        if self.latest is not None and shown < self.latest:
            return self.latest
        self.latest = shown
        return shown

    def computed(self) -> datetime | None:
        """Carry the database's time on to now."""
        if self.anchor is None:
            return None
        heard, at = self.anchor
        return heard + timedelta(seconds=self.count() - at)

    def hear(self, said: datetime) -> None:
        """Take the database's word for the time, unless its clock was set."""
        own = self.computed()
        off = said - own if own is not None else timedelta()
        if abs(off) <= SLACK:
            self.anchor, self.disagrees = (said, self.count()), timedelta()
            return
        if abs(off - self.disagrees) > SLACK:
            log.error("clock.database_was_set seconds=%.0f", off.total_seconds())
        self.disagrees = off
