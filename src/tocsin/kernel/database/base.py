"""The connection: its role and bureau, what waits for the commit, what is read only once.

Django asks for a module of this name.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import psycopg
from django.db.backends.postgresql import base as postgresql
from psycopg.pq import TransactionStatus

from tocsin.kernel.database import roles

Row = tuple[object, ...]
# Django's own mark on the transactions of its test cases.
OF_TEST_CASE = attrgetter("_from_testcase")
TELL = "SELECT set_config('tocsin.bureau', %s, false)"
# What a connection was told last is kept with it, for it is lent to one request after the other.
TOLD = "tocsin_bureau"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is written right before the commit, and the savepoints that could undo it."""

    statement: str
    row: Row
    savepoints: tuple[str | None, ...]


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """A connection that holds rows back until the act that adds them is about to be committed.

    They are written in the transaction of the act, in the order in which they were added, one
    statement for all rows of a table; what undoes the act undoes them too.
    """

    def __init__(self, settings_dict: dict[str, object], alias: str) -> None:
        super().__init__(settings_dict, alias)
        self.waiting: list[Waiting] = []
        self.known: dict[Hashable, object] = {}
        self.all_or_nothing = False
        # Whose rows are meant; in the web nothing else is asked before that is known.
        self.bureau: int | None = None
        self.takes_bureau_from_requests = settings_dict["OPTIONS"].get("assume_role") == roles.WEB  # type: ignore[attr-defined] # Django's settings are untyped

    def _configure_role(self, connection: psycopg.Connection[tuple[object, ...]]) -> bool:
        """Take the role of this process, where the server knows it and lets us."""
        role = self.settings_dict["OPTIONS"].get("assume_role")
        return bool(role) and roles.take(connection, role)

    def create_cursor(self, name: str | None = None) -> object:
        """Open a cursor on a connection that has been told whose rows are meant."""
        self.tell_bureau()
        return super().create_cursor(name)

    def tell_bureau(self) -> None:
        """Tell the connection whose rows are meant, where it was told something else before.

        It is told for as long as it lasts, for most is read outside of any transaction.
        """
        if self.bureau is None and self.takes_bureau_from_requests:
            return
        meant = "" if self.bureau is None else str(self.bureau)
        line = self.connection
        if line is None or getattr(line, TOLD, "") == meant:
            return
        # A transaction that failed takes nothing in but its end.
        if line.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.wrap_database_errors:
            line.execute(TELL, [meant])
        setattr(line, TOLD, meant)

    def doubt_bureau(self) -> None:
        """Forget what the connection was told, for a transaction that ends badly takes it back."""
        if self.connection is not None:
            setattr(self.connection, TOLD, None)

    @property
    def in_act(self) -> bool:
        """Say whether a transaction is open; that of a test case, which never ends, is none."""
        return not all(map(OF_TEST_CASE, self.atomic_blocks))

    def write_at_commit(self, statement: str, row: Row) -> None:
        """Add a row; the statement takes one list for each of its columns."""
        if self.in_act:
            self.waiting.append(Waiting(statement, row, tuple(self.savepoint_ids)))
        else:
            self.write(statement, [row])

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        """Write rows of one table."""
        with self.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])

    def write_waiting(self) -> None:
        """Write what waits, table by table, each in the order of adding."""
        waiting, self.waiting = self.waiting, []
        by_statement: dict[str, list[Row]] = {}
        for one in waiting:
            by_statement.setdefault(one.statement, []).append(one.row)
        for statement, rows in by_statement.items():
            self.write(statement, rows)

    def once(self, key: Hashable, read: Callable[[], object]) -> object:
        """Read something once in a transaction; outside of one, read it."""
        if not self.in_act:
            return read()
        if key not in self.known:
            self.known[key] = read()
        return self.known[key]

    def forget(self) -> None:
        """Let go of what waits and what was read, for the transaction is over."""
        self.waiting.clear()
        self.known.clear()

    def commit(self) -> None:
        """Write what waits and commit, sent together and answered together."""
        if not self.waiting or self.connection is None:
            self.known.clear()
            super().commit()
            return
        try:
            with self.wrap_database_errors, self.connection.pipeline():
                self.write_waiting()
                super().commit()
        finally:
            self.forget()

    def rollback(self) -> None:
        """Roll back, what waits too."""
        self.forget()
        self.doubt_bureau()
        super().rollback()

    def close(self) -> None:
        """Close the connection; what waited is lost with its transaction."""
        self.forget()
        super().close()

    def savepoint(self) -> str | None:
        """Set a savepoint, unless nothing of the transaction is to be undone by itself."""
        made: str | None = None if self.all_or_nothing else super().savepoint()
        return made

    def savepoint_commit(self, sid: str) -> None:
        """Release a savepoint; where a test case holds the transaction, the act ends here."""
        if not self.in_act:
            self.write_waiting()
            self.forget()
        super().savepoint_commit(sid)

    def savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint, and with it what was added or read since."""
        self.waiting = [one for one in self.waiting if sid not in one.savepoints]
        self.known.clear()
        super().savepoint_rollback(sid)
        self.doubt_bureau()
