"""Adding rows to records, and reading once per transaction what does not change within it."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from tocsin.kernel import moment
from tocsin.kernel.database import roles
from tocsin.kernel.database.base import DatabaseWrapper, Row

__all__ = [
    "add",
    "all_or_nothing",
    "by_itself",
    "forget",
    "hear_the_time",
    "mean",
    "once_in_transaction",
    "part_of_act",
    "rows_planned_anew",
    "take_role",
    "within",
    "write_waiting",
]

Known = TypeVar("Known")
Made = TypeVar("Made")
P = ParamSpec("P")


def ours() -> DatabaseWrapper:
    """Return the connection of this thread."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not isinstance(connection, DatabaseWrapper):
        raise ImproperlyConfigured("DATABASES must name the engine tocsin.kernel.database.")
    return connection


def hear_the_time() -> None:
    """Take the time from the database; from now on this process does not read its own clock."""
    with ours().cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment.STEADY.hear(cursor.fetchone()[0])


def add(statement: str, row: Row) -> None:
    """Add a row to a record in the transaction of the act, written right before its commit.

    The statement takes one list for each column. Nothing may read the rows before the commit,
    unless it calls ``write_waiting`` first. Outside a transaction the row is written at once.
    """
    ours().write_at_commit(statement, row)


def rows_planned_anew(statement: str, facts: Sequence[object]) -> list[tuple[object, ...]]:
    """Read rows by a statement that is planned for just these facts, each time.

    For searches whose best plan depends on what is looked for.
    """
    connection = ours()
    connection.ensure_connection()
    connection.tell_bureau()
    with connection.wrap_database_errors:
        rows: list[tuple[object, ...]] = connection.connection.execute(
            statement, facts, prepare=False
        ).fetchall()
    return rows


def write_waiting() -> None:
    """Write what waits for the commit now, so that it can be read in this transaction."""
    ours().write_waiting()


def mean(bureau_id: int | None) -> None:
    """Mean the rows of one bureau from now on, or of none in particular."""
    ours().bureau = bureau_id


@contextmanager
def within(bureau_id: int | None) -> Iterator[None]:
    """Mean the rows of one bureau; those of others are not there for the length of a block."""
    connection = ours()
    before, connection.bureau = connection.bureau, bureau_id
    try:
        yield
    finally:
        connection.bureau = before


def take_role(line: psycopg.Connection[tuple[object, ...]]) -> None:
    """Let a connection of its own work under the role of this process."""
    role = ours().settings_dict["OPTIONS"].get("assume_role")
    if role:
        roles.take(line, role)


def part_of_act(act: Callable[P, Made]) -> Callable[P, Made]:
    """Do it in the transaction under way, as a part that is undone only with the whole.

    Where none is under way it is one by itself.
    """

    @wraps(act)
    def joined(*args: P.args, **kwargs: P.kwargs) -> Made:
        with transaction.atomic(savepoint=not ours().in_act):
            return act(*args, **kwargs)

    return joined


@contextmanager
def by_itself() -> Iterator[None]:
    """Do something that stays done, whatever is undone after it.

    It is committed at the end of the block; so no transaction may be under way.
    """
    if ours().in_act:
        raise RuntimeError("What is to be committed by itself stands in another transaction.")
    with transaction.atomic():
        yield


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Do many acts in one transaction, none of which can be undone by itself.

    The first that is refused, even where its caller would go on without it, undoes them all.
    """
    connection = ours()
    with transaction.atomic():
        before, connection.all_or_nothing = connection.all_or_nothing, True
        try:
            yield
        finally:
            connection.all_or_nothing = before


def once_in_transaction(key: Hashable, read: Callable[[], Known]) -> Known:
    """Read once in a transaction what all of it is to see alike; the key names it."""
    found: Known = ours().once(key, read)  # type: ignore[assignment] # the key belongs to one read
    return found


def forget(key: Hashable) -> None:
    """Have it read again, because this transaction has changed it."""
    ours().known.pop(key, None)
