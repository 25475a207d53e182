"""A backup comes back row for row, or not at all."""

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tocsin.adapters.postgres import archive, basecopy, dumping, embedded
from tocsin.adapters.postgres.cluster import Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[embedded.Server]:
    with embedded.scratch() as running:
        yield running


@pytest.fixture
def filled(server) -> Iterator[str]:
    """A database with rows of a few kinds; emptied at the end."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA desk")
        connection.execute("CREATE TABLE desk.calls (id bigserial PRIMARY KEY, words text)")
        connection.execute("INSERT INTO desk.calls (words) VALUES ('东大街'), (NULL), ('')")
        connection.execute("CREATE TABLE units (name text)")
    yield server.url
    empty(server.url)


def empty(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS desk CASCADE")
        connection.execute("DROP TABLE IF EXISTS units")


def words(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT id, words FROM desk.calls ORDER BY id").fetchall()


def backup(url: str, target: Path, files: Path) -> archive.Contents:
    beside = archive.Beside(files=files, keys={}, about={})
    return archive.write(
        target=target, copy=lambda work: dumping.dump(url, work), beside=beside, at=AT
    )


def bring(url: str, place: Path) -> archive.Contents:
    with archive.opened(place) as (folder, contents):
        dumping.bring(url=url, folder=folder, rows=contents.rows, approve=lambda _url: None)
    return contents


def test_dump_comes_back_with_rows_and_sequences(filled, tmp_path):
    before = words(filled)
    made = backup(filled, tmp_path / "b", tmp_path / "files")
    empty(filled)

    back = bring(filled, tmp_path / "b")

    assert words(filled) == before
    assert back == made
    assert made.rows == {"desk.calls": 3, "public.units": 0}
    with psycopg.connect(filled) as connection:
        assert connection.execute("SELECT nextval('desk.calls_id_seq')").fetchone() == (4,)


def test_files_come_along_and_keys_only_where_there_are_none(filled, tmp_path):
    (tmp_path / "files" / "a").mkdir(parents=True)
    (tmp_path / "files" / "a" / "photo").write_bytes(b"\x00\xff")
    keys = {name: tmp_path / name for name in ("ledger", "facts")}
    for folder in keys.values():
        folder.mkdir()
        (folder / "key").write_text("secret")
    beside = archive.Beside(files=tmp_path / "files", keys=keys, about={})
    archive.write(
        target=tmp_path / "b", copy=lambda work: dumping.dump(filled, work), beside=beside, at=AT
    )
    (tmp_path / "ledger" / "key").write_text("another")
    there = {"ledger": tmp_path / "ledger", "facts": tmp_path / "new"}

    archive.bring_files(tmp_path / "b", tmp_path / "files-new")

    assert archive.bring_keys(tmp_path / "b", there) == ["facts"]
    assert (tmp_path / "ledger" / "key").read_text() == "another"
    assert (tmp_path / "new" / "key").read_text() == "secret"
    assert (tmp_path / "files-new" / "a" / "photo").read_bytes() == b"\x00\xff"


def test_the_one_file_of_the_first_releases_is_read_as_well(filled, tmp_path):
    made = backup(filled, tmp_path / "b", tmp_path / "files")
    first = {"format": 1, "made_at": made.made_at, "server": made.server}
    first |= {"rows": made.rows, "digests": made.digests}
    with tarfile.open(tmp_path / "one", "w") as one:
        told = json.dumps(first).encode()
        member = tarfile.TarInfo(archive.MANIFEST)
        member.size = len(told)
        one.addfile(member, io.BytesIO(told))
        one.add(tmp_path / "b" / dumping.FILE, dumping.FILE)
    empty(filled)

    bring(filled, tmp_path / "one")

    assert len(words(filled)) == 3


def test_restore_is_refused_while_somebody_is_connected_and_changes_nothing(filled, tmp_path):
    backup(filled, tmp_path / "b", tmp_path / "files")
    with psycopg.connect(filled, autocommit=True) as somebody:
        somebody.execute("INSERT INTO desk.calls (words) VALUES ('later')")
        with pytest.raises(DatabaseUnusable, match="stop Tocsin"):
            bring(filled, tmp_path / "b")

    assert len(words(filled)) == 4


def test_what_is_not_approved_does_not_take_over(filled, tmp_path):
    backup(filled, tmp_path / "b", tmp_path / "files")
    with psycopg.connect(filled, autocommit=True) as connection:
        connection.execute("INSERT INTO desk.calls (words) VALUES ('later')")

    def refuse(url: str) -> None:
        assert len(words(url)) == 3
        raise DatabaseUnusable("no")

    with pytest.raises(DatabaseUnusable, match="no"):
        dumping.bring(
            url=filled,
            folder=tmp_path / "b",
            rows={"desk.calls": 3, "public.units": 0},
            approve=refuse,
        )
    assert len(words(filled)) == 4


def test_damaged_backup_is_refused(filled, tmp_path):
    backup(filled, tmp_path / "b", tmp_path / "files")
    content = bytearray((tmp_path / "b" / dumping.FILE).read_bytes())
    content[100] ^= 0xFF
    (tmp_path / "b" / dumping.FILE).write_bytes(bytes(content))

    with pytest.raises(DatabaseUnusable, match="damaged"):
        bring(filled, tmp_path / "b")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x00" * 20_000])
def test_what_is_no_backup_is_refused(tmp_path, content):
    (tmp_path / "b").write_bytes(content)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / archive.MANIFEST).write_bytes(content)

    for place in ("b", "c"):
        with (
            pytest.raises(DatabaseUnusable, match="not a backup"),
            archive.opened(tmp_path / place),
        ):
            pass


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (archive.MANIFEST, "2026-03-02", "2026-03-03"),
        (archive.MANIFEST, '"format": 2', '"format": 1'),
        (archive.SEAL, "", "0"),
    ],
)
def test_changed_manifest_is_refused(filled, tmp_path, part, before, after):
    backup(filled, tmp_path / "b", tmp_path / "files")
    place = tmp_path / "b" / part
    place.write_text(place.read_text().replace(before, after, 1))

    with pytest.raises(DatabaseUnusable, match="not a backup"):
        archive.verify(tmp_path / "b")


def test_backup_never_overwrites_what_is_there(filled, tmp_path):
    (tmp_path / "b").mkdir()

    with pytest.raises(DatabaseUnusable, match="exists already"):
        backup(filled, tmp_path / "b", tmp_path / "files")
    assert list((tmp_path / "b").iterdir()) == []


def test_base_copy_comes_back_in_the_place_of_what_is_there():
    with tempfile.TemporaryDirectory(prefix="tocsin-test-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o711)
        with embedded.running(home / "data") as server:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 'before' AS word")
            copied = base_copy(home / "data", home / "b")
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("UPDATE kept SET word = 'after'")

        basecopy.take_place(basecopy.stage(copied, below=home / "room"), home / "data")

        with embedded.running(home / "data") as server, psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("before",)
        spoil(copied / basecopy.FOLDER)
        with pytest.raises(DatabaseUnusable, match="pg_verifybackup"):
            archive.verify(copied)


def base_copy(data: Path, target: Path) -> Path:
    def copy(work: Path) -> archive.Copied:
        return archive.Copied(basecopy.take(Cluster.at(data), work), archive.BASE, {})

    beside = archive.Beside(files=data / "none", keys={}, about={})
    archive.write(target=target, copy=copy, beside=beside, at=AT)
    return target


def spoil(folder: Path) -> None:
    """Change one byte of a table."""
    table = max((folder / "base").rglob("*"), key=lambda path: path.stat().st_size)
    with table.open("r+b") as file:
        file.seek(4_000)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 0xFF]))
