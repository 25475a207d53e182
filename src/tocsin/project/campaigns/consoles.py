"""Open pages of the desks, as a browser keeps them: they hear what happens and renew their parts.

Which parts a page has, and upon which events they are renewed, is read from the page itself; how
soon, is what ``refresh.js`` and ``map.js`` do.
"""

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from http import HTTPStatus
from time import perf_counter

from tocsin.kernel.events.sharing import ASK_AGAIN, LAST_HEARD
from tocsin.project.campaigns.wire import HOST, LiveLine, Reply, Wires

# As in refresh.js: how long a part rests, how long an event waits for its neighbours, and how many
# times as long as the last answer took a part rests at least.
PAUSE_SECONDS, GATHER_SECONDS = 1.0, 0.03
TIMES_THE_ANSWER, LONGEST_REST_SECONDS = 5.0, 15.0
AS_PART = {"HX-Request": "true", "X-Tocsin-Refresh": "1"}
AS_MAP = {"Accept": "application/json"}


@dataclass(slots=True)
class Took:
    """How long requests took, and what was wrong with those that failed."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Found(HTMLParser):
    """Finds in a page what renews itself and what is fetched as soon as it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[dict[str, str]] = []
        self.at_once: list[str] = []
        self.made: float | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        named = {name: value or "" for name, value in attrs}
        address = named.get("data-refresh-url") or named.get("data-features-url")
        if address and "data-refresh-on" in named:
            self.parts.append({**named, "address": address})
        if named.get("hx-trigger") == "load":
            self.at_once.append(named["hx-get"])
        if tag == "meta" and named.get("name") == "server-time":
            self.made = datetime.fromisoformat(named["content"]).timestamp()


@dataclass(eq=False, slots=True)
class Part:
    """A part of a page: renewed some time after its events, never twice at once."""

    console: "Console"
    address: str
    kinds: frozenset[str]
    subject: str
    pause: float
    is_map: bool
    last: float = 0.0
    busy: bool = False
    again: bool = False
    timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """Renew it after its rest, whatever comes meanwhile."""
        if self.timer is not None:
            return
        loop = asyncio.get_running_loop()
        rest = max(self.pause, min(LONGEST_REST_SECONDS, TIMES_THE_ANSWER * self.console.lasted))
        wait = self.pause if self.is_map else max(GATHER_SECONDS, self.last + rest - loop.time())
        self.timer = loop.call_later(wait, self.begin)

    def begin(self) -> None:
        """Ask for it, or once more after the answer that is under way."""
        self.timer = None
        if self.busy:
            self.again = True
        else:
            self.busy = True
            self.console.keep(self.renew())

    async def renew(self) -> None:
        """Fetch it."""
        loop = asyncio.get_running_loop()
        self.last = loop.time()
        reply = await self.console.fetch(self.address, as_map=self.is_map)
        if reply is not None and ASK_AGAIN.lower() in reply.headers:
            self.again = True
        self.console.lasted = loop.time() - self.last
        self.busy = False
        if self.again:
            self.again = False
            self.soon()


@dataclass(eq=False, slots=True)
class Console:
    """One open page of somebody who is signed in."""

    page: str
    cookie: str
    wires: Wires
    took: Took
    last: int = 0
    lasted: float = 0.0
    heard: set[int] = field(default_factory=set)
    parts: list[Part] = field(default_factory=list)
    line: LiveLine | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> None:
        """Load the page and what it asks for, and open its live line.

        Raises
        ------
        ConnectionError
            The page or the line did not open.
        """
        reply = await self.wires.ask("GET", self.page, {"Cookie": self.cookie})
        if reply is None or reply.status != HTTPStatus.OK:
            raise ConnectionError(f"{self.page}: {reply.status if reply else 'no answer'}")
        found = self.taken_in(reply.body)
        live = LiveLine(f"/live/?last=t{found.made}", self.cookie, self.hear)
        self.line = live
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: live, HOST, self.wires.port)
        await live.opened.wait()
        if live.refused:
            raise ConnectionError("/live/")
        for address in found.at_once:
            reply = await self.fetch(address)
            self.taken_in(reply.body if reply else b"")

    def taken_in(self, page: bytes) -> Found:
        """Note which parts a page or a fragment has."""
        found = Found()
        found.feed(page.decode())
        known = {part.address for part in self.parts}
        for named in found.parts:
            if named["address"] not in known:
                self.parts.append(self.part(named))
        return found

    def part(self, named: dict[str, str]) -> Part:
        """Make a part of what its element says."""
        pause = named.get("data-refresh-pause")
        return Part(
            console=self,
            address=named["address"],
            kinds=frozenset(named["data-refresh-on"].split()),
            subject=named.get("data-refresh-subject", ""),
            pause=float(pause) / 1000 if pause else PAUSE_SECONDS,
            is_map="data-refresh-url" not in named,
        )

    def hear(self, number: int, kind: str, facts: bytes) -> None:
        """Note an event once, and renew what it concerns."""
        if number in self.heard:
            return
        self.heard.add(number)
        self.last = number
        for part in self.parts:
            if kind not in part.kinds:
                continue
            if not part.subject or part.subject == str(json.loads(facts)["subject"]):
                part.soon()

    async def fetch(self, address: str, *, as_map: bool = False) -> Reply | None:
        """Fetch a part as the page's own program does; note how long it took."""
        kind = AS_MAP if as_map else AS_PART
        kind = {**kind, LAST_HEARD: str(self.last)}
        begun = perf_counter()
        reply = await self.wires.ask("GET", address, {"Cookie": self.cookie, **kind})
        self.took.seconds.append(perf_counter() - begun)
        if reply is None or reply.status != HTTPStatus.OK:
            self.took.faults.append(f"{reply.status if reply else 'no answer'} {address}")
            return None
        return reply

    def keep(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Let something go on beside."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """Wait for what is under way, then leave the page."""
        for part in self.parts:
            if part.timer is not None:
                part.timer.cancel()
        await asyncio.gather(*self.tasks)
        if self.line is not None:
            self.line.hang_up()
        self.wires.hang_up()


def missing(consoles: Iterable[Console], told: frozenset[int]) -> Iterator[int]:
    """Count for each console the events of its bureau that it did not hear."""
    for console in consoles:
        yield len(told - console.heard)
