"""What was acknowledged is read back, whatever a crash did to the end of the file."""

import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.spool.files import HEADER, RESERVE, Sealing, Spool, end_of, pieces_of

RECORDS = [b"one", b"two" * 40, b"", b"four\0\0four"]


def kept(spool: Spool, records) -> None:
    for record in records:
        spool.add(always(record))


def always(record: bytes) -> Sealing:
    return lambda _place: record


def read(spool: Spool) -> list[bytes]:
    return [piece.sealed for piece in spool.pieces()]


def the_file(folder: Path) -> Path:
    [path] = folder.glob("*.spool")
    return path


def test_records_come_back_in_their_order(tmp_path):
    spool = Spool(tmp_path, reserved_bytes=4096)
    spool.prepare()
    kept(spool, RECORDS)

    assert read(spool) == RECORDS
    assert the_file(tmp_path).stat().st_size == 4096


def test_file_is_for_us_alone(tmp_path):
    spool = Spool(tmp_path / "spool")
    kept(spool, RECORDS)

    assert the_file(tmp_path / "spool").stat().st_mode & 0o077 == 0
    assert (tmp_path / "spool").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("reserved", [0, 4096], ids=["growing", "reserved"])
def test_torn_at_each_byte_only_the_torn_record_is_missing(tmp_path, reserved):
    spool = Spool(tmp_path, reserved_bytes=reserved)
    if reserved:
        spool.prepare()
    kept(spool, RECORDS)
    path = the_file(tmp_path)
    whole = path.read_bytes()
    end = end_of(whole)
    starts = [0]
    for record in RECORDS:
        starts.append(starts[-1] + HEADER.size + len(record))
    for cut in range(end):
        path.write_bytes(whole[:cut] + bytes(max(0, reserved - cut)))
        complete = sum(start <= cut for start in starts[1:])
        found = read(spool)
        # Zeros at the very end of a record that is torn there may be what was written.
        assert found[:complete] == RECORDS[:complete]
        assert found == RECORDS[: len(found)]

        kept(spool, [b"after"])
        assert read(spool) == [*found, b"after"]


@given(st.lists(st.binary(max_size=60), max_size=8), st.data())
def test_damaged_byte_ends_the_reading_and_invents_nothing(records, data):
    with TemporaryDirectory() as name:
        spool = Spool(Path(name), reserved_bytes=4096)
        spool.prepare()
        kept(spool, [b"first", *records])
        path = the_file(Path(name))
        whole = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, end_of(bytes(whole)) - 1))
        whole[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(bytes(whole))

        found = read(spool)

    assert found == [b"first", *records][: len(found)]
    assert len(found) < len(records) + 1


def test_file_is_taken_away_only_when_all_of_it_is_entered(tmp_path):
    spool = Spool(tmp_path, reserved_bytes=4096)
    kept(spool, RECORDS)

    assert spool.close(len(RECORDS) - 1) is False
    assert read(spool) == RECORDS
    assert spool.close(len(RECORDS)) is True
    assert not spool.has_any()
    assert (tmp_path / RESERVE).stat().st_size == 4096


def test_many_write_at_once_and_nothing_is_overwritten(tmp_path):
    spool = Spool(tmp_path, reserved_bytes=1 << 16)
    threads = [
        threading.Thread(target=kept, args=(spool, [f"{n}-{m}".encode() for m in range(20)]))
        for n in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = read(spool)
    assert sorted(found) == sorted(f"{n}-{m}".encode() for n in range(5) for m in range(20))
    mine = [record for record in found if record.startswith(b"3-")]
    assert mine == [f"3-{m}".encode() for m in range(20)]


def test_each_record_is_bound_to_its_place(tmp_path):
    spool = Spool(tmp_path)
    places: list[str] = []

    def seal(place: str) -> bytes:
        places.append(place)
        return b"x"

    for _ in range(3):
        spool.add(seal)

    assert len(set(places)) == 3
    assert [piece.place for piece in spool.pieces()] == places


def test_reserve_is_no_longer_than_wanted_and_made_once(tmp_path):
    spool = Spool(tmp_path, reserved_bytes=4096)
    spool.prepare()
    before = (tmp_path / RESERVE).stat().st_ino
    spool.prepare()

    assert (tmp_path / RESERVE).stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == [RESERVE]
    assert list(pieces_of("", (tmp_path / RESERVE).read_bytes())) == []


def test_file_with_something_behind_its_end_is_put_aside_not_thrown_away(tmp_path):
    spool = Spool(tmp_path)
    kept(spool, [b"first", b"second", b"third"])
    path = the_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[HEADER.size + 5] ^= 1
    path.write_bytes(bytes(data))

    assert spool.close(1) is True
    assert read(spool) == []
    assert path.with_suffix(".left").read_bytes() == bytes(data)
