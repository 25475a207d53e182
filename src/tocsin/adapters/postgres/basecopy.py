"""A whole cluster of the carried server, byte for byte, with the log it needs to stand alone."""

import os
import shutil
import time
from gettext import gettext as _
from pathlib import Path

from tocsin.adapters.postgres import keeper, tools
from tocsin.adapters.postgres.cluster import ADMINISTRATOR, Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.locks import FileLock, alone

FOLDER = "base"
MANIFEST = Path(FOLDER) / "backup_manifest"
PARTIAL = ".partial"
RECEIVED = "received"
PATIENCE_SECONDS = 5
# A server that catches up lets nobody in before it has all of the log.
CATCHING_UP = (
    'restore_command = \'cp "{folder}/%f" "%p"\'',
    "recovery_target_timeline = 'latest'",
    "hot_standby = off",
)


def take(cluster: Cluster, folder: Path) -> str:
    """Copy a running cluster into a folder; return the version of its server."""
    tools.run(
        "pg_basebackup",
        f"--pgdata={folder / FOLDER}",
        f"--dbname={cluster.url(database='postgres', role=ADMINISTRATOR)}",
        *("--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256"),
        *("--no-password", "--no-sync"),
    )
    return (folder / FOLDER / "PG_VERSION").read_text(encoding="ascii").strip()


def verify(folder: Path) -> None:
    """Hold every file of a copy, and the log in it, against the manifest that came with it."""
    tools.run("pg_verifybackup", "--exit-on-error", "--quiet", str(folder / FOLDER))


def stage(folder: Path, *, below: Path, received: Path | None = None) -> Cluster:
    """Lay a copy out as a cluster of its own below a data folder, ready to be started there.

    With `received`, the folder of a second copy of the log, it catches up to the end of that log
    at its first start.
    """
    below.mkdir(mode=0o711, parents=True, exist_ok=True)
    cluster = Cluster.at(below)
    cluster.account.give(cluster.home, 0o700)
    shutil.copytree(folder / FOLDER, cluster.data)
    cluster.data.chmod(0o700)
    if received is not None:
        _catch_up(cluster, received)
    if cluster.account.stands_in:
        for path in [cluster.data, *cluster.home.rglob("*")]:
            os.chown(path, cluster.account.user, cluster.account.group, follow_symlinks=False)
    return cluster


def _catch_up(cluster: Cluster, received: Path) -> None:
    """Lay the received log beside the cluster; its last, unfinished piece counts as well."""
    place = cluster.home / RECEIVED
    place.mkdir(mode=0o700)
    for piece in sorted(received.iterdir()):
        if piece.is_file():
            shutil.copy2(piece, place / piece.name.removesuffix(PARTIAL))
    settings = "\n".join(CATCHING_UP).format(folder=place)
    with (cluster.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(f"\n{settings}\n")
    (cluster.data / "recovery.signal").touch()


def caught_up(cluster: Cluster) -> None:
    """Forget the received log, once a staged cluster was stopped after catching up."""
    shutil.rmtree(cluster.home / RECEIVED, ignore_errors=True)
    settings = cluster.data / "postgresql.auto.conf"
    names = tuple(line.partition(" ")[0] for line in CATCHING_UP)
    kept = [line for line in settings.read_text().splitlines() if not line.startswith(names)]
    settings.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def take_place(staged: Cluster, folder: Path) -> None:
    """Put a staged cluster, which is stopped, in the place of the one of a data folder.

    Raises
    ------
    DatabaseUnusable
        Somebody uses the database of the folder; nothing has changed.
    """
    users = FileLock(keeper.users_lock(folder))
    try:
        # The keeper would start what it finds stopped; it waits for this lock to do so.
        with alone(keeper.change_lock(folder)):
            _wait_for(users)
            ours = Cluster.at(folder)
            ours.stop()
            former = ours.home / "former"
            shutil.rmtree(former, ignore_errors=True)
            ours.account.give(ours.home, 0o700)
            if ours.data.exists():
                ours.data.rename(former)
            staged.data.rename(ours.data)
            shutil.rmtree(former, ignore_errors=True)
    finally:
        users.close()


def _wait_for(users: FileLock) -> None:
    """Take the lock of all users; a keeper that is leaving holds it for a moment."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not users.try_take():
        if time.monotonic() > patience:
            raise DatabaseUnusable(
                _("Somebody is connected to the database; stop Tocsin, then restore.")
            )
        time.sleep(0.05)
