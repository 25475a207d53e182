"""Carries committed events to the open browsers of one server process.

A listener resumes from the id of the last event it saw. An id is ``xmin-id``: every transaction
below *xmin* had ended, and been heard of, when the event was sent, so whatever came later, however
early its row number was drawn, is found by reading the transactions from *xmin* on. A resumed
listener may see an event twice, never miss one; browsers drop what they have already seen.

A browser that has seen no event yet gives the time at which its page was made, ``tSECONDS``, and
hears what happened since then, and a little before.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

import psycopg

from tocsin.kernel import moment
from tocsin.kernel.database import roles
from tocsin.kernel.events.heard import HEARD, Heard

log = logging.getLogger(__name__)

CHANNEL = "tocsin_events"
QUEUE_LIMIT = 2000
REPLAY_LIMIT = 5000
# A commit is heard of well within this time; older snapshots are safe to resume from.
SETTLED_SECONDS = 2.0
SELECT = """
    SELECT o.id, o.bureau_id, o.kind, o.subject, o.facts, o.at
    FROM events_outbox o WHERE {} ORDER BY o.id LIMIT %s
"""
MARK = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, clock_timestamp()"
NEW = SELECT.format("o.id = ANY(%s)")
SINCE = SELECT.format("o.transaction >= %s AND o.bureau_id = %s")
SINCE_TIME = SELECT.format("o.at >= to_timestamp(%s) - interval '15 seconds' AND o.bureau_id = %s")
LATEST_SECONDS = 1e11
LONGEST_MARK = 18
QUIET_SECONDS = 15.0
# What happens close together is sent together: one piece costs a browser as much as a part of it.
GATHER_SECONDS_EACH, GATHER_SECONDS_MOST = 0.0001, 0.05
# Between two rounds to all browsers lies as much rest, so that a flood of events costs no more.
REST_SECONDS_EACH, REST_SECONDS_MOST = 0.0004, 0.05
RELOAD = b"event: reload\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class Sent:
    """An event in the form in which it goes to a browser."""

    bureau_id: int
    text: bytes


@dataclass(eq=False, slots=True)
class Listener:
    """One open browser; ``lost`` means that it must load its page anew."""

    bureau_id: int
    texts: list[bytes] = field(default_factory=list)
    lost: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, patience: float) -> bytes:
        """Wait for texts and take them all; nothing when none came in so many seconds."""
        if not self.texts:
            # A timer that wakes costs a fraction of a task that is cancelled.
            timer = asyncio.get_running_loop().call_later(patience, self.wake.set)
            await self.wake.wait()
            timer.cancel()
        self.wake.clear()
        taken, self.texts = self.texts, []
        return b"".join(taken)


def form(row: tuple[object, ...], mark: int) -> Sent:
    """Write one outbox row as a server-sent event that can be resumed from a mark."""
    number, bureau_id, kind, subject, facts, at = row
    stated = facts if isinstance(facts, dict) else {}
    data = json.dumps(
        {"type": kind, "subject": subject, "at": str(at), **stated}, ensure_ascii=False
    )
    text = f"id: {mark}-{number}\nevent: {kind}\ndata: {data}\n\n"
    return Sent(int(str(bureau_id)), text.encode())


class Hub:
    """Listens to the database once and hands every event to the listeners of its bureau."""

    def __init__(self, conninfo: str, role: str = "", *, heard: Heard = HEARD) -> None:
        self.conninfo = conninfo
        self.role = role
        self.heard = heard
        self.spread_at = 0.0
        self.listeners: set[Listener] = set()
        self.task: asyncio.Task[None] | None = None
        self.marks: deque[tuple[float, int]] = deque()
        self.listening = asyncio.Event()

    def start(self) -> None:
        """Begin to listen, in the running loop."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.run())

    async def stop(self) -> None:
        """Stop listening."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def run(self) -> None:
        """Listen for ever; after a lost connection every listener is told to load anew."""
        while True:
            try:
                await self.listen()
            except psycopg.OperationalError as error:
                self.listening.clear()
                self.heard.lose()
                log.warning("events.connection_lost error=%s", type(error).__name__)
                for listener in self.listeners:
                    listener.lost = True
                    offer(listener, RELOAD)
                await asyncio.sleep(1)

    async def listen(self) -> None:
        """Hand on what is committed until the connection breaks."""
        async with await self.connect() as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.marks.clear()
            while True:
                await self.set_mark(connection)
                self.listening.set()
                self.heard.live = True
                numbers = [
                    int(notice.payload)
                    async for notice in connection.notifies(timeout=20, stop_after=1)
                ]
                await asyncio.sleep(self.patience if numbers else 0)
                numbers += [int(notice.payload) async for notice in connection.notifies(timeout=0)]
                if numbers:
                    cursor = await connection.execute(NEW, [numbers, len(numbers)])
                    self.hear(await cursor.fetchall())

    def hear(self, rows: list[tuple[object, ...]]) -> None:
        """Note events, then hand them on: no browser knows of one that this process does not."""
        for number, bureau_id, kind, *_rest in rows:
            self.heard.note(int(str(number)), int(str(bureau_id)), str(kind))
        self.spread([form(row, self.mark) for row in rows])
        self.spread_at = asyncio.get_running_loop().time()

    async def set_mark(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        """Note the oldest running transaction, and drop the marks that a settled one replaces."""
        now = asyncio.get_running_loop().time()
        self.marks.append((now, await number(connection, MARK)))
        while len(self.marks) > 1 and self.marks[1][0] < now - SETTLED_SECONDS:
            self.marks.popleft()

    @property
    def patience(self) -> float:
        """For how many seconds events are gathered; the more are told, the longer."""
        told = len(self.listeners)
        rest = self.spread_at + min(told * REST_SECONDS_EACH, REST_SECONDS_MOST)
        left = rest - asyncio.get_running_loop().time()
        return max(min(told * GATHER_SECONDS_EACH, GATHER_SECONDS_MOST), left)

    @property
    def mark(self) -> int:
        """The transaction from which a listener that breaks off now may resume."""
        return self.marks[0][1] if self.marks else 0

    async def connect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        """Open a connection of the hub's own."""
        line = await psycopg.AsyncConnection.connect(self.conninfo, autocommit=True)
        if self.role:
            await line.execute(roles.TAKE.encode(), [self.role])
        return line

    def spread(self, events: list[Sent]) -> None:
        """Queue events for the listeners of their bureau."""
        texts: dict[int, bytes] = {}
        for event in events:
            texts[event.bureau_id] = texts.get(event.bureau_id, b"") + event.text
        for listener in self.listeners:
            if listener.bureau_id in texts:
                offer(listener, texts[listener.bureau_id])

    async def since(self, bureau_id: int, last: str) -> bytes:
        """Read what a resuming listener has missed; ask it to load anew when that is too much."""
        async with await self.connect() as connection:
            if last.startswith("t"):
                mark = await number(connection, MARK)
                facts: list[object] = [float(last[1:]), bureau_id, REPLAY_LIMIT]
                cursor = await connection.execute(SINCE_TIME, facts)
            else:
                mark = int(last.partition("-")[0])
                cursor = await connection.execute(SINCE, [mark, bureau_id, REPLAY_LIMIT])
            rows = await cursor.fetchall()
        if len(rows) >= REPLAY_LIMIT:
            return RELOAD
        return b"".join(form(row, mark).text for row in rows)

    async def subscribe(self, bureau_id: int, last: str) -> AsyncIterator[bytes]:
        """Yield events for one browser, first those it missed; a comment keeps the line open."""
        listener = Listener(bureau_id)
        self.listeners.add(listener)
        try:
            yield b"retry: 1000\n: open\n\n"
            await self.listening.wait()
            if can_resume(last):
                yield await self.since(bureau_id, last)
            while listener.texts or not listener.lost:
                yield await listener.hear(QUIET_SECONDS) or heartbeat()
        finally:
            self.listeners.discard(listener)


async def number(
    connection: psycopg.AsyncConnection[tuple[object, ...]], query: LiteralString
) -> int:
    """Ask for a number, and hear the database's time beside it."""
    row = await (await connection.execute(query)).fetchone()
    if row is None:
        return 0
    if isinstance(row[1], datetime):
        moment.STEADY.hear(row[1])
    return int(str(row[0]))


def can_resume(last: str) -> bool:
    """Say whether a browser's last word tells from where it wants to hear.

    >>> can_resume("123-45"), can_resume("t1772424000.5"), can_resume(""), can_resume("tnan")
    (True, True, False, False)
    """
    if last.startswith("t"):
        try:
            return 0 <= float(last[1:]) <= LATEST_SECONDS
        except ValueError:
            return False
    mark = last.partition("-")[0]
    return mark.isascii() and mark.isdecimal() and len(mark) <= LONGEST_MARK


def heartbeat() -> bytes:
    """Tell a quiet browser that the line is open, and what time it is."""
    data = json.dumps({"at": moment.now().isoformat()})
    return f"event: beat\ndata: {data}\n\n".encode()


def offer(listener: Listener, text: bytes) -> None:
    """Queue a text; a browser that cannot keep up is asked to load anew."""
    if len(listener.texts) < QUEUE_LIMIT:
        listener.texts.append(text)
    else:
        listener.lost = True
    listener.wake.set()
