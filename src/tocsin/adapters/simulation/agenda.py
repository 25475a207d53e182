"""What the simulated county does next, in the order of time."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

Deed = Callable[[datetime], None]


class Agenda:
    """Deeds by the moment at which they are due; deeds of one moment keep their order."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, bool, Deed]] = []
        self._serial = count()

    def add(self, at: datetime, deed: Deed, *, quiet: bool = False) -> None:
        """Plan a deed; a quiet one gives nobody a reason to look at their desk."""
        heapq.heappush(self._heap, (at, next(self._serial), quiet, deed))

    def add_after(self, at: datetime, seconds: float, deed: Deed, *, quiet: bool = False) -> None:
        """Plan a deed some seconds from a moment."""
        self.add(at + timedelta(seconds=max(0.0, seconds)), deed, quiet=quiet)

    def next_at(self) -> datetime | None:
        """Say when the next deed is due."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> tuple[datetime, bool, Deed]:
        """Take the next deed: when, whether it is quiet, and what."""
        at, _serial, quiet, deed = heapq.heappop(self._heap)
        return at, quiet, deed
