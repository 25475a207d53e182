"""The second copy stands still, ends or finds its disk full while calls come in."""

import os
import resource
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

import psycopg
from django.db import DatabaseError, connection

from tocsin.adapters.postgres import embedded, postmaster
from tocsin.desks.calls.api import Arrival, Channel, receive
from tocsin.kernel import moment
from tocsin.kernel.durability import api as durability
from tocsin.project import startup
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.copy_keeping import PLANTS
from tocsin.project.campaigns.kill9 import looked_after
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.writers import at_work
from tocsin.project.processes import Supervisor, python_module

__all__ = ["PLANTS", "Plan", "run"]

KEEPER = "tocsin.project.campaigns.copy_keeping"
LONGEST_HELD_SECONDS = 5.0
# Longer than anybody may be held up, so that a keeper that never lets go is found out.
STILL_SECONDS = (6.0, 7.5)
SLOW_SECONDS, SLOW_PAUSE, SLOW_WORK = 4.0, 0.8, 0.05
RETURN_SECONDS = 60.0
FOUND = "SELECT source_id, count(*) FROM calls_call GROUP BY source_id"
# The calls whose arrival was not committed within any time of one copy.
UNMARKED = """
    SELECT count(DISTINCT call.source_id) FROM calls_call AS call
    JOIN audit_entry AS entry ON entry.subject = 'calls.call:' || call.id
    WHERE call.source_id = ANY(%s) AND NOT EXISTS (
        SELECT FROM durability_onecopywindow AS one
        WHERE entry.written_in >= one.from_xid::text::xid8
            AND (one.until_xid IS NULL OR entry.written_in < one.until_xid::text::xid8)
    )
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often the copy is disturbed, by which chance, and a fault to plant."""

    stalls: int
    seed: int
    plant: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A call that was acknowledged: between which moments."""

    mark: str
    begun: float
    ended: float


@dataclass(slots=True)
class Intake:
    """Takes calls in on several lines, and notes how long each had to wait."""

    county: scene.Scene
    over: threading.Event = field(default_factory=threading.Event)
    taken: list[Taken] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def work(self, writer: int) -> None:
        """Take one call in after another."""
        number = 0
        while not self.over.is_set():
            number += 1
            mark, begun = f"stalled-{writer}-{number}", monotonic()
            arrival = Arrival(channel=Channel.SMS, source_id=mark, words=f"Drill {mark}")
            try:
                receive(arrival=arrival, actor=self.county.switch.officer, at=moment.now())
                self.taken.append(Taken(mark, begun, monotonic()))
            except (DatabaseError, psycopg.Error) as problem:
                self.errors.append(type(problem).__name__)
            connection.close()

    def coming_in(self) -> AbstractContextManager[None]:
        """Let calls come in for the length of a block."""
        return at_work(self.work, self.over)


@dataclass(slots=True)
class Trouble:
    """Disturbs the copy in one way after another, and notes when it certainly got nothing."""

    keeper: Supervisor
    rng: Random
    silent: list[tuple[float, float]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    not_returned: int = 0

    @property
    def keeper_pid(self) -> int:
        """The process that looks after the copy."""
        return self.keeper.kept[0].pid or 0

    @property
    def receiver_pid(self) -> int:
        """The process that receives the copy; waits until there is one."""
        patience = monotonic() + RETURN_SECONDS
        while monotonic() < patience:
            children = postmaster.children_of(self.keeper_pid)
            if children:
                return children[0]
            time.sleep(0.05)
        raise TimeoutError("Nobody receives the second copy.")

    def disturb(self, kind: str) -> None:
        """Disturb it in one way, and wait until there are two copies again."""
        self.done[kind] += 1
        getattr(self, kind)()
        self.not_returned += not two_copies()

    def stopped(self) -> None:
        """Let the receiver stand still."""
        pid = self.receiver_pid
        postmaster.send(signal.SIGSTOP, pid)
        self.nothing_arrives()
        postmaster.send(signal.SIGCONT, pid)

    def full(self) -> None:
        """Let the receiver, and each that is started after it, write nothing any more."""
        keeper, receiver = self.keeper_pid, self.receiver_pid
        for pid in (keeper, receiver):
            limit(pid, 1)
        self.nothing_arrives()
        limit(keeper, resource.RLIM_INFINITY)

    def killed(self) -> None:
        """Kill the receiver; another one begins by itself."""
        postmaster.send(signal.SIGKILL, self.receiver_pid)
        time.sleep(self.rng.uniform(0.5, 2.0))

    def slow(self) -> None:
        """Let the receiver work for moments only."""
        pid, until = self.receiver_pid, monotonic() + SLOW_SECONDS
        while monotonic() < until:
            postmaster.send(signal.SIGSTOP, pid)
            time.sleep(SLOW_PAUSE)
            postmaster.send(signal.SIGCONT, pid)
            time.sleep(SLOW_WORK)

    def nothing_arrives(self) -> None:
        """Wait for so long that nobody may be held up any more."""
        begun = monotonic()
        time.sleep(self.rng.uniform(*STILL_SECONDS))
        self.silent.append((begun, monotonic()))


def limit(pid: int, most: int) -> None:
    """Let a process write files only so large, as if its disk were full."""
    try:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    except ProcessLookupError:
        return


def two_copies() -> bool:
    """Wait until everything is on two disks; say whether that came about."""
    patience = monotonic() + RETURN_SECONDS
    while monotonic() < patience:
        now = durability.standing()
        connection.close()
        if now is not None and now.copies == durability.TWO:
            return True
        time.sleep(0.1)
    return False


KINDS = ("stopped", "full", "killed", "slow")


def run(plan: Plan, server: embedded.Server, told: Callable[[int], None]) -> Outcome:
    """Disturb the copy again and again while calls come in, and reckon up."""
    rng = Random(plan.seed)  # noqa: S311 - a seeded campaign
    intake = Intake(scene.found(code="drill", workers=1, at=moment.now()))
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        os.environ["TOCSIN_SECOND_COPY"] = str(Path(name) / "copy")
        words = [plan.plant] if plan.plant else []
        keeper = Supervisor(
            [python_module("continuity", KEEPER, *words)], tell=lambda _name, _code: None
        )
        with keeper, looked_after(keeper):
            trouble = Trouble(keeper, rng)
            trouble.not_returned += not two_copies()
            with intake.coming_in():
                for n in range(plan.stalls):
                    trouble.disturb(KINDS[n % len(KINDS)])
                    told(n + 1)
        startup.let_go()
        return outcome_of(plan, server, intake, trouble)


def outcome_of(plan: Plan, server: embedded.Server, intake: Intake, trouble: Trouble) -> Outcome:
    """Write down how it went."""
    exposed = [
        one.mark
        for one in intake.taken
        if any(begun <= one.begun and one.ended <= ended for begun, ended in trouble.silent)
    ]
    with psycopg.connect(server.url) as line:
        found: Counter[str] = Counter(dict(line.execute(FOUND.encode()).fetchall()))
        row = line.execute(UNMARKED.encode(), [exposed]).fetchone()
        windows = line.execute(
            b"SELECT count(*), sum(acts) FROM durability_onecopywindow"
        ).fetchone()
    unmarked = int(row[0]) if row else len(exposed)
    lost = sum(found[one.mark] == 0 for one in intake.taken)
    doubled = sum(found[one.mark] > 1 for one in intake.taken)
    held = max((one.ended - one.begun for one in intake.taken), default=0.0)
    late = sum(one.ended - one.begun > LONGEST_HELD_SECONDS for one in intake.taken)
    nothing_seen = bool(trouble.silent) and not exposed and not late
    failures = lost + doubled + late + unmarked + trouble.not_returned + len(intake.errors)
    return Outcome(
        campaign="stalled-copy",
        seed=plan.seed,
        planted=plan.plant,
        trials=plan.stalls,
        failures=failures + nothing_seen,
        figures={
            "acknowledged": len(intake.taken),
            "on_one_copy": len(exposed),
            "unmarked": unmarked,
            "windows": windows[0] if windows else 0,
            "acts_marked": int(windows[1] or 0) if windows else 0,
            "longest_held_seconds": round(held, 3),
            "held_too_long": late,
            "lost": lost,
            "doubled": doubled,
            "refused": len(intake.errors),
            "not_two_copies_again": trouble.not_returned,
            "disturbed": dict(trouble.done),
        },
    )
