"""Telling a database that is away, or cannot be written, from a fault of ours."""

import threading
import time
from collections.abc import Callable

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
UNWRITABLE = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.DiskFull)
PROBE_SECONDS = 0.5
CONNECT_SECONDS = 2


def is_unwritable(problem: BaseException | None) -> bool:
    """Say whether the database answers, but takes nothing: its disk is full, or nearly."""
    return isinstance(problem, UNWRITABLE) or isinstance(
        getattr(problem, "__cause__", None), UNWRITABLE
    )


def is_away(problem: BaseException | None) -> bool:
    """Say whether the database does not answer."""
    # What was asked took too long, or was deadlocked: that is not being away.
    cause = getattr(problem, "__cause__", None) or problem
    answered = isinstance(cause, psycopg.Error) and bool(cause.sqlstate)
    gone = not answered or str(getattr(cause, "sqlstate", "")).startswith(("08", "57P"))
    return isinstance(problem, AWAY) and gone and not is_unwritable(problem)


class Breaker:
    """Keeps requests from waiting, one after another, for a database that is known to be away.

    While it is open a thread looks whether the database is back.
    """

    def __init__(
        self, answers: Callable[[], bool] | None = None, pause_seconds: float = PROBE_SECONDS
    ) -> None:
        self._answers = answers or database_answers
        self._pause = pause_seconds
        self._lock = threading.Lock()
        self._open = threading.Event()

    @property
    def is_open(self) -> bool:
        """Say whether the database is known to be away."""
        return self._open.is_set()

    def trip(self) -> None:
        """Note that the database is away."""
        with self._lock:
            if self._open.is_set():
                return
            self._open.set()
        threading.Thread(target=self._probe, name="probe", daemon=True).start()

    def _probe(self) -> None:
        while not self._answers():
            time.sleep(self._pause)
        self._open.clear()


def database_answers() -> bool:
    """Ask the database anew, and forget the connections that lead to what it was before."""
    parameters = connection.get_connection_params() | {
        "cursor_factory": None,
        "connect_timeout": CONNECT_SECONDS,
    }
    try:
        with psycopg.connect(**parameters) as line:
            line.execute(b"SELECT 1")
    except (psycopg.Error, DatabaseError):
        return False
    for one in connections.all(initialized_only=True):
        close_pool = getattr(one, "close_pool", None)
        if close_pool is not None:
            close_pool()
    return True


BREAKER = Breaker()
