"""The process beside a server: restarts it after a crash, stops it when its last user is gone.

Users hold a shared lock that the operating system gives back however they die, so a closed
terminal or a kill -9 stops the server as surely as a clean end does. Started as
`python -m tocsin.adapters.postgres.keeper FOLDER [--remove]`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tocsin.adapters.postgres.cluster import Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.locks import FileLock, alone

LOOK_EVERY_SECONDS = 0.2
# What keeps a server down may be mended at any time; until then it is tried less and less often.
LONGEST_REST_SECONDS = 10.0
SOURCE = Path(__file__).resolve().parents[3]


def users_lock(folder: Path) -> Path:
    """Return the file every user of the folder's server shares a lock on."""
    return folder / "users.lock"


def change_lock(folder: Path) -> Path:
    """Return the file that is locked alone while the server is started or made."""
    return folder / "change.lock"


def keeper_lock(folder: Path) -> Path:
    """Return the file the folder's keeper holds as long as it lives."""
    return folder / "keeper.lock"


def ensure(folder: Path, *, remove: bool) -> None:
    """Start a keeper for the folder unless one is there; call it with the change lock held."""
    lock = FileLock(keeper_lock(folder))
    free = lock.try_take()
    lock.close()
    if not free:
        return
    # It forks off at once, so that it is nobody's child and this returns soon.
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [
            sys.executable,
            "-m",
            __spec__.name,
            str(folder.absolute()),
            *(["--remove"] if remove else []),
        ],
        check=True,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )


def keep(folder: Path, *, remove: bool) -> None:
    """Look after the server until nobody uses it, then stop it."""
    mine = FileLock(keeper_lock(folder))
    # Whoever looks for a keeper touches its lock for a moment, and does so under the change lock.
    with alone(change_lock(folder)):
        if not mine.try_take():
            return
    users = FileLock(users_lock(folder))
    cluster = Cluster.at(folder)
    failed, due = 0, 0.0
    while not users.try_take():
        if time.monotonic() >= due:
            failed = 0 if _revived(cluster) else failed + 1
            due = time.monotonic() + min(failed * LOOK_EVERY_SECONDS, LONGEST_REST_SECONDS)
        time.sleep(LOOK_EVERY_SECONDS)
    cluster.stop()
    if remove:
        shutil.rmtree(folder, ignore_errors=True)
    # The next user must not mistake a keeper that is leaving for one that stays.
    mine.close()
    users.close()


def _revived(cluster: Cluster) -> bool:
    """Start the server again if it has died; say whether it is up."""
    if cluster.running() is not None:
        return True
    try:
        with alone(change_lock(cluster.folder)):
            cluster.start()
    except DatabaseUnusable:
        return False
    return True


def main(arguments: list[str]) -> None:
    """Keep the server of the named folder, apart from our starter and deaf to the terminal."""
    if os.fork():
        return
    os.chdir("/")
    for message in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(message, signal.SIG_IGN)
    keep(Path(arguments[0]), remove="--remove" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
