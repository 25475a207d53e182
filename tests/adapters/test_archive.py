"""A backup comes back row for row, or not at all."""

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tocsin.adapters.postgres import archive, embedded
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


def test_backup_comes_back_with_rows_sequences_and_files(filled, tmp_path):
    (tmp_path / "files" / "a").mkdir(parents=True)
    (tmp_path / "files" / "a" / "photo").write_bytes(b"\x00\xff")
    before = words(filled)
    made = archive.write(url=filled, file=tmp_path / "b", files=tmp_path / "files", at=AT)
    empty(filled)

    back = archive.read(url=filled, file=tmp_path / "b", files=tmp_path / "new", replace=False)

    assert words(filled) == before
    assert back == made
    assert made.rows == {"desk.calls": 3, "public.units": 0}
    assert (tmp_path / "new" / "a" / "photo").read_bytes() == b"\x00\xff"
    with psycopg.connect(filled) as connection:
        assert connection.execute("SELECT nextval('desk.calls_id_seq')").fetchone() == (4,)


def test_filled_database_is_replaced_only_when_told(filled, tmp_path):
    archive.write(url=filled, file=tmp_path / "b", files=tmp_path / "files", at=AT)
    with psycopg.connect(filled, autocommit=True) as connection:
        connection.execute("INSERT INTO desk.calls (words) VALUES ('later')")

    with pytest.raises(DatabaseUnusable, match="--replace"):
        archive.read(url=filled, file=tmp_path / "b", files=tmp_path / "files", replace=False)
    assert len(words(filled)) == 4

    archive.read(url=filled, file=tmp_path / "b", files=tmp_path / "files", replace=True)
    assert len(words(filled)) == 3


def test_restore_is_refused_while_somebody_is_connected_and_changes_nothing(filled, tmp_path):
    archive.write(url=filled, file=tmp_path / "b", files=tmp_path / "files", at=AT)
    with psycopg.connect(filled, autocommit=True) as somebody:
        somebody.execute("INSERT INTO desk.calls (words) VALUES ('later')")
        with pytest.raises(DatabaseUnusable, match="stop Tocsin"):
            archive.read(url=filled, file=tmp_path / "b", files=tmp_path / "files", replace=True)

    assert len(words(filled)) == 4


def test_damaged_backup_is_refused_before_anything_is_touched(filled, tmp_path):
    archive.write(url=filled, file=tmp_path / "b", files=tmp_path / "files", at=AT)
    damage(tmp_path / "b")

    with pytest.raises(DatabaseUnusable, match="damaged"):
        archive.read(url=filled, file=tmp_path / "b", files=tmp_path / "files", replace=True)
    assert len(words(filled)) == 3


def damage(file: Path) -> None:
    with tarfile.open(file) as opened:
        place = opened.getmember(archive.DUMP).offset_data + 100
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(bytes(content))


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x00" * 20_000])
def test_file_that_is_no_backup_is_refused(filled, tmp_path, content):
    (tmp_path / "b").write_bytes(content)

    with pytest.raises(DatabaseUnusable, match="not a backup"):
        archive.read(url=filled, file=tmp_path / "b", files=tmp_path / "files", replace=True)


def test_backup_never_overwrites_a_file(filled, tmp_path):
    (tmp_path / "b").write_text("precious")

    with pytest.raises(DatabaseUnusable, match="exists already"):
        archive.write(url=filled, file=tmp_path / "b", files=tmp_path / "files", at=AT)
    assert (tmp_path / "b").read_text() == "precious"
