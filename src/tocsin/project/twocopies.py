"""The second copy looked after: waited for while it keeps up, given up within seconds when not.

What was committed meanwhile is marked, and everybody who must know is told.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import psycopg
from django.db import DatabaseError, InterfaceError

from tocsin.adapters.postgres.receiving import CopyLine, Receiver
from tocsin.core.keeping.copies import CopyWatch, Order, Reason, Sight
from tocsin.kernel.durability import api as durability

log = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
# A receiver that has stood still for so long is replaced by another.
REPLACE_SECONDS = 10.0
UNWRITTEN = (DatabaseError, InterfaceError, psycopg.Error)


class Book(Protocol):
    """Where it is written down; the database that is looked after, as a rule."""

    def beat(self, *, copies: int, covered: durability.Mark | None) -> None:
        """Note how the copies stand."""
        ...

    def fell_back(self, *, reason: str, since: durability.Mark, at: datetime) -> None:
        """Note that there is one copy from a mark on."""
        ...

    def covered_again(self, *, until: durability.Mark, whole: bool, at: datetime) -> None:
        """Note that there are two copies of everything from a mark on."""
        ...


@dataclass(frozen=True, slots=True)
class OwnBook:
    """Writes into the database that is looked after."""

    place: Path

    def beat(self, *, copies: int, covered: durability.Mark | None) -> None:
        """Note how the copies stand."""
        durability.beat(copies=copies, place=str(self.place), covered=covered)

    def fell_back(self, *, reason: str, since: durability.Mark, at: datetime) -> None:
        """Note that there is one copy from a mark on."""
        durability.fell_back(reason=reason, since=since, at=at)

    def covered_again(self, *, until: durability.Mark, whole: bool, at: datetime) -> None:
        """Note that there are two copies of everything from a mark on."""
        durability.covered_again(until=until, whole=whole, at=at)


@dataclass(slots=True)
class CopyKeeper:
    """Looks at the copy a few times a second, and does what the look asks for."""

    line: CopyLine
    receiver: Receiver
    book: Book
    monotonic: Callable[[], float]
    watch: CopyWatch = field(default_factory=CopyWatch)
    # Whether what was received so far goes on without a gap.
    whole: bool = True
    _unwritten: tuple[str, durability.Mark] | None = None
    _beaten: float = float("-inf")
    _fallen: float | None = None
    _ready: bool = False

    def begin(self, left: durability.Standing | None) -> None:
        """Go on from how the copies stood when they were last looked after."""
        if left is not None and left.covered is not None:
            mark = left.covered
            self.watch.covered = Sight(
                mark.lsn, None, waits=False, counted=False, ended=mark.xid, begins=mark.xid
            )
            self.watch.two = left.copies == durability.TWO

    def look(self, at: datetime) -> None:
        """Look once.

        Raises
        ------
        psycopg.Error
            The server does not answer.
        """
        if not self._ready:
            self._make_ready(at)
        self.receiver.keep_running()
        sight = self.line.look()
        order = self.watch.look(sight, self.monotonic())
        if order is Order.FALL_BACK:
            self._fall_back(sight)
        elif order is Order.WAIT_AGAIN:
            self.line.wait_for_copy()
        self._write_what_waits(at)
        if order is Order.COVERED:
            self._covered(sight, at)
        self._replace_one_that_stands_still()
        self._beat()

    def leave(self, at: datetime) -> None:
        """Let commits go on without us, and write down from where on nobody looked."""
        if self.watch.two:
            self.watch.two, self.watch.reason = False, Reason.UNWATCHED
            self._fall_back(self.watch.covered)
            self._write_what_waits(at)
        self.receiver.end()
        self.line.close()

    def _make_ready(self, at: datetime) -> None:
        if self.line.hold_log():
            log.error("second_copy.begun_anew place=%s", self.receiver.folder)
            self.receiver.begin_anew(at)
            self.whole = False
        self._ready = True

    def _fall_back(self, sight: Sight | None) -> None:
        """Free those who wait first; then tell of it."""
        self.line.go_on_alone()
        since = self.watch.covered or sight
        log.error("second_copy.one_copy reason=%s", self.watch.reason)
        self._fallen = self.monotonic()
        # A slot that was given up meanwhile is found at the next look.
        self._ready = False
        if since is not None:
            mark = durability.Mark(since.written, since.ended)
            self._unwritten = (str(self.watch.reason), mark)
        self._beaten = float("-inf")

    def _write_what_waits(self, at: datetime) -> None:
        """Open the window; where the database cannot be written, with the next look."""
        if self._unwritten is None:
            return
        reason, since = self._unwritten
        try:
            self.book.fell_back(reason=reason, since=since, at=at)
        except UNWRITTEN as problem:
            log.warning("second_copy.not_written_down error=%s", type(problem).__name__)
            return
        self._unwritten = None

    def _covered(self, sight: Sight, at: datetime) -> None:
        until = durability.Mark(sight.written, sight.begins)
        self.book.covered_again(until=until, whole=self.whole, at=at)
        log.warning("second_copy.two_copies")
        self.receiver.works()
        self.whole, self._fallen, self._beaten = True, None, float("-inf")

    def _replace_one_that_stands_still(self) -> None:
        if self._fallen is None or self.watch.reason is not Reason.STALLED:
            return
        if self.monotonic() - self._fallen >= REPLACE_SECONDS:
            self._fallen = self.monotonic()
            self.receiver.replace()

    def _beat(self) -> None:
        """Write down how the copies stand; that is also a commit by which a stall is noticed."""
        if self.monotonic() - self._beaten < BEAT_SECONDS:
            return
        known = self.watch.covered
        covered = durability.Mark(known.written, known.ended) if known else None
        copies = durability.TWO if self.watch.two else durability.ONE
        try:
            self.book.beat(copies=copies, covered=covered)
        except UNWRITTEN as problem:
            log.warning("second_copy.not_written_down error=%s", type(problem).__name__)
            return
        self._beaten = self.monotonic()
