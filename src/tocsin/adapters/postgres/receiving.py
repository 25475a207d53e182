"""The second copy of the log as it is looked after: what is seen of it, and what is ordered.

Works on the carried server as its administrator, and on any other by an address of its own.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tocsin.adapters.postgres import binaries
from tocsin.adapters.postgres.secondcopy import MAKE_SLOT, NAME, SLOT
from tocsin.core.keeping.copies import Sight

CONNECT_SECONDS = 2
ANSWER_MILLISECONDS = 2_000
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.3, 5.0
LOST = "lost"
LOOK = """
    SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint,
        pg_wal_lsn_diff(copy.flush_lsn, '0/0')::bigint,
        current_setting('synchronous_standby_names') <> '',
        coalesce(copy.sync_state, '') IN ('sync', 'quorum'),
        pg_snapshot_xmin(now.at)::text::bigint, pg_snapshot_xmax(now.at)::text::bigint
    FROM (SELECT pg_current_snapshot() AS at) AS now
    LEFT JOIN LATERAL (
        SELECT flush_lsn, sync_state FROM pg_stat_replication
        WHERE application_name = %s AND flush_lsn IS NOT NULL
        ORDER BY flush_lsn DESC LIMIT 1
    ) AS copy ON true
"""
SLOT_STATE = "SELECT wal_status, active FROM pg_replication_slots WHERE slot_name = %s"
DROP_SLOT = """
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE slot_name = %s AND NOT active
"""


class CopyLine:
    """A line to the server for looking and ordering; it never waits for the second copy itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._line: psycopg.Connection[tuple[object, ...]] | None = None

    def look(self) -> Sight:
        """See how far the server and the copy are.

        Raises
        ------
        psycopg.Error
            The server does not answer.
        """
        row = self._ask(LOOK, [NAME])
        written, copied, waits, counted, ended, begins = row
        return Sight(
            written=int(str(written)),
            copied=None if copied is None else int(str(copied)),
            waits=bool(waits),
            counted=bool(counted),
            ended=int(str(ended)),
            begins=int(str(begins)),
        )

    def wait_for_copy(self) -> None:
        """Let commits wait for the copy from now on."""
        self._order(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")

    def go_on_alone(self) -> None:
        """Let commits go on without the copy, also those that wait now."""
        self._order("ALTER SYSTEM SET synchronous_standby_names = ''")

    def write_nothing(self, *, stop: bool) -> None:
        """Let no transaction write from now on, or let them write again."""
        value = "on" if stop else "off"
        self._order(f"ALTER SYSTEM SET default_transaction_read_only = {value}")

    def hold_log(self) -> bool:
        """Have the server keep its log for the copy; say whether it had to be begun anew."""
        row = self._maybe(SLOT_STATE, [SLOT])
        anew = row is not None and row[0] == LOST
        if anew:
            self._maybe(DROP_SLOT, [SLOT])
        self._maybe(MAKE_SLOT, {"slot": SLOT})
        return anew

    def release_log(self) -> None:
        """Keep no log for a copy that nobody wants any more."""
        self._maybe(DROP_SLOT, [SLOT])

    def close(self) -> None:
        """Let the line go."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _order(self, order: str) -> None:
        self._maybe(order)
        self._maybe("SELECT pg_reload_conf()")

    def _ask(self, question: str, words: Sequence[object] = ()) -> tuple[object, ...]:
        row = self._maybe(question, words)
        if row is None:
            raise psycopg.OperationalError("The server gave no answer.")
        return row

    def _maybe(
        self, question: str, words: Sequence[object] | dict[str, object] = ()
    ) -> tuple[object, ...] | None:
        try:
            cursor = self._open().execute(question.encode(), words or None)
            return cursor.fetchone() if cursor.description else None
        except psycopg.Error:
            self.close()
            raise

    def _open(self) -> psycopg.Connection[tuple[object, ...]]:
        if self._line is None:
            # On a database that cannot be written, this line can still give orders.
            options = (
                f"-c synchronous_commit=local -c statement_timeout={ANSWER_MILLISECONDS}"
                " -c default_transaction_read_only=off"
            )
            self._line = psycopg.connect(
                make_conninfo(self.url, options=options, connect_timeout=CONNECT_SECONDS),
                autocommit=True,
            )
        return self._line


@dataclass(slots=True)
class Receiver:
    """The process that receives the log into a folder; started again when it ends."""

    url: str
    folder: Path
    programs: Path = field(default_factory=binaries.carried)
    process: "subprocess.Popen[bytes] | None" = None
    _due: float = 0.0
    _pause: float = FIRST_PAUSE_SECONDS

    def keep_running(self) -> None:
        """Start the process where it is due."""
        if self.process is not None and self.process.poll() is None:
            return
        now = monotonic()
        if self.process is not None:
            self.process = None
            self._due = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        if now >= self._due:
            self.process = self._start()

    def works(self) -> None:
        """Forget earlier failures: it keeps up."""
        self._pause = FIRST_PAUSE_SECONDS

    def replace(self) -> None:
        """End a process that stands still; another one is started soon."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def end(self) -> None:
        """End it for good."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.replace()
        self.process = None

    def begin_anew(self, at: datetime) -> None:
        """Put what was received aside: the server has lost the log that would come next."""
        self.replace()
        aside = self.folder / f"before-{at:%Y%m%dT%H%M%S}"
        aside.mkdir(mode=0o700)
        for piece in self.folder.iterdir():
            if piece.is_file():
                piece.rename(aside / piece.name)

    def _start(self) -> "subprocess.Popen[bytes]":
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts = conninfo_to_dict(self.url) | {"application_name": NAME}
        secret = parts.pop("password", None)
        address = make_conninfo(**{name: str(value) for name, value in parts.items()})
        return subprocess.Popen(  # noqa: S603 - the wheel's own program
            [
                self.programs / "pg_receivewal",
                *(f"--directory={self.folder}", f"--dbname={address}", f"--slot={SLOT}"),
                *("--synchronous", "--no-password", "--no-loop"),
            ],
            # A password on the command line could be read by everybody on the machine.
            env={**os.environ, **({"PGPASSWORD": str(secret)} if secret else {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
