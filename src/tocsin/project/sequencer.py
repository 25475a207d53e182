"""The sequencer process: gives rows of the ledger their place once a second, and signs.

Run as ``python -m tocsin.project.sequencer``. Any number may be started; the one that holds the
database's lease works, the others stand by.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from tocsin.kernel.ledger import api as ledger
from tocsin.project.clock import DatabaseLease, forget, run
from tocsin.project.ledgerwork import Witness, those_outside

LEASE_KEY = 7_065_099_101_003
SIGN_AFTER_SECONDS = 60.0
SIGN_AFTER_ROWS = 1_000


class Rounds:
    """Sequences whatever has been committed, and signs in time."""

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, outside: Sequence[Witness] = ()
    ) -> None:
        self._monotonic = monotonic
        self._outside = outside
        self._unsigned_since: float | None = None

    def pass_by(self, at: datetime) -> bool:
        """Give every row that may have one its place; say whether a checkpoint was signed."""
        while ledger.sequence() >= ledger.MOST_ROWS:
            if self.due():
                self.sign(at)
        return self.due() and self.sign(at)

    def due(self) -> bool:
        """Say whether a thousand rows, or one for a minute, have gone unsigned."""
        unsigned = ledger.size() - ledger.signed_size()
        if not unsigned:
            self._unsigned_since = None
            return False
        now = self._monotonic()
        if self._unsigned_since is None:
            self._unsigned_since = now
        return unsigned >= SIGN_AFTER_ROWS or now - self._unsigned_since >= SIGN_AFTER_SECONDS

    def sign(self, at: datetime) -> bool:
        """Sign what has its place."""
        self._unsigned_since = None
        made = ledger.sign(at=at)
        for witness in self._outside:
            witness.fill()
        return made is not None


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(Rounds(outside=those_outside()).pass_by, DatabaseLease(LEASE_KEY), stop)
    forget(DatabaseLease(LEASE_KEY))
    return 0


if __name__ == "__main__":
    sys.exit(main())
