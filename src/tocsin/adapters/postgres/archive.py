"""A backup is one folder: a copy of the database, the files beside it, and a manifest over all."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from tocsin.adapters.postgres import basecopy
from tocsin.adapters.postgres.errors import DatabaseUnusable

FORMAT = 2
# What was written into one file by the first releases: a dump, told of in the same words.
ONE_FILE = 1
MANIFEST = "manifest.json"
# The manifest vouches for all the rest, and this for the manifest.
SEAL = "manifest.sha256"
FILES, KEYS = "files", "keys"
BASE, DUMP = "base", "dump"


@dataclass(frozen=True)
class Copied:
    """A copy of the database: of which server, how it was made, and its rows where counted."""

    server: str
    method: str
    rows: dict[str, int]


@dataclass(frozen=True)
class Contents:
    """What a backup holds: the rows of each table, the digest of each part, and what goes with it.

    `about` is what the owner of the database wants to find again: the newest checkpoint of the
    ledger, the names of the keys.
    """

    made_at: str
    server: str
    method: str
    rows: dict[str, int]
    digests: dict[str, str]
    about: dict[str, object] = field(default_factory=dict)

    @property
    def total_rows(self) -> int:
        """Return the number of rows in all tables."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class Beside:
    """What goes into a backup beside the database."""

    files: Path
    keys: Mapping[str, Path]
    about: dict[str, object]


def write(
    *, target: Path, copy: Callable[[Path], Copied], beside: Beside, at: datetime
) -> Contents:
    """Write a backup into a new folder; it appears whole or not at all, and is read once more.

    `copy` puts the database into the folder it is given.
    """
    if target.exists():
        raise DatabaseUnusable(_("{file} exists already; choose another name.").format(file=target))
    with _draft(target) as work:
        copied = copy(work)
        _copy_files(beside.files, work / FILES)
        for name, folder in beside.keys.items():
            _copy_files(folder, work / KEYS / name)
        digests = {part: _digest(work / part) for part in _parts(work)}
        contents = Contents(
            made_at=at.isoformat(), **vars(copied), digests=digests, about=beside.about
        )
        told = json.dumps({"format": FORMAT, **vars(contents)}, indent=1, sort_keys=True)
        (work / MANIFEST).write_text(told, encoding="utf-8")
        (work / SEAL).write_text(_digest(work / MANIFEST), encoding="ascii")
        _reach_disk(work)
        work.rename(target)
    verify(target)
    return contents


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """Provide a closed folder beside the target, gone at the end unless it took its place."""
    work = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=".tocsin-"))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _copy_files(source: Path, target: Path) -> None:
    for path in _files(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)


def _parts(work: Path) -> list[str]:
    """Name what our own manifest vouches for; the files of a base copy have PostgreSQL's."""
    inside = (path.relative_to(work) for path in _files(work))
    return sorted(
        str(path)
        for path in inside
        if path.parts[0] != basecopy.FOLDER or path == basecopy.MANIFEST
    )


def _reach_disk(work: Path) -> None:
    """Wait until the disk has it: a backup that is told of must be there."""
    for path in _files(work):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def verify(folder: Path) -> Contents:
    """Hold every part of a backup against its manifests.

    Raises
    ------
    DatabaseUnusable
        It is no backup, of a newer Tocsin, or damaged.
    """
    contents = _manifest_of(folder)
    for part, digest in contents.digests.items():
        path = folder / part
        if not path.is_file() or _digest(path) != digest:
            raise DatabaseUnusable(
                _("{file} is damaged: {member} is not what it was.").format(
                    file=folder, member=part
                )
            )
    if contents.method == BASE:
        basecopy.verify(folder)
    return contents


def _manifest_of(folder: Path) -> Contents:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        written_as = manifest.pop("format")
        _refuse_changed(folder, sealed=written_as > ONE_FILE)
        if written_as > FORMAT:
            raise DatabaseUnusable(
                _("{file} was written by a newer Tocsin; restore it with that one.").format(
                    file=folder
                )
            )
        return Contents(**({"method": DUMP} | manifest))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise _no_backup(folder) from problem


def _refuse_changed(folder: Path, *, sealed: bool) -> None:
    """Raise where the manifest is not what was written; the first releases did not seal it."""
    seal = folder / SEAL
    if not sealed and not seal.exists():
        return
    if seal.read_text(encoding="ascii") != _digest(folder / MANIFEST):
        raise ValueError(MANIFEST)


@contextmanager
def opened(place: Path) -> Iterator[tuple[Path, Contents]]:
    """Provide the folder of a verified backup; the one file of the first releases is unpacked."""
    if place.is_dir():
        yield place, verify(place)
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        work = Path(name)
        try:
            with tarfile.open(place) as archive:
                _extract(archive, work)
        except (OSError, tarfile.TarError, ValueError) as problem:
            raise _no_backup(place) from problem
        yield work, verify(work)


def _no_backup(place: Path) -> DatabaseUnusable:
    return DatabaseUnusable(
        _("{file} is not a backup of Tocsin, or is damaged.").format(file=place)
    )


def _extract(archive: tarfile.TarFile, work: Path) -> None:
    """Write the members into a folder; the first releases of Python 3.11 know no filter for it.

    Raises
    ------
    tarfile.TarError
        A member is neither a file nor a folder, or would lie outside.
    """
    for member in archive.getmembers():
        inside = (work / member.name).resolve().is_relative_to(work.resolve())
        if not inside or not (member.isfile() or member.isdir()):
            raise tarfile.ExtractError(member.name)
    if hasattr(tarfile, "data_filter"):
        archive.extraction_filter = tarfile.data_filter
    archive.extractall(work)  # noqa: S202 - every member was looked at above


def bring_files(folder: Path, files: Path) -> None:
    """Put the files beside those that are there; one of the same name becomes the backup's."""
    _copy_files(folder / FILES, files)


def bring_keys(folder: Path, keys: Mapping[str, Path]) -> list[str]:
    """Put keys that the backup carries where there are none; name what was brought."""
    brought = []
    for name, place in keys.items():
        carried = folder / KEYS / name
        if carried.is_dir() and not (place.is_dir() and any(_files(place))):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy_files(carried, place)
            brought.append(name)
    return brought


def size_of(folder: Path) -> int:
    """Add up the bytes of everything in a folder."""
    return sum(path.stat().st_size for path in _files(folder))


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
