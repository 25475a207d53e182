"""The disk of the database fills up while calls come in, and has room again."""

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from random import Random

import psycopg

from tocsin.adapters.postgres import embedded
from tocsin.adapters.postgres.cluster import ADMINISTRATOR
from tocsin.adapters.postgres.receiving import CopyLine
from tocsin.kernel import moment
from tocsin.project import startup
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.kill9 import answers, free_port, looked_after, waits_in_spool
from tocsin.project.campaigns.line import FAILED
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.volume import Ballast
from tocsin.project.campaigns.without_spool import FORGETS, NO_SPOOL, PLANTS
from tocsin.project.processes import Program, Supervisor
from tocsin.project.serving import CLOCK, programs

__all__ = ["PLANTS", "Plan", "run"]

PLANTED = "tocsin.project.campaigns.without_spool"
WRITERS = 3
PATIENCE_SECONDS = 90.0
LEAST_MEBIBYTES = 48
NEARLY_FULL_BYTES, FULL_BYTES = 24 * 1024 * 1024, 0
GOOD = (HTTPStatus.OK, HTTPStatus.ACCEPTED)
FOUND = "SELECT source_id, count(*) FROM calls_call GROUP BY source_id"


@dataclass(frozen=True, slots=True)
class Plan:
    """How often the disk fills up, by which chance, a fault to plant, and the disk to fill."""

    times: int
    seed: int
    plant: str | None
    volume: Path | None


@dataclass(slots=True)
class Senders:
    """Systems that send calls, and somebody who reads, over the web; each sends until answered."""

    port: int
    key: str
    reader: str
    over: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    turned_away: Counter[int] = field(default_factory=Counter)
    reads: Counter[int] = field(default_factory=Counter)
    # While the database itself was killed nobody can read.
    reading: threading.Event = field(default_factory=threading.Event)

    def send(self, writer: int) -> None:
        """Send one call after another; what got no answer is sent again."""
        number = 0
        while not self.over.is_set():
            number += 1
            mark = f"full-{writer}-{number:05}"
            body = {
                "message_id": mark,
                "telephone": "13900000000",
                "text": f"Drill {mark}",
                "at": moment.now().isoformat(),
            }
            while (status := self.ask("POST", "/api/v1/intake/text-messages", self.key, body)) == 0:
                time.sleep(0.05)
            if status in GOOD:
                self.acknowledged.append(mark)
                self.kept += [mark] if status == HTTPStatus.ACCEPTED else []
            else:
                self.turned_away[status] += 1
            time.sleep(0.02)

    def read(self) -> None:
        """Read the list of calls again and again."""
        while not self.over.is_set():
            if self.reading.is_set():
                status = self.ask("GET", "/api/v1/calls?limit=1", self.reader)
                if self.reading.is_set() and status:
                    self.reads[status] += 1
            time.sleep(0.1)

    def ask(self, method: str, path: str, key: str, body: dict[str, str] | None = None) -> int:
        """Ask once; return the status, or nothing where no answer came."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            line.request(method, path, json.dumps(body) if body else None, headers)
            return line.getresponse().status
        except FAILED:
            return 0
        finally:
            line.close()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them work for the length of a block."""
        lines = [threading.Thread(target=self.send, args=(n,), daemon=True) for n in range(WRITERS)]
        lines.append(threading.Thread(target=self.read, daemon=True))
        for line in lines:
            line.start()
        try:
            yield
        finally:
            self.over.set()
            for line in lines:
                line.join(PATIENCE_SECONDS)


@dataclass(slots=True)
class Disk:
    """Lets the disk fill up: a real one where there is one, else what a full one leads to."""

    server: embedded.Server
    ballast: Ballast | None

    @property
    def how(self) -> str:
        """Say which of the two it is."""
        return "small volume" if self.ballast else "read only by order"

    def fill(self, leave: int) -> None:
        """Let it be full but for so much."""
        if self.ballast is not None:
            self.ballast.fill(leave=leave)
        else:
            self.order(stop=True)

    def clear(self) -> None:
        """Let there be room again."""
        if self.ballast is not None:
            self.ballast.clear()
        else:
            self.order(stop=False)

    def order(self, *, stop: bool) -> None:
        """Say to the server what its keeper says when the disk is nearly full."""
        line = CopyLine(self.server.cluster.url(database="postgres", role=ADMINISTRATOR))
        try:
            line.write_nothing(stop=stop)
        finally:
            line.close()


@dataclass(slots=True)
class Filling:
    """One filling after another: kept while full, processes killed, entered afterwards."""

    disk: Disk
    senders: Senders
    serving: Supervisor
    rng: Random
    killed: Counter[str] = field(default_factory=Counter)
    not_entered: int = 0

    def once(self) -> None:
        """Fill the disk, kill who is at work, make room, and wait until all is entered."""
        enough = len(self.senders.acknowledged) + 10
        self.wait_for(lambda: len(self.senders.acknowledged) > enough)
        self.disk.fill(NEARLY_FULL_BYTES)
        before = len(self.senders.kept)
        self.wait_for(lambda: len(self.senders.kept) > before + 10 or self.senders.turned_away)
        self.disk.fill(FULL_BYTES)
        self.kill(self.rng.choice(("web", "continuity")))
        time.sleep(self.rng.uniform(1.0, 2.0))
        self.disk.clear()
        time.sleep(self.rng.uniform(0.0, 1.0))
        self.kill("continuity")
        self.not_entered += not self.wait_for(lambda: not self.waiting())

    def kill(self, which: str) -> None:
        """Kill processes of one kind as kill -9 does."""
        self.killed[which] += 1
        for one in self.serving.kept:
            if one.program.name.startswith(which) and one.pid is not None:
                os.kill(one.pid, signal.SIGKILL)

    def waiting(self) -> bool:
        """Say whether anything kept is not entered yet."""
        return waits_in_spool(self.disk.server)

    def wait_for(self, holds: Callable[[], object]) -> bool:
        """Wait until something holds; say whether it came about."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > patience:
                return False
            time.sleep(0.1)
        return True


def run(plan: Plan, server: embedded.Server, told: Callable[[int], None]) -> Outcome:
    """Fill the disk again and again while calls come in, and reckon up."""
    county = scene.found(code="drill", workers=1, at=moment.now())
    startup.let_go()
    os.environ["TOCSIN_LEAST_FREE_MB"] = str(LEAST_MEBIBYTES)
    port = free_port()
    senders = Senders(port, county.switch.key, county.takers[0].key)
    serving = Supervisor(
        planted(plan.plant, programs(host="127.0.0.1", port=port)),
        tell=lambda _name, _code: None,
        longest_pause_seconds=0.3,
    )
    rng = Random(plan.seed)  # noqa: S311 - a seeded campaign
    disk = Disk(server, Ballast(plan.volume) if plan.volume else None)
    filling = Filling(disk, senders, serving, rng)
    with serving, looked_after(serving):
        filling.wait_for(lambda: answers(port))
        with senders.at_work():
            senders.reading.set()
            for n in range(plan.times):
                filling.once()
                told(n + 1)
            senders.reading.clear()
        filling.not_entered += not filling.wait_for(lambda: not filling.waiting())
    return outcome_of(plan, filling)


def planted(plant: str | None, plain: Sequence[Program]) -> list[Program]:
    """Put a fault in the place of the process in which it is planted."""
    target = {NO_SPOOL: "web", FORGETS: "continuity"}.get(plant or "", "-")
    return [
        replace(one, command=[*one.command[:3], PLANTED, target, *one.command[4:]])
        if one.name.startswith(target)
        else one
        for one in plain
        if CLOCK not in one.command
    ]


def outcome_of(plan: Plan, filling: Filling) -> Outcome:
    """Write down how it went."""
    senders = filling.senders
    with psycopg.connect(filling.disk.server.url) as line:
        rows = line.execute(FOUND.encode()).fetchall()
        entered = line.execute(b"SELECT count(*) FROM durability_spooled").fetchone()
    found: dict[str, int] = dict(rows)
    lost = sum(mark not in found for mark in senders.acknowledged)
    doubled = sum(found.get(mark, 0) > 1 for mark in senders.acknowledged)
    turned_away = sum(senders.turned_away.values())
    reads_failed = sum(count for status, count in senders.reads.items() if status != HTTPStatus.OK)
    nothing_kept = not senders.kept
    return Outcome(
        campaign="disk-full",
        seed=plan.seed,
        planted=plan.plant,
        trials=plan.times,
        failures=lost + doubled + turned_away + reads_failed + filling.not_entered + nothing_kept,
        figures={
            "how": filling.disk.how,
            "acknowledged": len(senders.acknowledged),
            "kept": len(senders.kept),
            "entered": entered[0] if entered else 0,
            "lost": lost,
            "doubled": doubled,
            "turned_away": turned_away,
            "reads": senders.reads[HTTPStatus.OK],
            "reads_failed": reads_failed,
            "not_entered": filling.not_entered,
            "killed": dict(filling.killed),
        },
    )
