"""Positions of a thousand units coming in, and what the desks feel of it."""

import asyncio
import json
from collections.abc import Sequence
from http import HTTPStatus
from time import monotonic, perf_counter, time

from django.db import connection

from tocsin.kernel import moment
from tocsin.kernel.accounts.api import issue_token
from tocsin.project.bench.ground import MIDDLE, BenchGround
from tocsin.project.bench.rows import Row, less_is_better, more_is_better, quantile_ms
from tocsin.project.bench.webserver import cookie_of

LINES = 16
DESK = "/calls/"
PAUSE_SECONDS = 0.1
FEWEST_LOOKS = 3
BARE_SECONDS = 2.0
PEER_RATE = "one bare UPSERT for each position, each its own commit, one connection"
PEER_DESK = "the same page without the feed"
UPSERT = """
    INSERT INTO units_position (unit_id, bureau_id, lon, lat, fixed_at, received_at)
    VALUES (%s, %s, %s, %s, to_timestamp(%s), now())
    ON CONFLICT (unit_id) DO UPDATE SET lon = excluded.lon, lat = excluded.lat,
        fixed_at = excluded.fixed_at, received_at = excluded.received_at
"""


class Line:
    """One kept-open connection to the web application."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def to(cls, port: int) -> "Line":
        """Open a connection."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, method: str, path: str, headers: Sequence[str], body: bytes = b"") -> int:
        """Send a request and read the answer; return its status."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
        lines += [f"Content-Length: {len(body)}", "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        await self.reader.readexactly(length)
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        """Hang up."""
        self.writer.close()


def measure(ground: BenchGround, port: int) -> list[Row]:
    """Measure the feed, the desk beside it, and the desk alone."""
    key = issue_token(officer=ground.feeder, label="bench", at=moment.now())
    cookie = cookie_of(ground.taker)
    most, all_taken = asyncio.run(flood(ground, port, key))
    accepted, beside, alone, statuses = asyncio.run(run(ground, port, key, cookie))
    bare = bare_rate(ground)
    units, seconds = ground.size.units, ground.size.feed_seconds
    return [
        more_is_better(
            "positions taken, as fast as they come, one in each request",
            "1/s",
            round(most, 1),
            PEER_RATE,
            round(bare, 1),
            equal=all_taken,
        ),
        more_is_better(
            f"positions taken of {units} units that say theirs once a second",
            "1/s",
            round(accepted / seconds, 1),
            "positions sent",
            float(units),
            equal=accepted == int(units * seconds),
        ),
        *(
            less_is_better(
                f"call desk's page while {units} positions a second come in, {label}",
                "ms",
                quantile_ms(beside, share),
                PEER_DESK,
                quantile_ms(alone, share),
                equal=statuses == {HTTPStatus.OK},
            )
            for label, share in (("p50", 0.5), ("p99", 0.99))
        ),
    ]


def fix_of(ground: BenchGround, number: int) -> bytes:
    """Write a position as a device sends it."""
    unit = ground.units[number % len(ground.units)]
    east = (number % 100) / 10_000
    fix = {"unit": unit.code, "lon": MIDDLE[0] + east, "lat": MIDDLE[1], "at": time()}
    return json.dumps(fix).encode()


async def send(line: Line, ground: BenchGround, key: str, number: int) -> bool:
    """Send one position; say whether it was taken."""
    headers = [f"Authorization: Bearer {key}", "Content-Type: application/json"]
    status = await line.ask("POST", "/api/v1/positions", headers, fix_of(ground, number))
    return status == HTTPStatus.ACCEPTED


async def flood(ground: BenchGround, port: int, key: str) -> tuple[float, bool]:
    """Send positions over all lines as fast as they are taken; return how many a second."""
    lines = [await Line.to(port) for _ in range(LINES)]
    until = monotonic() + ground.size.feed_seconds / 2
    taken = [0] * LINES
    sent = [0] * LINES

    async def keep_sending(place: int) -> None:
        while monotonic() < until:
            sent[place] += 1
            taken[place] += await send(lines[place], ground, key, sent[place] * LINES + place)

    begun = perf_counter()
    await asyncio.gather(*(keep_sending(place) for place in range(LINES)))
    rate = sum(taken) / (perf_counter() - begun)
    for line in lines:
        line.close()
    return rate, taken == sent


async def run(
    ground: BenchGround, port: int, key: str, cookie: str
) -> tuple[int, list[float], list[float], set[int]]:
    """Look at the desk alone, then while every unit says its position once a second."""
    desk = await Line.to(port)
    statuses: set[int] = set()
    alone = await look(desk, cookie, ground.size.feed_seconds / 2, statuses)
    lines = [await Line.to(port) for _ in range(LINES)]
    looking = asyncio.create_task(look(desk, cookie, ground.size.feed_seconds, statuses))
    total = int(ground.size.units * ground.size.feed_seconds)
    accepted = await asyncio.gather(
        *(drip(lines[place], ground, key, range(place, total, LINES)) for place in range(LINES))
    )
    beside = await looking
    for line in (desk, *lines):
        line.close()
    return sum(accepted), beside, alone, statuses


async def drip(line: Line, ground: BenchGround, key: str, numbers: range) -> int:
    """Send every position at its own moment; return how many were taken."""
    begun, taken = monotonic(), 0
    for number in numbers:
        await asyncio.sleep(max(0.0, begun + number / ground.size.units - monotonic()))
        taken += await send(line, ground, key, number)
    return taken


async def look(desk: Line, cookie: str, seconds: float, statuses: set[int]) -> list[float]:
    """Open the call desk again and again, the way a call-taker would; return how long it took."""
    await desk.ask("GET", DESK, [f"Cookie: {cookie}"])
    until, took = monotonic() + seconds, list[float]()
    while monotonic() < until or len(took) < FEWEST_LOOKS:
        begun = perf_counter()
        statuses.add(await desk.ask("GET", DESK, [f"Cookie: {cookie}"]))
        took.append(perf_counter() - begun)
        await asyncio.sleep(PAUSE_SECONDS)
    return took


def bare_rate(ground: BenchGround) -> float:
    """Write positions bare, one commit each; return how many a second."""
    seconds = min(BARE_SECONDS, ground.size.feed_seconds)
    begun, written = perf_counter(), 0
    with connection.cursor() as cursor:
        while perf_counter() - begun < seconds:
            unit = ground.units[written % len(ground.units)]
            cursor.execute(UPSERT, [unit.pk, ground.bureau.pk, *MIDDLE, time()])
            written += 1
    return written / (perf_counter() - begun)
