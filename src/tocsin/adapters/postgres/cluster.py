"""One cluster folder: made, configured, started and stopped with the carried programs."""

import hashlib
import os
import re
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from urllib.parse import quote

from tocsin.adapters.postgres import binaries, postmaster
from tocsin.adapters.postgres.account import Account, account_for
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.kernel.database import roles

DATABASE = ROLE = "tocsin"
ADMINISTRATOR = "postgres"
# Copies of the whole cluster and of its log are asked for by a way of their own.
WAYS_IN = ("all", "replication")
# What is ordered while the server runs, by those who look after it, and ends with it.
WHILE_IT_RUNS = ("synchronous_standby_names", "default_transaction_read_only")
START_SECONDS = 60
STOP_SECONDS = 30
# An older folder of many gigabytes is read and written once from end to end.
CHECKSUM_SECONDS = 4 * 60 * 60
_WITHOUT_CHECKSUMS = re.compile(r"checksum version: +0$", re.MULTILINE)
_STOPPED = re.compile(r"cluster state: +shut down$", re.MULTILINE)
# A socket's whole path must fit into 104 bytes on the tightest system.
_LONGEST_SOCKET = 100
_SOCKET_NAME = ".s.PGSQL.5432"
# What a crashed server leaves for a moment: children that have not yet noticed, and its lock.
_LEFT_OVER = ("shared memory block", "already exists")


@dataclass(frozen=True)
class Cluster:
    """The server files below one data folder, and the user who owns them."""

    folder: Path
    account: Account

    @classmethod
    def at(cls, folder: Path) -> "Cluster":
        """Describe the cluster below a data folder; nothing is made yet."""
        folder = folder.absolute()
        return cls(folder, account_for(folder / "postgres"))

    @property
    def home(self) -> Path:
        """Return the folder that the server's user owns."""
        return self.folder / "postgres"

    @property
    def data(self) -> Path:
        """Return the folder PostgreSQL calls its data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """Return the file the server writes its words to."""
        return self.home / "server.log"

    @property
    def socket(self) -> Path:
        """Return the socket's folder: below the data folder, or a short one where that is long."""
        inside = self.home / "socket"
        if len(os.fsencode(inside / _SOCKET_NAME)) <= _LONGEST_SOCKET:
            return inside
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path("/tmp") / f"tocsin-{self.account.user}-{mark}"  # noqa: S108 - checked when made

    def url(self, *, database: str = DATABASE, role: str = ROLE) -> str:
        """Return the address of a database of this server."""
        return f"postgresql:///{database}?host={quote(str(self.socket))}&user={role}"

    def programs(self) -> Path:
        """Return the folder of the server's programs."""
        return binaries.readable_by(self.account, keep=self.folder)

    def prepare(self) -> None:
        """Make the folders and the cluster where missing; refuse another major version."""
        self.account.give(self.home, 0o700)
        if self.account.stands_in and not self.account.reaches(self.home):
            raise DatabaseUnusable(
                _(
                    "The user {name}, under whom the database runs when root starts it, cannot "
                    "reach {folder}; choose an open folder with TOCSIN_DATA."
                ).format(name=self.account.name, folder=self.folder)
            )
        made = self.data / "PG_VERSION"
        if not made.exists():
            self._initialise()
        elif (major := made.read_text().strip()) != binaries.carried_major():
            raise DatabaseUnusable(
                _(
                    "{folder} was made by PostgreSQL {major}, and this Tocsin carries {carried}: "
                    "write a backup with the Tocsin that made it (tocsin backup --portable DIR), "
                    "move the folder away, then run tocsin restore DIR."
                ).format(folder=self.data, major=major, carried=binaries.carried_major())
            )

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it in whole; an interruption harms nothing."""
        for left in self.home.glob("new-*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=self.home, prefix="new-") as name:
            draft = Path(name)
            self.account.give(draft, 0o700)
            answer = self.account.run(
                self.programs() / "initdb",
                f"--pgdata={draft / 'cluster'}",
                f"--username={ADMINISTRATOR}",
                "--auth=peer",
                "--encoding=UTF8",
                "--data-checksums",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8",
            )
            if answer.returncode != 0:
                raise DatabaseUnusable(_told(_("The database could not be made"), answer.stderr))
            with (draft / "cluster" / "postgresql.conf").open("a") as configuration:
                configuration.write("\ninclude 'tocsin.conf'\n")
            (draft / "cluster").rename(self.data)

    def _configure(self) -> None:
        """Write the settings that depend on where the folder lies and who starts it."""
        _make_socket_folder(self.socket, self.account)
        names = sorted({self.account.name, *({"root"} if self.account.stands_in else ())})
        self._write(
            "tocsin.conf",
            *(f"{name} = '{value}'" for name, value in self._settings().items()),
        )
        self._write("pg_hba.conf", *(f"local {what} all peer map=tocsin" for what in WAYS_IN))
        self._write(
            "pg_ident.conf",
            *(
                f'tocsin "{name}" {role}'
                for name in names
                for role in (ROLE, ADMINISTRATOR, *roles.ALL)
            ),
        )

    def _settings(self) -> dict[str, str]:
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket).replace("'", "''"),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            # A second copy that stays away does not fill the disk with the log it misses.
            "max_slot_wal_keep_size": "4GB",
        }

    def _write(self, name: str, *lines: str) -> None:
        path = self.data / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        if self.account.stands_in:
            os.chown(path, self.account.user, self.account.group)

    def running(self) -> postmaster.Postmaster | None:
        """Return the living server, or nothing."""
        return postmaster.find(self.data)

    def start(self) -> None:
        """Start the server if it is not running, waiting for what a crash left behind to go."""
        if self.running() is not None:
            return
        self._configure()
        _forget_orders(self.data)
        self._ensure_checksums()
        patience = time.monotonic() + START_SECONDS
        while True:
            postmaster.forget(self.data, self.socket)
            said = self._launch()
            if said is None:
                return
            if time.monotonic() > patience or not any(sign in said for sign in _LEFT_OVER):
                raise DatabaseUnusable(_told(_("The database did not start"), said))
            time.sleep(0.2)

    def _ensure_checksums(self) -> None:
        """Give an older folder the checksums it was made without, where it was stopped cleanly.

        One that was not is refused by the gates, stopped cleanly, and gets them the next time.
        """
        told = self.account.run(self.programs() / "pg_controldata", self.data).stdout
        if not (_WITHOUT_CHECKSUMS.search(told) and _STOPPED.search(told)):
            return
        answer = self.account.run(
            self.programs() / "pg_checksums",
            *("--enable", f"--pgdata={self.data}"),
            timeout=CHECKSUM_SECONDS,
        )
        if answer.returncode != 0:
            raise DatabaseUnusable(
                _told(_("The database could not be given checksums"), answer.stderr)
            )

    def _launch(self) -> str | None:
        """Start the server once; return its last words if it does not come up."""
        before = self.log.stat().st_size if self.log.exists() else 0
        answer = self.account.run(
            self.programs() / "pg_ctl",
            *("start", "--silent", "--wait", f"--timeout={START_SECONDS}"),
            *(f"--pgdata={self.data}", f"--log={self.log}"),
            timeout=START_SECONDS + 10,
        )
        if answer.returncode == 0:
            return None
        if not self.log.exists():
            return answer.stderr or answer.stdout
        with self.log.open(errors="replace") as log:
            log.seek(before)
            return log.read() or answer.stderr

    def stop(self) -> None:
        """Stop the server cleanly, cutting open connections; do not wait for ever."""
        for message in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            server = self.running()
            if server is None:
                break
            server.tell(message)
            patience = time.monotonic() + STOP_SECONDS
            while self.running() is not None and time.monotonic() < patience:
                time.sleep(0.02)
        if self.socket.parent != self.home and _is_closed(self.socket, self.account):
            for left in self.socket.iterdir():
                left.unlink(missing_ok=True)
            self.socket.rmdir()


def _forget_orders(data: Path) -> None:
    """Take back what whoever looks after the server orders while it runs.

    Nobody may be there who receives a copy; commits would wait for ever.
    """
    ordered = data / "postgresql.auto.conf"
    if ordered.exists():
        lines = ordered.read_text(encoding="utf-8").splitlines(keepends=True)
        ordered.write_text("".join(line for line in lines if not line.startswith(WHILE_IT_RUNS)))


def _make_socket_folder(path: Path, account: Account) -> None:
    """Make the socket's folder, refusing one that somebody else put there first."""
    if not path.exists() and not path.is_symlink():
        account.give(path, 0o700)
    if not _is_closed(path, account):
        raise DatabaseUnusable(
            _("{path} should be a closed folder of {name}; remove it and start again.").format(
                path=path, name=account.name
            )
        )


def _is_closed(path: Path, account: Account) -> bool:
    """Say whether a path is a real folder of the account, closed to everyone else."""
    if path.is_symlink() or not path.is_dir():
        return False
    facts = path.stat()
    return facts.st_uid == account.user and not facts.st_mode & 0o077


def _told(what: str, words: str) -> str:
    last = [line.strip() for line in words.splitlines() if line.strip()][-3:]
    return f"{what}: {' '.join(last) or _('it gave no reason')}"
