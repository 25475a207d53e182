"""Many people typing places into the call desk at once, over HTTP."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic, perf_counter
from urllib.parse import urlencode

import numpy as np
from django.conf import settings
from django.urls import reverse

from tocsin.desks.calls import api as calls
from tocsin.kernel import moment
from tocsin.project.bench.feeding import Line
from tocsin.project.bench.ground import BenchGround
from tocsin.project.bench.rows import Row, alone, quantile_ms
from tocsin.project.bench.webserver import cookie_of

FEWEST, LONGEST = 2, 12
# The form and the cookie must only agree.
TOKEN = "0123456789abcdef" * 2
WHY_ALONE = "no peer serves this page"


@dataclass
class Typist:
    """One person at the call desk, who types one place after another."""

    line: Line
    path: str
    headers: list[str]
    pauses: tuple[float, float]
    rng: np.random.Generator
    seconds: list[float] = field(default_factory=list)
    answered: bool = True

    async def type_until(self, end: float, texts: list[str]) -> None:
        """Type places, a look after each piece, until a moment."""
        await asyncio.sleep(float(self.rng.uniform(0, self.pauses[1])))
        while monotonic() < end:
            text = texts[int(self.rng.integers(len(texts)))][-LONGEST:]
            for length in range(FEWEST, len(text) + 1, 2):
                await self.look(text[:length])
                await asyncio.sleep(float(self.rng.uniform(*self.pauses)))
                if monotonic() >= end:
                    return

    async def look(self, words: str) -> None:
        """Look up what stands in the box."""
        body = urlencode({"where": words}).encode()
        begun = perf_counter()
        status = await self.line.ask("POST", self.path, self.headers, body)
        self.seconds.append(perf_counter() - begun)
        self.answered &= status == HTTPStatus.OK


def measure(ground: BenchGround, port: int) -> list[Row]:
    """Measure how long the desk takes to list the places that typed words may mean."""
    call = calls.take_by_hand(actor=ground.taker, at=moment.now())
    path = reverse("calls:find_places", args=[call.number])
    headers = [
        f"Cookie: {cookie_of(ground.taker)}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        f"X-CSRFToken: {TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
    ]
    typists, took = asyncio.run(typed(ground, port, path, headers))
    times = [one for typist in typists for one in typist.seconds]
    name = f"places listed while {len(typists)} people type among {len(ground.texts)} addresses"
    answered = all(typist.answered for typist in typists)
    rows = [
        alone(f"{name}, {label}", "ms", quantile_ms(times, share), WHY_ALONE)
        for label, share in (("p50", 0.5), ("p99", 0.99))
    ]
    rows.append(alone(f"{name}, looks a second", "1/s", round(len(times) / took, 1), WHY_ALONE))
    rows.append(alone(f"{name}, all answered", "", float(answered), WHY_ALONE))
    return rows


async def typed(
    ground: BenchGround, port: int, path: str, headers: list[str]
) -> tuple[list[Typist], float]:
    """Let everybody type for some seconds; return them, and how long it took."""
    typists = [
        Typist(
            await Line.to(port),
            path,
            headers,
            ground.size.type_pauses,
            np.random.default_rng(number),
        )
        for number in range(ground.size.typists)
    ]
    # The first look of a process opens the index.
    await typists[0].look(ground.texts[0])
    typists[0].seconds.clear()
    begun = monotonic()
    end, texts = begun + ground.size.type_seconds, list(ground.texts)
    await asyncio.gather(*(one.type_until(end, texts) for one in typists))
    for one in typists:
        one.line.close()
    return typists, monotonic() - begun
