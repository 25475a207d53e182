"""Clocks that are set while people work: the machine's, the database's, a telephone's."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel import moment, steady
from tocsin.kernel.accounts.api import Officer
from tocsin.project import startup

MACHINE, DATABASE, PHONE = "machine", "database", "phone"
STEPS = tuple(timedelta(hours=hours) for hours in (1, -1, 24, -24))
# What Django and allauth ask for the time.
NOW = "now"
PLANTS = ("wall-clock", "follows-the-database", "trusts-the-phone")
SAID_BY_DATABASE = ("clock_timestamp", "now", "statement_timestamp")
# The clock of this machine, whatever is set meanwhile.
_true_seconds = time.time


def true_now() -> datetime:
    """Say what time it is, whoever set which clock."""
    return datetime.fromtimestamp(_true_seconds(), UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """Whose clock is set, and by how much."""

    whose: str
    by: timedelta

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Set the clock for the length of a block, then set it back."""
        if self.whose == MACHINE:
            with machine_set(self.by):
                yield
        elif self.whose == DATABASE:
            with database_set(self.by):
                yield
        else:
            # The telephone itself says another time with each act.
            with nullcontext():
                yield


@contextmanager
def machine_set(by: timedelta) -> Iterator[None]:
    """Set what this process is told by the machine's clock; the one that counts on is nobody's."""
    kept, kept_now = time.time, getattr(timezone, NOW)
    time.time = lambda: _true_seconds() + by.total_seconds()
    setattr(timezone, NOW, lambda: true_now() + by)
    try:
        yield
    finally:
        time.time = kept
        setattr(timezone, NOW, kept_now)


@contextmanager
def database_set(by: timedelta) -> Iterator[None]:
    """Let the database say another time to whoever asks it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA drill")
        for name in SAID_BY_DATABASE:
            cursor.execute(
                f"CREATE FUNCTION drill.{name}() RETURNS timestamptz LANGUAGE sql VOLATILE "
                f"AS $$ SELECT pg_catalog.clock_timestamp() + '{by.total_seconds()} s'::interval $$"
            )
        cursor.execute("ALTER ROLE CURRENT_USER SET search_path = drill, pg_catalog, public")
    startup.let_go()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER RESET search_path")
            cursor.execute("DROP SCHEMA drill CASCADE")
        startup.let_go()


class Wall(steady.Steady):
    """Plants the fault: nobody listens to the database."""

    def now(self) -> datetime | None:
        """Know nothing but the machine's clock."""
        return None


@contextmanager
def planted(plant: str | None) -> Iterator[None]:
    """Plant a fault for the length of a block."""
    kept, slack, stamp = moment.STEADY, steady.SLACK, dispatch.record_milestone
    moment.STEADY = steady.Steady()
    if plant == "wall-clock":
        moment.STEADY = Wall()
    elif plant == "follows-the-database":
        steady.SLACK = timedelta.max
        moment.STEADY = Follower()
    elif plant == "trusts-the-phone":
        dispatch.record_milestone = stamp_as_told
    try:
        yield
    finally:
        moment.STEADY, steady.SLACK = kept, slack
        dispatch.record_milestone = stamp


class Follower(steady.Steady):
    """Plants the fault: the database is always right, however far it leaps."""

    def now(self) -> datetime | None:
        """Say what it said last."""
        return self.computed()


def stamp_as_told(
    *,
    assignment: dispatch.Assignment,
    kind: str,
    at: datetime,
    actor: Officer,
    claimed_at: datetime | None = None,
) -> dispatch.Milestone:
    """Plant the fault: what a telephone says the time was is the time."""
    return _stamp(
        assignment=assignment, kind=kind, at=claimed_at or at, actor=actor, claimed_at=claimed_at
    )


_stamp = dispatch.record_milestone
