"""The loop of ``tocsin demo --headless`` as a process that may be killed, with a ledger beside it.

Run as ``python -m tocsin.project.campaigns.living LEDGER SEED [no-idempotency]``. It lives on from
where the records stand until it is told to stop.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from django.db import OperationalError

from tocsin.adapters.simulation.sending import Act, Heard, Sender
from tocsin.project.campaigns.line import LOST_PER_MILLE, PATIENCE_SECONDS
from tocsin.project.demo.ground import live_through, standing_ground

LONGEST = timedelta(days=60)
T = TypeVar("T")


class Over(Exception):  # noqa: N818 - the end that was asked for
    """The loop was told to stop."""


class BadLine(Sender):
    """Loses answers on their way; ``fresh_ids`` plants the fault of naming each attempt anew."""

    def __init__(self, heard: Heard, rng: Random, *, fresh_ids: bool) -> None:
        super().__init__(patience_seconds=PATIENCE_SECONDS, heard=heard)
        self.rng = rng
        self.fresh_ids = fresh_ids

    def tries(self, act: Act[T]) -> Iterator[Act[T]]:
        """Say under which id an act goes out each time."""
        if self.fresh_ids:
            return (replace(act, act_id=uuid4()) for _ in count())
        return super().tries(act)

    def attempt(self, act: Act[T]) -> T:
        """Send an act; now and then it is done and nobody hears of it."""
        made = super().attempt(act)
        if self.rng.randrange(1000) < LOST_PER_MILLE:
            raise OperationalError("The answer was lost on its way.")
        return made


def main() -> int:
    """Live until SIGTERM or SIGINT."""
    from tocsin.project.campaigns.ledger import Ledger  # noqa: PLC0415 - models after the set-up

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    path, seed, *plant = sys.argv[1:]
    rng = Random(f"{seed}-{os.getpid()}")  # noqa: S311 - a seeded campaign
    line = BadLine(Ledger(Path(path)).note, rng, fresh_ids="no-idempotency" in plant)

    def look(_at: datetime) -> None:
        if stop.is_set():
            raise Over

    ground = line.insist(standing_ground)
    start = ground.shown_until
    try:
        live_through(ground, start, start + LONGEST, look, line)
    except Over:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
