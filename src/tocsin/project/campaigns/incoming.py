"""Calls that come in at a rate of their own, however long the answers take."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random

from tocsin.kernel import moment
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.consoles import Took
from tocsin.project.campaigns.scene import MIDDLE
from tocsin.project.campaigns.wire import Reply, Wires

# What connected systems are told to do without an acknowledgement: wait a little longer each time.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, PATIENCE_SECONDS = 0.5, 30.0, 300.0
PLACE = {"lon": MIDDLE[0], "lat": MIDDLE[1], "metres": 50}


@dataclass(slots=True)
class Rush:
    """So many calls a second for so long, each sent again until it is acknowledged."""

    name: str
    rate: float
    seconds: float
    sent: int = 0
    acknowledged: int = 0
    sent_again: int = 0
    took: Took = field(default_factory=Took)


@dataclass(frozen=True, slots=True)
class Switchboard:
    """The connected systems, with their key."""

    wires: Wires
    key: str
    rng: Random
    book: Book

    async def let_come(self, rush: Rush, told: Callable[[float], None]) -> None:
        """Let the calls of a rush come in, and wait until each is acknowledged or given up."""
        loop = asyncio.get_running_loop()
        begun, calls = loop.time(), []
        for number in range(int(rush.rate * rush.seconds)):
            due = begun + number / rush.rate
            if (early := due - loop.time()) > 0:
                await asyncio.sleep(early)
            rush.sent += 1
            calls.append(asyncio.create_task(self.send(rush, number, due)))
            if number % max(1, int(rush.rate)) == 0:
                told(due - begun)
        await asyncio.gather(*calls)

    async def send(self, rush: Rush, number: int, due: float) -> None:
        """Send one call until it is acknowledged; its time runs from when it was due."""
        loop, pause = asyncio.get_running_loop(), FIRST_PAUSE_SECONDS
        path, body = self.message(f"{rush.name}-{number}")
        while loop.time() < due + PATIENCE_SECONDS:
            headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
            reply = await self.wires.ask("POST", path, headers, body)
            if reply is not None and reply.status == HTTPStatus.OK:
                rush.took.seconds.append(loop.time() - due)
                rush.acknowledged += 1
                told = str(json.loads(reply.body)["number"])
                self.book.note("came in", number=told, source=f"{rush.name}-{number}")
                return
            rush.took.faults.append(f"{reply.status if reply else 'no answer'} {path}")
            if is_final(reply):
                return
            rush.sent_again += 1
            await asyncio.sleep(pause * self.rng.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def message(self, mark: str) -> tuple[str, bytes]:
        """Write what a connected system sends."""
        at, words = moment.now().isoformat(), f"Drill {mark}"
        path, told = self.rng.choice([
            ("switch/signals", {
                "signal_id": f"{mark}-ring", "kind": "ringing", "source_id": mark,
                "at": at, "telephone": "13900001234", "place": PLACE,
            }),
            ("intake/text-messages", {
                "message_id": mark, "telephone": "13900001234", "text": words, "at": at,
            }),
            ("intake/device-alarms", {
                "alarm_id": mark, "device": "drill", "text": words, "at": at, "place": PLACE,
            }),
            ("intake/partner-calls", {
                "reference": mark, "agency": "drill", "text": words, "at": at,
            }),
        ])  # fmt: skip
        return f"/api/v1/{path}", json.dumps(told).encode()


def is_final(reply: Reply | None) -> bool:
    """Say whether sending the same again would not help."""
    border = HTTPStatus.INTERNAL_SERVER_ERROR
    return reply is not None and HTTPStatus.BAD_REQUEST <= reply.status < border
