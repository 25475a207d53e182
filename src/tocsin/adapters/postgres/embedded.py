"""The carried PostgreSQL as a context: `with running(folder) as server: connect(server.url)`."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

import psycopg
from psycopg import sql

from tocsin.adapters.postgres import gates, keeper, rolemaking
from tocsin.adapters.postgres.cluster import ADMINISTRATOR, DATABASE, ROLE, Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.locks import FileLock, alone

READY_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server that stays up as long as somebody uses it."""

    cluster: Cluster

    @property
    def url(self) -> str:
        """Return the address of the Tocsin database."""
        return self.cluster.url()

    @property
    def folder(self) -> Path:
        """Return the data folder."""
        return self.cluster.folder

    @property
    def pid(self) -> int | None:
        """Return the number of the server's first process, or nothing while it is down."""
        server = self.cluster.running()
        return server.pid if server else None

    def kill(self) -> None:
        """Kill the server and all its processes without warning; its keeper restarts it."""
        server = self.cluster.running()
        if server is not None:
            server.kill_with_children()


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Use the server of a data folder: join it or start it; the last to leave stops it.

    Raises
    ------
    DatabaseUnusable
        The folder, the machine or the cluster does not allow it; the message says what to do.
    """
    with _used(folder, remove=False) as server:
        yield server


@contextmanager
def scratch(*, durable: bool = True) -> Iterator[Server]:
    """Use a server of its own on a new folder that is removed at the end, even if we are killed.

    One that is not durable answers before anything is on the disk: what runs on it is not about
    what a crash leaves behind.
    """
    folder = Path(tempfile.mkdtemp(prefix="tocsin-"))
    try:
        with _used(folder, remove=True) as server:
            if not durable:
                _hurry(server.cluster)
            yield server
    finally:
        _removed(folder)


@contextmanager
def _used(folder: Path, *, remove: bool) -> Iterator[Server]:
    _open_folder(folder, walkable=remove)
    users = FileLock(keeper.users_lock(folder))
    try:
        users.share()
        cluster = Cluster.at(folder)
        with alone(keeper.change_lock(folder)):
            cluster.prepare()
            cluster.start()
            keeper.ensure(folder, remove=remove)
            _furnish(cluster)
        yield Server(cluster)
    finally:
        if users.try_take():
            Cluster.at(folder).stop()
        users.close()


def _open_folder(folder: Path, *, walkable: bool) -> None:
    """Make the data folder; root's lets the stand-in walk through, and nothing above changes."""
    stands_in = os.geteuid() == 0
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o711 if stands_in else 0o700)
        if walkable and stands_in:
            folder.chmod(0o711)
    except OSError as problem:
        raise _unusable(folder, problem.strerror) from problem
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(folder, _("it belongs to somebody else"))


def _unusable(folder: Path, reason: str | None) -> DatabaseUnusable:
    return DatabaseUnusable(
        _(
            "The data folder {folder} cannot be used ({reason}); choose another with TOCSIN_DATA."
        ).format(folder=folder, reason=reason)
    )


def _furnish(cluster: Cluster) -> None:
    """Make the role, the database and the extensions where missing, then pass the gates."""
    with connected(cluster.url(database="postgres", role=ADMINISTRATOR)) as connection:
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(sql.Identifier(ROLE))
            )
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(ROLE)
                )
            )
        rolemaking.make_for(connection, ROLE)
    with connected(cluster.url()) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        gates.refuse_unless_safe(connection)


def _hurry(cluster: Cluster) -> None:
    """Let the server go on without waiting for the disk."""
    with connected(cluster.url(database="postgres", role=ADMINISTRATOR)) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")


def _exists(connection: psycopg.Connection, question: str, name: str) -> bool:
    return connection.execute(question.encode(), [name]).fetchone() is not None


def connected(url: str) -> psycopg.Connection:
    """Connect as soon as the server lets us in; one that replays its log may take a while."""
    patience = time.monotonic() + READY_SECONDS
    while True:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as problem:
            if time.monotonic() > patience:
                raise DatabaseUnusable(
                    _("The database does not answer: {problem}").format(problem=problem)
                ) from problem
            time.sleep(0.05)


def _removed(folder: Path) -> None:
    """Remove a scratch folder once its server is gone, unless the keeper came first."""
    patience = time.monotonic() + READY_SECONDS
    while folder.exists() and time.monotonic() < patience:
        with suppress(FileNotFoundError):
            if Cluster.at(folder).running() is None:
                shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.02)
