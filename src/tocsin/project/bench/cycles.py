"""A call taken, saved, answered with a unit and cleared, durably; beside the same bare writes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, transaction

from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.project.bench.ground import MIDDLE, BenchGround
from tocsin.project.bench.rows import Row, less_is_better, more_is_better, quantile_ms, times_of

PEER = "the same rows written bare, without our rules, in the same database"
WRITTEN = ("calls", "dispatch", "audit", "events", "numbering")
WARM_UP = 3
# Numbers of calls and incidents must not repeat.
NUMBER = re.compile(r"[JC][0-9]{8}-[0-9]{4,}")
Statement = tuple[str, tuple[object, ...]]


@dataclass(slots=True)
class Writes:
    """The writing statements of one cycle, one list for each transaction."""

    acts: list[list[Statement]] = field(default_factory=list)

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: Sequence[object] | None,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, object],
    ) -> object:
        """Note a statement that writes, and run it."""
        if sql.lstrip().startswith(("INSERT", "UPDATE")):
            self.acts[-1].append((sql, tuple(params or ())))
        return execute(sql, params, many, context)


def cycle(ground: BenchGround, number: int, writes: Writes | None = None) -> None:
    """Take a call, save it, send a unit and clear it: four acts, each durable when it returns."""
    at, taker = ground.at + timedelta(seconds=10 * number), ground.taker
    unit = ground.units[number % len(ground.units)]
    next_act(writes)
    call = calls.take_by_hand(actor=taker, at=at)
    told = calls.Told(place=calls.Place(*MIDDLE, "bench"), type_code="0301", words="bench")
    next_act(writes)
    saved = calls.save_call(call=call, told=told, actor=taker, at=at)
    if saved.incident is None:
        raise AssertionError("A saved call has an incident.")
    next_act(writes)
    sent = dispatch.assign(incident=saved.incident, unit=unit, actor=taker, at=at)
    next_act(writes)
    cleared = dispatch.MilestoneKind.CLEARED
    dispatch.record_milestone(assignment=sent, kind=cleared, at=at, actor=taker)


def next_act(writes: Writes | None) -> None:
    """Begin the statements of another transaction."""
    if writes is not None:
        writes.acts.append([])


def measure(ground: BenchGround) -> list[Row]:
    """Measure cycles through the services, then the same writes bare."""
    for number in range(WARM_UP):
        cycle(ground, number)
    writes = Writes()
    with counted() as of_one, connection.execute_wrapper(writes):
        cycle(ground, WARM_UP, writes)
    seconds = ground.size.cycle_seconds
    ours = times_of(lambda count: cycle(ground, WARM_UP + 1 + count), seconds)
    bare = Bare(writes)
    with counted() as of_bare:
        bare.write()
    peers = times_of(lambda _count: bare.write(), seconds / 2)
    name = "call, incident and assignment"
    return [
        more_is_better(
            f"{name}, cycles a second",
            "1/s",
            round(len(ours) / sum(ours), 2),
            PEER,
            round(len(peers) / sum(peers), 2),
            equal=of_one == of_bare,
        ),
        less_is_better(
            f"{name}, one cycle, p99",
            "ms",
            quantile_ms(ours, 0.99),
            PEER,
            quantile_ms(peers, 0.99),
            equal=of_one == of_bare,
        ),
    ]


class Bare:
    """Writes what one cycle wrote, again and again, under names of its own."""

    def __init__(self, writes: Writes) -> None:
        self.acts = writes.acts
        facts = [fact for act in writes.acts for _sql, params in act for fact in flat(params)]
        self.keys = {fact for fact in facts if isinstance(fact, UUID)}
        words = {fact for fact in facts if isinstance(fact, str)}
        self.numbers = {word for word in words if NUMBER.fullmatch(word)}
        self.serial = 0

    def write(self) -> None:
        """Write the rows of one cycle, in as many transactions as the services do."""
        self.serial += 1
        named: dict[object, object] = {key: uuid4() for key in self.keys}
        named |= {number: f"{number[:9]}b{self.serial}" for number in self.numbers}
        for act in self.acts:
            with transaction.atomic(), connection.connection.cursor() as cursor:
                for sql, params in act:
                    cursor.execute(sql, [renamed(fact, named) for fact in params])


def renamed(fact: object, named: dict[object, object]) -> object:
    """Give a key or a number its new name, inside lists too; everything else stays."""
    if isinstance(fact, list):
        return [renamed(part, named) for part in fact]
    return named.get(fact, fact) if isinstance(fact, UUID | str) else fact


def flat(facts: Iterable[object]) -> Iterator[object]:
    """Go through facts and what lists hold."""
    for fact in facts:
        if isinstance(fact, list):
            yield from flat(fact)
        else:
            yield fact


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """Count the rows that a block adds, by table."""
    before, added = rows_by_table(), dict[str, int]()
    yield added
    added |= {table: now - before[table] for table, now in rows_by_table().items()}


def rows_by_table() -> dict[str, int]:
    """Count the rows of every table that a cycle writes."""
    models = [model for label in WRITTEN for model in apps.get_app_config(label).get_models()]
    return {model._meta.db_table: model._default_manager.count() for model in models}
