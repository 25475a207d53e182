"""Every process of a running Tocsin, and its database, killed without warning at work."""

import http.client
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

import psycopg

from tocsin.adapters.postgres import embedded
from tocsin.adapters.postgres.cluster import ADMINISTRATOR
from tocsin.kernel import moment
from tocsin.project import startup
from tocsin.project.campaigns import reckoning, scene, working
from tocsin.project.campaigns.accounts import reckon_loop
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.line import FAILED, PATIENCE_SECONDS, Unanswered
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.demo.ground import prepare_ground
from tocsin.project.processes import Kept, Program, Supervisor, python_module
from tocsin.project.serving import programs

WORKERS = 4
COUNTY_SEED = 1
RESTART_SECONDS = 0.3
LOOK_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 0.5
ACTS_BETWEEN = (1, 40)
LOOP = "loop"
TARGETS = ("web", "database", "clock", "sequencer", LOOP)
WEIGHTS = (4, 4, 1, 2, 3)
# Commits are acknowledged before they are written, and the writer sleeps: kill -9 finds them gone.
FORGETFUL = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How often to kill, by which chance, whether the demonstration lives, and a fault to plant."""

    kills: int
    seed: int
    with_loop: bool = True
    plant: str | None = None


@dataclass(slots=True)
class Killer:
    """Kills one process after another, most often after work has begun again."""

    server: embedded.Server
    serving: Supervisor
    port: int
    book: Book
    ledger: Path
    rng: Random
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> dict[str, Kept]:
        """Map the names of the processes to them."""
        return {one.program.name: one for one in self.serving.kept}

    @property
    def with_loop(self) -> bool:
        """Say whether the headless demonstration works beside the desks."""
        return LOOP in self.kept

    def kill(self, target: str) -> None:
        """Kill one of them as kill -9 does, the web all at once; what is down is left alone."""
        self.killed[target] += 1
        if target == "database":
            self.server.kill()
            return
        for name, kept in self.kept.items():
            if name.startswith(target) and kept.pid is not None:
                os.kill(kept.pid, signal.SIGKILL)

    def rampage(self, kills: int, told: Callable[[int], None]) -> None:
        """Kill so many times; wait for work to begin again four times of five."""
        for done in range(kills):
            if self.rng.random() < 0.8:  # noqa: PLR2004 - the share said above
                self.wait_for_work(acts=self.rng.randint(*ACTS_BETWEEN))
            time.sleep(self.rng.uniform(0, LONGEST_PAUSE_SECONDS))
            count = len(TARGETS) if self.with_loop else TARGETS.index(LOOP)
            [target] = self.rng.choices(TARGETS[:count], WEIGHTS[:count])
            self.kill(target)
            told(done + 1)
        self.wait_for_work()

    def wait_for_work(self, *, acts: int = 0) -> None:
        """Wait until the web answers, the loop lives, and so many more acts are acknowledged."""
        enough, lived = len(self.book.acknowledged) + acts, self.acts_lived()
        patience = time.monotonic() + PATIENCE_SECONDS
        while (
            len(self.book.acknowledged) < enough
            or (self.with_loop and self.acts_lived() <= lived)
            or not answers(self.port)
        ):
            if time.monotonic() > patience:
                raise Unanswered(f"Work did not go on for {PATIENCE_SECONDS} s.")
            time.sleep(LOOK_SECONDS)

    def wait_for_what_was_kept(self) -> None:
        """Wait until all that was taken without the database is entered."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while waits_in_spool(self.server):
            if time.monotonic() > patience:
                raise Unanswered(f"What was kept was not entered within {PATIENCE_SECONDS} s.")
            time.sleep(LOOK_SECONDS)

    def acts_lived(self) -> int:
        """Count the acts of the loop by what stands in its ledger."""
        return self.ledger.read_bytes().count(b"}\n") if self.ledger.exists() else 0


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


def waits_in_spool(server: embedded.Server) -> bool:
    """Say whether anything that was kept without the database is not entered yet."""
    return any((server.folder / "spool").glob("*.spool"))


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


def run(plan: Plan, server: embedded.Server, told: Callable[[int], None]) -> Outcome:
    """Kill, recover, and reckon up; `told` hears how many kills are done."""
    rng, notes, begins = Random(plan.seed), Book(), moment.now()  # noqa: S311 - a seeded campaign
    ledger = server.folder / "acknowledged"
    loop = [prepared_loop(plan, ledger, begins)] if plan.with_loop else []
    county = scene.found(code="drill", workers=WORKERS, at=begins)
    if plan.plant == "async-commit":
        make_forgetful(server)
    startup.let_go()
    port = free_port()
    serving = Supervisor(
        [*programs(host="127.0.0.1", port=port), *loop],
        tell=lambda _name, _code: None,
        longest_pause_seconds=RESTART_SECONDS,
    )
    fresh = plan.plant == "no-idempotency"
    with serving, looked_after(serving):
        killer = Killer(server, serving, port, notes, ledger, rng)
        killer.wait_for_work()
        with working.at_work(county, port, notes, seed=plan.seed, fresh_ids=fresh):
            killer.rampage(plan.kills, told)
        killer.wait_for_work()
        killer.wait_for_what_was_kept()
    verdict = reckoning.reckon(county.bureau, notes)
    if plan.with_loop:
        verdict = verdict.with_that_of(reckon_loop(ledger, begins, kills=killer.killed[LOOP]))
    return outcome_of(plan, killer, verdict, reckoning.examined_ledger(begins))


def prepared_loop(plan: Plan, ledger: Path, begins: datetime) -> Program:
    """Make the county, and describe its headless loop with a ledger beside it."""
    prepare_ground(seed=COUNTY_SEED, begins=begins, step=lambda _what: None, base_map=False)
    words = [str(ledger), str(plan.seed), *([plan.plant] if plan.plant else [])]
    return python_module(LOOP, "tocsin.project.campaigns.living", *words)


def outcome_of(
    plan: Plan, killer: Killer, verdict: reckoning.Verdict, faults_of_ledger: int
) -> Outcome:
    """Write down how it went."""
    figures: dict[str, object] = {
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "illegal": verdict.illegal,
        "ledger": faults_of_ledger,
        "invariants": verdict.invariants,
        "killed": dict(killer.killed),
        "acknowledged": len(killer.book.acknowledged) + killer.acts_lived(),
        "acknowledged_to_the_loop": killer.acts_lived(),
        "kept": killer.book.kept(),
        "retried": killer.book.retried,
        "refused": dict(killer.book.refused),
    }
    failures = verdict.failures + faults_of_ledger
    return Outcome("kill9", plan.seed, plan.plant, plan.kills, failures, figures)
