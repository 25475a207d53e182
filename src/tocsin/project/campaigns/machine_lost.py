"""The machine with the database is gone while calls come in: what of them is left elsewhere."""

import shutil
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
from subprocess import Popen
from time import perf_counter

import psycopg
from django.db import DatabaseError, connection

from tocsin.adapters.postgres import embedded, keeper, secondcopy
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.locks import alone
from tocsin.desks.calls.api import Arrival, Channel, receive
from tocsin.kernel import moment
from tocsin.project import backing, copying, startup
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.writers import at_work

UNWAITED = "one-copy"
PLANTS = (UNWAITED,)
# The second copy stands still this long before the machine goes: what is acknowledged meanwhile
# is on one disk only, where commits do not wait for it.
STILL_SECONDS = 0.5
LONGEST_RETURN_SECONDS = 60.0
FOUND = "SELECT source_id, count(*) FROM calls_call GROUP BY source_id"


@dataclass(frozen=True, slots=True)
class Loss:
    """How long calls come in before the machine goes, by which chance, and a fault to plant."""

    seconds: float
    seed: int
    plant: str | None


@dataclass(slots=True)
class Intake:
    """Takes calls in until the machine is gone, and notes which were acknowledged."""

    county: scene.Scene
    over: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)

    def work(self, writer: int) -> None:
        """Take one call in after another; the first that is not acknowledged ends it."""
        number = 0
        try:
            while not self.over.is_set():
                number += 1
                mark = f"lost-{writer}-{number}"
                arrival = Arrival(channel=Channel.SMS, source_id=mark, words=f"Drill {mark}")
                receive(arrival=arrival, actor=self.county.switch.officer, at=moment.now())
                self.acknowledged.append(mark)
        except (DatabaseError, psycopg.Error):
            return
        finally:
            connection.close()

    def coming_in(self) -> AbstractContextManager[None]:
        """Let calls come in on several lines for the length of a block."""
        return at_work(self.work, self.over)


def run(loss: Loss, server: embedded.Server, told: Callable[[int], None]) -> Outcome:
    """Lose the machine while calls come in, and bring everything back from elsewhere."""
    rng = Random(loss.seed)  # noqa: S311 - a seeded campaign
    intake = Intake(scene.found(code="drill", workers=1, at=moment.now()))
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        home = Path(name)
        home.chmod(0o711)
        waits = loss.plant != UNWAITED
        with secondcopy.received(server.cluster, home / "log", waits=waits) as receiver:
            backing.write(
                target=home / "copy", url=server.url, server=server.folder, with_keys=True
            )
            with intake.coming_in():
                time.sleep(loss.seconds * rng.uniform(0.5, 1.0))
                destroy(server, receiver)
        startup.let_go()
        told(1)
        begun = perf_counter()
        found, trouble = brought_back(home)
        seconds = perf_counter() - begun
    return outcome_of(loss, intake.acknowledged, found, trouble, seconds)


def destroy(server: embedded.Server, receiver: Popen[bytes]) -> None:
    """Let the second copy stand still for a moment, then take the machine away with its disk."""
    receiver.send_signal(signal.SIGSTOP)
    time.sleep(STILL_SECONDS)
    # The keeper would start it again: it waits for this lock, and finds nothing to start.
    with alone(keeper.change_lock(server.folder)):
        server.kill()
        shutil.rmtree(server.cluster.home, ignore_errors=True)


def brought_back(home: Path) -> tuple[Counter[str], str]:
    """Bring base copy and log back on another machine's folder; count each call there."""
    wishes = copying.Wishes(home / "copy", received=home / "log")
    try:
        copying.restore(wishes, data=home / "data", url=None)
    except DatabaseUnusable as problem:
        return Counter(), str(problem)
    with embedded.running(home / "data") as server, psycopg.connect(server.url) as restored:
        return Counter(dict(restored.execute(FOUND.encode()).fetchall())), ""


def outcome_of(
    loss: Loss, acknowledged: list[str], found: Counter[str], trouble: str, seconds: float
) -> Outcome:
    """Write down how it went."""
    lost = sum(found[mark] == 0 for mark in acknowledged)
    doubled = sum(found[mark] > 1 for mark in acknowledged)
    late = seconds > LONGEST_RETURN_SECONDS
    return Outcome(
        campaign="machine-lost",
        seed=loss.seed,
        planted=loss.plant,
        trials=len(acknowledged),
        failures=lost + doubled + late + bool(trouble) + (not acknowledged),
        figures={
            "acknowledged": len(acknowledged),
            "lost": lost,
            "doubled": doubled,
            "return_seconds": round(seconds, 3),
            "not_brought_back": trouble,
        },
    )
