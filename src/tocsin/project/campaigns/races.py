"""Two acts at the same moment: what comes of them is what comes of one after the other."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import Error, connection, transaction
from django.db.models import QuerySet

from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.errors import Refusal
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.scene import Scene, taken
from tocsin.registers.units.api import Unit

LONGEST_HEAD_START_SECONDS = 0.004
PATIENCE_SECONDS = 30.0
DONE = "done"
MOST_TOLD = 20
Act = Callable[[], object]
# What each act came to, and how things stand afterwards.
Ending = tuple[tuple[str, ...], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What two people meet about: two incidents and a unit, perhaps on its way to the first."""

    county: Scene
    here: dispatch.Incident
    there: dispatch.Incident
    unit: Unit
    sent: dispatch.Assignment | None
    at: datetime

    def stands(self) -> tuple[object, ...]:
        """Say how things stand in the database."""
        pair = [self.here.pk, self.there.pk]
        states = dispatch.Incident.objects.filter(pk__in=pair).order_by("number")
        open_now = dispatch.Assignment.objects.filter(incident__in=pair, ended_at=None)
        stamps = dispatch.Milestone.objects.filter(assignment__incident__in=pair)
        return (
            tuple(states.values_list("state", flat=True)),
            open_now.count(),
            stamps.exclude(kind="assigned").count(),
        )


def one_unit(stage: Stage) -> tuple[Act, Act]:
    """Let two dispatchers send one unit to two places."""
    first, second = (one.officer for one in stage.county.dispatchers[:2])
    return (
        lambda: dispatch.assign(incident=stage.here, unit=stage.unit, actor=first, at=stage.at),
        lambda: dispatch.assign(incident=stage.there, unit=stage.unit, actor=second, at=stage.at),
    )


def close_or_send(stage: Stage) -> tuple[Act, Act]:
    """Let one close the incident to which another sends a unit."""
    first, second = (one.officer for one in stage.county.dispatchers[:2])
    ending = {"disposition": "settled_on_site", "outcome": "End of the drill"}
    return (
        lambda: dispatch.close_incident(incident=stage.here, actor=first, at=stage.at, **ending),
        lambda: dispatch.assign(incident=stage.here, unit=stage.unit, actor=second, at=stage.at),
    )


def one_stamp(stage: Stage) -> tuple[Act, Act]:
    """Let two people stamp the same step of one assignment."""

    def stamp(who: int) -> object:
        assert stage.sent is not None  # noqa: S101 - this race begins with a unit on its way
        officer = stage.county.dispatchers[who].officer
        return dispatch.record_milestone(
            assignment=stage.sent, kind="arrived", at=stage.at, actor=officer
        )

    return lambda: stamp(0), lambda: stamp(1)


RACES: Mapping[str, Callable[[Stage], tuple[Act, Act]]] = {
    "one_unit": one_unit,
    "close_or_send": close_or_send,
    "one_stamp": one_stamp,
}


def tried(act: Act) -> str:
    """Do an act and name what came of it."""
    try:
        with transaction.atomic():
            act()
    except (Refusal, Error) as problem:
        return type(problem).__name__
    return DONE


def endings(name: str, stage: Stage) -> frozenset[Ending]:
    """Do the acts one after the other, in either order, and take them back: all that may come."""
    found = set()
    for first in (0, 1):
        with transaction.atomic():
            acts, came = RACES[name](stage), ["", ""]
            for turn in (first, 1 - first):
                came[turn] = tried(acts[turn])
            found.add((tuple(came), stage.stands()))
            transaction.set_rollback(True)
    return frozenset(found)


def raced(name: str, stage: Stage, rng: Random) -> Ending:
    """Do the acts at once, in threads and transactions of their own, one a little ahead."""
    acts, came = RACES[name](stage), ["unended", "unended"]
    gate = threading.Barrier(len(acts))
    starts = [rng.uniform(0, LONGEST_HEAD_START_SECONDS) for _act in acts]

    def play(turn: int) -> None:
        try:
            gate.wait(PATIENCE_SECONDS)
            time.sleep(starts[turn])
            came[turn] = tried(acts[turn])
        finally:
            connection.close()

    threads = [threading.Thread(target=play, args=(turn,)) for turn in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return tuple(came), stage.stands()


def staged(name: str, county: Scene, number: int, at: datetime) -> Stage:
    """Take two calls, and send the unit ahead where the race begins so."""
    here, there = (taken(county, f"race {number} {side}", at) for side in ("here", "there"))
    unit = county.units[number % len(county.units)]
    officer = county.dispatchers[0].officer
    sent = None
    if name == "one_stamp":
        sent = dispatch.assign(incident=here, unit=unit, actor=officer, at=at)
    return Stage(county, here, there, unit, sent, at)


def cleared(stage: Stage) -> None:
    """Call every unit back, so that it is free for the next race."""
    open_now = dispatch.Assignment.objects.filter(bureau=stage.county.bureau, ended_at=None)
    for one in open_now.select_related("incident", "unit"):
        officer = stage.county.dispatchers[0].officer
        dispatch.withdraw(assignment=one, reason="drill", actor=officer, at=stage.at)


@contextmanager
def without_locks() -> Iterator[None]:
    """Plant the fault: nobody holds the row that decides."""
    kept = QuerySet.select_for_update
    QuerySet.select_for_update = lambda rows, **_how: rows  # type: ignore[method-assign] # a fault
    try:
        yield
    finally:
        QuerySet.select_for_update = kept  # type: ignore[method-assign] # as it was


def run(
    county: Scene,
    *,
    trials: int,
    seed: int,
    plant: str | None,
    at: datetime,
    told: Callable[[int], None],
) -> Outcome:
    """Race so often, each kind in turn; `told` hears of every one."""
    rng = Random(seed)  # noqa: S311 - a seeded campaign
    names = list(RACES)
    allowed: dict[str, frozenset[Ending]] = {}
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(trials):
        name = names[number % len(names)]
        stage = staged(name, county, number, at)
        if name not in allowed:
            allowed[name] = endings(name, stage)
        with without_locks() if plant else nullcontext():
            ending = raced(name, stage, rng)
        seen[f"{name}: {', '.join(ending[0])}"] += 1
        if ending not in allowed[name]:
            wrong.append(f"{name}: {ending}")
        cleared(stage)
        told(1)
    figures: dict[str, object] = {
        "races": dict(Counter(names[number % len(names)] for number in range(trials))),
        "endings": dict(sorted(seen.items())),
        "outside_the_model": len(wrong),
        "wrong": wrong[:MOST_TOLD],
    }
    return Outcome("races", seed, plant, trials, len(wrong), figures)
