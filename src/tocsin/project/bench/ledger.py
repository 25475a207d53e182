"""What the ledger costs those who work: acts of sixteen writers, with it and without, by turns."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import connection, transaction

from tocsin.core.ledger.checking import Findings, examine
from tocsin.kernel import moment
from tocsin.kernel.ledger import api as ledger
from tocsin.project.bench.ground import BenchGround
from tocsin.project.bench.numbers import POOL, WRITERS, home_of, take, together
from tocsin.project.bench.rows import Row, alone, more_is_better
from tocsin.project.bench.webserver import address_here
from tocsin.project.processes import Program, Supervisor, python_module
from tocsin.project.serving import SEQUENCER

WITHOUT = "the same acts into tables without the ledger's columns, index and rules, by turns"
# Of each record the schema, the table, and the name of its index.
COVERED = (("public", "audit_entry", "audit_entry"), ("personal", "look", "personal_look"))
TURNS, QUICK_TURNS = 3, 1
PATIENCE_SECONDS = 120.0
UNCOVER = """
    ALTER TABLE {schema}.{table} DISABLE TRIGGER {name}_unchanging;
    ALTER TABLE {schema}.{table}
        ALTER written_in DROP NOT NULL, ALTER written_in DROP DEFAULT,
        ALTER salt DROP NOT NULL, ALTER salt DROP DEFAULT;
    DROP INDEX {schema}.{name}_written_in;
"""
COVER = """
    UPDATE {schema}.{table}
        SET written_in = pg_current_xact_id(), salt = uuid_send(gen_random_uuid())
        WHERE written_in IS NULL;
    ALTER TABLE {schema}.{table}
        ALTER written_in SET NOT NULL, ALTER written_in SET DEFAULT pg_current_xact_id(),
        ALTER salt SET NOT NULL, ALTER salt SET DEFAULT uuid_send(gen_random_uuid());
    CREATE INDEX {name}_written_in ON {schema}.{table} (written_in);
    ALTER TABLE {schema}.{table} ENABLE TRIGGER {name}_unchanging;
"""


class NotSequencedError(RuntimeError):
    """The sequencer did not come up."""


@dataclass(slots=True)
class Turns:
    """Acts done, and the seconds they took, over all turns of one kind."""

    acts: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Return acts a second."""
        return self.acts / self.seconds


def measure(ground: BenchGround) -> list[Row]:
    """Let sixteen take calls, each in a bureau of their own, by turns with the ledger and without.

    What was written without it is put under it afterwards, so that all of it is examined.
    """
    connection.pool.resize(1, POOL)  # type: ignore[attr-defined] # Django's stubs know no pool
    homes = [home_of(ground.bureau, number) for number in range(WRITERS)]
    covered, bare = Turns(), Turns()

    def turn(kept: Turns) -> None:
        drawn = together(lambda writer: take(homes[writer], ground), ground.size.cycle_seconds)
        kept.acts += len(drawn.took)
        kept.seconds += len(drawn.took) / drawn.rate

    for _turn in range(QUICK_TURNS if ground.size.quick else TURNS):
        with uncovered():
            turn(bare)
        with sequenced():
            turn(covered)
    found, seconds = examined()
    return [
        more_is_better(
            f"{WRITERS} writers at once: calls taken a second with the ledger",
            "1/s",
            round(covered.rate, 1),
            WITHOUT,
            round(bare.rate, 1),
            equal=found.sound,
        ),
        alone(
            f"rows of the ledger examined a second, of {found.rows}",
            "1/s",
            round(found.rows / seconds, 1),
            "no other program reads this record",
        ),
    ]


@contextmanager
def uncovered() -> Iterator[None]:
    """Take the ledger's columns, index and rules off the records; put them back afterwards."""
    change(UNCOVER)
    try:
        yield
    finally:
        change(COVER)


def change(statements: str) -> None:
    """Change both tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        for schema, table, name in COVERED:
            cursor.execute(statements.format(schema=schema, table=table, name=name))


@contextmanager
def sequenced() -> Iterator[None]:
    """Let the sequencer work in a process of its own, as it does beside the web."""
    here = {"TOCSIN_DATABASE_URL": address_here(), "TOCSIN_LEDGER_FOLDER": str(folder())}
    kept = python_module("sequencer", SEQUENCER)
    over = threading.Event()
    supervisor = Supervisor(
        [Program(kept.name, kept.command, here)], tell=lambda _name, _code: None
    )
    with supervisor:
        watch = threading.Thread(target=lambda: supervisor.watch(until=over.is_set))
        watch.start()
        try:
            wait_until_placed()
            yield
        finally:
            over.set()
            watch.join()


def folder() -> Path:
    """Return where the keys of the ledger lie."""
    return Path(settings.LEDGER_FOLDER)


def wait_until_placed() -> None:
    """Wait until the sequencer has come up and done what lies before it."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while ledger.without_place():
        if time.monotonic() > patience:
            raise NotSequencedError("The sequencer did not come up.")
        time.sleep(0.05)


def examined() -> tuple[Findings, float]:
    """Give the last rows their place, sign, and examine all; say how long the examination took."""
    while ledger.sequence(look=ledger.horizon_when_alone):
        pass
    ledger.sign(at=moment.now())
    begun = perf_counter()
    with transaction.atomic():
        found = examine(ledger.gathered())
    return found, perf_counter() - begun
