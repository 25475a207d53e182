"""What goes into a backup, and the ways to bring one back: to stay, or to see whether it holds."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from time import perf_counter

from tocsin.adapters.postgres import archive, basecopy, dumping, embedded
from tocsin.adapters.postgres.cluster import Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.gates import Finding
from tocsin.project import environment

EXAMINER = "tocsin.project.restored"
SOURCE = Path(__file__).resolve().parents[2]


class NotAsItWas(DatabaseUnusable):
    """What was brought back does not hold; it was not put in place."""


@dataclass(slots=True)
class Return:
    """How bringing a backup back went."""

    contents: archive.Contents
    findings: list[Finding] = field(default_factory=list)
    brought_keys: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Say whether everything that was looked at holds."""
        return bool(self.findings) and all(finding.ok for finding in self.findings)

    def plain(self) -> dict[str, object]:
        """Write it as plain values."""
        return {
            "made_at": self.contents.made_at,
            "method": self.contents.method,
            "rows": self.contents.total_rows,
            "keys": self.brought_keys,
            "checks": [vars(finding) for finding in self.findings],
            "seconds": round(self.seconds, 3),
            "passed": self.passed,
        }


@dataclass(frozen=True)
class Wishes:
    """What is to be brought back, and whether over what is there."""

    place: Path
    received: Path | None = None
    replace: bool = False


def key_folders(data: Path) -> dict[str, Path]:
    """Name the folders of keys, which lie apart from the database."""
    return {
        name: Path(os.environ.get(f"TOCSIN_{name.upper()}_FOLDER") or data / name)
        for name in ("ledger", "personal")
    }


def of_carried(folder: Path) -> Callable[[Path], archive.Copied]:
    """Copy the carried server byte for byte, rows counted beforehand for the telling."""

    def copy(work: Path) -> archive.Copied:
        cluster = Cluster.at(folder)
        with embedded.connected(cluster.url()) as connection:
            rows = dumping.rows_in(connection)
        return archive.Copied(basecopy.take(cluster, work), archive.BASE, rows)

    return copy


def of_address(url: str) -> Callable[[Path], archive.Copied]:
    """Copy any server's database as a dump."""
    return lambda work: dumping.dump(url, work)


def rehearse(wishes: Wishes) -> Return:
    """Bring a backup back on a server of its own, look at everything, and throw it away."""
    begun = perf_counter()
    with archive.opened(wishes.place) as (folder, contents), _rehearsal_room() as room:
        result = Return(contents)
        keys = _keys_for(folder, room, result)
        if contents.method == archive.BASE:
            _start_staged(folder, room, wishes, result, keys)
        else:
            with embedded.running(room) as server:
                approve = _approval(result, room, keys)
                _bring_dump(server.url, folder, result, approve)
        result.seconds = perf_counter() - begun
        return result


def restore(wishes: Wishes, *, data: Path, url: str | None) -> Return:
    """Bring a backup back to stay: looked at beside what is there, then put in its place.

    Raises
    ------
    DatabaseUnusable
        It is damaged, does not hold, does not fit this server, or there is something already and
        `replace` was not said. What was there is then untouched.
    """
    begun = perf_counter()
    with archive.opened(wishes.place) as (folder, contents):
        result = Return(contents)
        if contents.method == archive.BASE:
            _return_base(folder, wishes, result, data=data, url=url)
        else:
            _return_dump(folder, wishes, result, data=data, url=url)
        archive.bring_files(folder, data / archive.FILES)
    result.seconds = perf_counter() - begun
    return result


def _return_base(
    folder: Path, wishes: Wishes, result: Return, *, data: Path, url: str | None
) -> None:
    if url is not None:
        raise DatabaseUnusable(
            _(
                "This backup is a copy of the carried server; bring it back without "
                "TOCSIN_DATABASE_URL."
            )
        )
    data.mkdir(parents=True, exist_ok=True, mode=0o711)
    if not wishes.replace:
        _refuse_filled_folder(data)
    result.brought_keys = archive.bring_keys(folder, key_folders(data))
    room = Path(tempfile.mkdtemp(dir=data, prefix=".restoring-"))
    room.chmod(0o711)
    try:
        staged = _start_staged(folder, room, wishes, result, key_folders(data))
        _refuse_unless_sound(result)
        basecopy.take_place(staged, data)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _return_dump(
    folder: Path, wishes: Wishes, result: Return, *, data: Path, url: str | None
) -> None:
    if wishes.received is not None:
        raise DatabaseUnusable(_("A dump cannot catch up with a log; only a base copy can."))
    with _address(data, url) as address:
        if not wishes.replace:
            _refuse_filled(address, data)
        result.brought_keys = archive.bring_keys(folder, key_folders(data))
        approve = _approval(result, data, key_folders(data))
        _bring_dump(address, folder, result, approve)
        _refuse_unless_sound(result)


def _bring_dump(url: str, folder: Path, result: Return, approve: Callable[[str], None]) -> None:
    dumping.bring(url=url, folder=folder, rows=result.contents.rows, approve=approve)


@contextmanager
def _address(data: Path, url: str | None) -> Iterator[str]:
    """Provide the address to bring a dump to: the one given, or the carried server's."""
    if url is not None:
        yield url
        return
    with embedded.running(data) as server:
        yield server.url


def _start_staged(
    folder: Path, room: Path, wishes: Wishes, result: Return, keys: Mapping[str, Path]
) -> Cluster:
    """Start a copy in a room of its own, look at it, and stop it."""
    staged = basecopy.stage(folder, below=room, received=wishes.received)
    with embedded.running(room) as server:
        result.findings = examine(server.url, room, result.contents, keys)
    if wishes.received is not None:
        basecopy.caught_up(staged)
    return staged


def _approval(result: Return, folder: Path, keys: Mapping[str, Path]) -> Callable[[str], None]:
    def approve(url: str) -> None:
        result.findings = examine(url, folder, result.contents, keys)
        _refuse_unless_sound(result)

    return approve


def examine(
    url: str, folder: Path, contents: archive.Contents, keys: Mapping[str, Path]
) -> list[Finding]:
    """Look at a returned database from a process of its own, under the keys it belongs to."""
    answer = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", EXAMINER],
        input=json.dumps(contents.about),
        check=False,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "TOCSIN_DATABASE_URL": url,
            "TOCSIN_DATA": str(folder),
            "TOCSIN_LEDGER_FOLDER": str(keys["ledger"]),
            "TOCSIN_PERSONAL_FOLDER": str(keys["personal"]),
            "TOCSIN_SECRET_KEY": environment.secret_of(folder),
        },
    )
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or [""])[-1]
        return [Finding("examination", ok=False, message=last)]
    return [Finding(**one) for one in json.loads(answer.stdout)]


def _refuse_unless_sound(result: Return) -> None:
    if not result.passed:
        wrong = [f"{one.name}: {one.message}" for one in result.findings if not one.ok]
        raise NotAsItWas(
            _("The backup was not put in place, because it does not hold: {wrong}").format(
                wrong=" ".join(wrong)
            )
        )


def _keys_for(folder: Path, room: Path, result: Return) -> dict[str, Path]:
    """Take the keys that a backup carries to its rehearsal; without them, those in use here."""
    ours = key_folders(environment.data_folder())
    taken = key_folders_in(room)
    result.brought_keys = archive.bring_keys(folder, taken)
    return {name: taken[name] if name in result.brought_keys else ours[name] for name in ours}


def key_folders_in(room: Path) -> dict[str, Path]:
    """Name the folders of keys in a room of its own."""
    return {name: room / f"keys-{name}" for name in key_folders(room)}


@contextmanager
def _rehearsal_room() -> Iterator[Path]:
    """Provide a data folder that is gone at the end."""
    room = Path(tempfile.mkdtemp(prefix="tocsin-"))
    room.chmod(0o711)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _refuse_filled_folder(data: Path) -> None:
    if (data / "postgres" / "cluster").exists():
        with embedded.running(data) as server:
            _refuse_filled(server.url, data)


def _refuse_filled(url: str, data: Path) -> None:
    files = data / archive.FILES
    with embedded.connected(url) as connection:
        filled = bool(dumping.rows_in(connection)) or (files.exists() and any(files.iterdir()))
    if filled:
        raise DatabaseUnusable(
            _("The database is not empty; say --replace to put the backup in its place.")
        )
