"""Several people at work at once, each with a line and units of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.lifecycle import Worker
from tocsin.project.campaigns.line import Line, Unanswered
from tocsin.project.campaigns.scene import UNITS_PER_WORKER, Scene


def workers_of(
    county: Scene, port: int, book: Book, *, seed: int, fresh_ids: bool, thinks_seconds: float
) -> list[Worker]:
    """Give every call-taker a dispatcher beside them, units and a line."""
    made = []
    for n, (taker, dispatcher) in enumerate(zip(county.takers, county.dispatchers, strict=True)):
        rng = Random(f"{seed}-{n}")  # noqa: S311 - a seeded campaign
        line = Line(port, rng, book, fresh_ids=fresh_ids, thinks_seconds=thinks_seconds)
        own = county.units[n * UNITS_PER_WORKER : (n + 1) * UNITS_PER_WORKER]
        codes = [unit.code for unit in own]
        made.append(Worker(f"w{n}", line, book, rng, county.switch, taker, dispatcher, codes))
    return made


@contextmanager
def at_work(
    county: Scene,
    port: int,
    book: Book,
    *,
    seed: int,
    fresh_ids: bool,
    thinks_seconds: float = 0.0,
) -> Iterator[None]:
    """Let everybody work for the length of a block, then finish what they are about.

    They think before each request, for the given time or less.

    Raises
    ------
    Unanswered
        Somebody waited for an answer in vain.
    """
    over = threading.Event()
    faults: list[Unanswered] = []

    def work(worker: Worker) -> None:
        try:
            worker.work(until=over.is_set)
        except Unanswered as fault:
            faults.append(fault)

    workers = workers_of(
        county, port, book, seed=seed, fresh_ids=fresh_ids, thinks_seconds=thinks_seconds
    )
    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
