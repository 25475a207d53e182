"""Many browsers hearing what happens, beside one bare listener at the database itself."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic, time
from typing import ClassVar

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from tocsin.kernel import moment
from tocsin.kernel.events.api import Event, publish
from tocsin.project.bench.ground import BenchGround
from tocsin.project.bench.rows import Row, less_is_better, quantile_ms
from tocsin.project.bench.webserver import address_here, cookie_of

EVENTS_A_SECOND = 50
OPEN_SECONDS = 20.0
DRAIN_SECONDS = 3.0
CHANNEL = "tocsin_bench"
PEER = "one psycopg connection that LISTENs to a bare NOTIFY"
SENT = re.compile(rb'"sent": ([0-9.]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Event):
    """An event that says when it was sent."""

    kind: ClassVar[str] = "bench.tick"
    sent: float


class Browser(asyncio.Protocol):
    """Opens the live line and notes how old each event is when it arrives."""

    def __init__(self, cookie: str, opened: asyncio.Event) -> None:
        self.cookie = cookie
        self.opened = opened
        self.ages: list[float] = []
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the live line."""
        asked = f"GET /live/ HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookie}\r\n\r\n"
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(asked.encode())

    def data_received(self, data: bytes) -> None:
        """Note the age of every event that is whole."""
        now = time()
        self.opened.set()
        whole, _, self.rest = (self.rest + data).rpartition(b"\n\n")
        self.ages += [now - float(sent) for sent in SENT.findall(whole)]


def measure(ground: BenchGround, port: int) -> list[Row]:
    """Measure how old events are when the browsers have them."""
    size, cookie = ground.size, cookie_of(ground.taker)
    ages, peers, sent = asyncio.run(listen(ground, port, cookie))
    heard = [len(one) for one in ages]
    flat = [age for one in ages for age in one] or [0.0]
    name = f"event heard by {size.listeners} browsers at {EVENTS_A_SECOND} a second"
    complete = set(heard) == {sent} and len(peers) == sent
    return [
        less_is_better(
            f"{name}, {label}",
            "ms",
            quantile_ms(flat, share),
            PEER,
            quantile_ms(peers or [0.0], share),
            equal=complete,
        )
        for label, share in (("p50", 0.5), ("p99", 0.99))
    ]


async def listen(
    ground: BenchGround, port: int, cookie: str
) -> tuple[list[list[float]], list[float], int]:
    """Open the lines, let things happen, and collect the ages of what was heard."""
    loop, size = asyncio.get_running_loop(), ground.size
    browsers, transports = [], []
    for _number in range(size.listeners):
        browser = Browser(cookie, asyncio.Event())
        transport, _protocol = await loop.create_connection(
            partial(same, browser), "127.0.0.1", port
        )
        browsers.append(browser)
        transports.append(transport)
    await asyncio.wait_for(
        asyncio.gather(*(browser.opened.wait() for browser in browsers)), OPEN_SECONDS
    )
    await asyncio.sleep(0.5)
    peers: list[float] = []
    peer = await psycopg.AsyncConnection.connect(address_here(), autocommit=True)
    await peer.execute(f"LISTEN {CHANNEL}")
    hearing = asyncio.create_task(hear(peer, peers))
    sent = int(EVENTS_A_SECOND * size.listen_seconds)
    await happen(ground, sent)
    await settle(browsers, sent)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await peer.close()
    for transport in transports:
        transport.close()
    return [browser.ages for browser in browsers], peers, sent


def same(browser: Browser) -> Browser:
    """Hand the loop the browser that is there already."""
    return browser


async def hear(peer: psycopg.AsyncConnection[tuple[object, ...]], ages: list[float]) -> None:
    """Note how old each bare notice is when it arrives."""
    notices = peer.notifies()
    while (notice := await anext(notices, None)) is not None:
        ages.append(time() - float(notice.payload))


async def happen(ground: BenchGround, number: int) -> None:
    """Let so many things happen, evenly in time, each in a transaction of its own."""
    begun = monotonic()
    for count in range(number):
        await asyncio.sleep(max(0.0, begun + count / EVENTS_A_SECOND - monotonic()))
        await sync_to_async(tell)(ground.bureau.pk)
    await sync_to_async(hang_up)()


def hang_up() -> None:
    """Close the connection of the thread that told what happened."""
    connection.close()


def tell(bureau_id: int) -> None:
    """Publish an event, then send a bare notice."""
    with transaction.atomic():
        publish(Tick(bureau_id=bureau_id, subject="bench", at=moment.now(), sent=time()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(time())])


async def settle(browsers: Sequence[Browser], sent: int) -> None:
    """Wait until everything was heard, or no longer than a few seconds."""
    patience = monotonic() + DRAIN_SECONDS
    while monotonic() < patience and any(len(browser.ages) < sent for browser in browsers):
        await asyncio.sleep(0.05)
