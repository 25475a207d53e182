"""Web, clock and database killed without warning while people work."""

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import psycopg

from tocsin.adapters.postgres import embedded
from tocsin.adapters.postgres.cluster import ADMINISTRATOR
from tocsin.kernel import moment
from tocsin.project import startup
from tocsin.project.campaigns import reckoning, scene, working
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.line import FAILED, PATIENCE_SECONDS, Unanswered
from tocsin.project.processes import Kept, Supervisor
from tocsin.project.serving import programs

WORKERS = 6
RESTART_SECONDS = 0.3
LOOK_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 0.5
ACTS_BETWEEN = (1, 40)
TARGETS = ("web", "database", "clock")
WEIGHTS = (5, 4, 1)
# Commits are acknowledged before they are written, and the writer sleeps: kill -9 finds them gone.
FORGETFUL = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How often to kill, by which chance, and which fault to plant."""

    kills: int
    seed: int
    plant: str | None = None


class Killer:
    """Kills one process after another, most often after work has begun again."""

    def __init__(
        self, server: embedded.Server, kept: Sequence[Kept], port: int, book: Book, rng: Random
    ) -> None:
        self.server = server
        self.kept = {one.program.name: one for one in kept}
        self.port = port
        self.book = book
        self.rng = rng

    def kill(self, target: str) -> None:
        """Kill one of them as kill -9 does; one that is down just now is left alone."""
        if target == "database":
            self.server.kill()
            return
        pid = self.kept[target].pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def rampage(self, kills: int, told: Callable[[int], None]) -> None:
        """Kill so many times; wait for work to begin again four times of five."""
        for done in range(kills):
            if self.rng.random() < 0.8:  # noqa: PLR2004 - the share said above
                self.wait_for_work(acts=self.rng.randint(*ACTS_BETWEEN))
            time.sleep(self.rng.uniform(0, LONGEST_PAUSE_SECONDS))
            [target] = self.rng.choices(TARGETS, WEIGHTS)
            self.kill(target)
            told(done + 1)
        self.wait_for_work()

    def wait_for_work(self, *, acts: int = 0) -> None:
        """Wait until web and database answer, and until so many more acts are acknowledged."""
        enough = len(self.book.acknowledged) + acts
        patience = time.monotonic() + PATIENCE_SECONDS
        while not answers(self.port) or len(self.book.acknowledged) < enough:
            if time.monotonic() > patience:
                raise Unanswered(f"Work did not go on for {PATIENCE_SECONDS} s.")
            time.sleep(LOOK_SECONDS)


def answers(port: int) -> bool:
    """Say whether the web and its database are there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/health/")
        return line.getresponse().status == http.HTTPStatus.OK
    except FAILED:
        return False
    finally:
        line.close()


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_forgetful(server: embedded.Server) -> None:
    """Plant the fault: let the server acknowledge what it has not written down."""
    url = server.cluster.url(database="postgres", role=ADMINISTRATOR)
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in FORGETFUL.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        connection.execute(b"SELECT pg_reload_conf()")


@contextmanager
def looked_after(supervisor: Supervisor) -> Iterator[None]:
    """Restart what was killed for the length of a block."""
    over = threading.Event()
    watch = threading.Thread(target=lambda: supervisor.watch(until=over.is_set))
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def run(plan: Plan, server: embedded.Server, told: Callable[[int], None]) -> dict[str, object]:
    """Kill, recover, and reckon up; `told` hears how many kills are done."""
    rng, notes = Random(plan.seed), Book()  # noqa: S311 - a seeded campaign
    county = scene.found(code="drill", workers=WORKERS, at=moment.now())
    if plan.plant == "lost-commits":
        make_forgetful(server)
    startup.let_go()
    port = free_port()
    serving = Supervisor(
        programs(host="127.0.0.1", port=port),
        tell=lambda _name, _code: None,
        longest_pause_seconds=RESTART_SECONDS,
    )
    fresh = plan.plant == "no-idempotency"
    with serving, looked_after(serving):
        killer = Killer(server, serving.kept, port, notes, rng)
        killer.wait_for_work()
        with working.at_work(county, port, notes, seed=plan.seed, fresh_ids=fresh):
            killer.rampage(plan.kills, told)
        killer.wait_for_work()
    return result_of(plan, notes, reckoning.reckon(county.bureau, notes))


def result_of(plan: Plan, notes: Book, verdict: reckoning.Verdict) -> dict[str, object]:
    """Write down how it went."""
    caught = {
        "lost-commits": verdict.lost > 0,
        "no-idempotency": verdict.doubled > 0,
    }
    planted = {"plant": plan.plant, "caught": caught[plan.plant]} if plan.plant else {}
    return {
        "campaign": "kill9",
        "seed": plan.seed,
        "kills": plan.kills,
        "acknowledged": len(notes.acknowledged),
        "retried": notes.retried,
        "refused": dict(notes.refused),
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "illegal": verdict.illegal,
        "invariants": verdict.invariants,
        "ok": verdict.sound,
        **planted,
    }
