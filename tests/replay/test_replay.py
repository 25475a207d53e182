"""A recorded history, played through the desks."""

import csv
import gzip
from pathlib import Path

import pytest

from tests.figures import facts_in
from tocsin.adapters.replay.api import UnreadableRecord, parts_of, play_part, profile_of, told
from tocsin.adapters.replay.record import COLUMNS, read_record

RECORD = "calls/sf-fire-units-2020-04-07_20.csv.gz"
ROW = {
    "call_number": "1",
    "unit_id": "E01",
    "unit_type": "ENGINE",
    "als_unit": "true",
    "call_type": "Alarms",
    "call_type_group": "Alarm",
    "priority": "3",
    "disposition": "Fire",
    "received": "2020-04-07T00:01:00",
    "entered": "2020-04-07T00:02:00",
    "dispatched": "2020-04-07T00:03:00",
    "enroute": "2020-04-07T00:04:00",
    "on_scene": "2020-04-07T00:08:00",
    "available": "2020-04-07T00:30:00",
    "transport": "",
    "hospital": "",
    "address_block": "100 Block of PINE ST",
    "station_area": "01",
    "lat": "37.79",
    "lon": "-122.41",
}


def written(folder: Path, *changes: dict[str, str]) -> Path:
    """Write a record of one row for each set of changes."""
    path = folder / "record.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, sorted(COLUMNS))
        table.writeheader()
        table.writerows(ROW | change for change in changes)
    return path


def played(path: Path):
    record = read_record(path)
    part = play_part(record, profile_of(record), lambda _done, _all: None)
    return told(record, [part])


@pytest.mark.django_db
def test_part_of_the_real_record_comes_out_as_it_went_in(shared_data):
    record = read_record(shared_data / RECORD, days=1)[:60]
    part = play_part(record, profile_of(record), lambda _done, _all: None)
    result = told(record, [part])
    assert result["calls"] == 60
    assert result["assignments"] == sum(len(call.sent) for call in record)
    assert all(facts_in(result, "invariants").values()), result["invariants"]
    assert result["reconstructed"] == result["recorded"]
    recommended = facts_in(result, "recommended")
    assert recommended["calls"] == 60
    assert recommended["travel_by"] == {"straight line": 60}


def test_the_whole_record_is_read(shared_data):
    record = read_record(shared_data / RECORD)
    assert len(record) == 5292
    assert sum(len(call.sent) for call in record) == 10410
    assert len(profile_of(record).units) == 199


def test_parts_are_whole_days_and_lose_no_call(shared_data):
    record = read_record(shared_data / RECORD)
    parts = parts_of(record, 4)
    assert [call for part in parts for call in part] == record
    days = [{call.received.date() for call in part} for part in parts]
    assert sum(map(len, days)) == len(set().union(*days)) == 14


@pytest.mark.django_db
def test_a_unit_sent_elsewhere_before_it_was_free_is_called_back_and_its_late_stamps_counted(
    tmp_path,
):
    again = {
        "call_number": "2",
        "received": "2020-04-07T00:05:00",
        "entered": "2020-04-07T00:05:30",
        "dispatched": "2020-04-07T00:06:00",
        "enroute": "",
        "on_scene": "2020-04-07T00:09:00",
        "available": "2020-04-07T00:40:00",
    }
    result = played(written(tmp_path, {}, again))
    assert result["assignments"] == 2
    assert result["left_out"]["units_sent_elsewhere_before_free"] == 1
    assert result["left_out"]["stamps"] == {"after_it_was_sent_elsewhere": 2}
    assert all(result["invariants"].values()), result["invariants"]


@pytest.mark.django_db
def test_an_arrival_after_the_unit_was_free_is_a_contradiction_and_is_counted(tmp_path):
    result = played(written(tmp_path, {"on_scene": "2020-04-07T00:31:00"}))
    assert result["left_out"]["stamps"] == {"after_it_was_free": 1}
    assert result["recorded"]["received_on_scene"]["n"] == 1
    assert result["recorded_where_kept"]["received_on_scene"]["n"] == 0
    assert result["reconstructed"]["received_on_scene"]["n"] == 0
    assert all(result["invariants"].values()), result["invariants"]


def test_a_table_without_our_columns_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableRecord, match="call_number"):
        read_record(path)


def test_a_cut_file_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(b"call_number,unit_id\n" * 1000)[:40])
    with pytest.raises(UnreadableRecord, match=r"cut\.csv\.gz"):
        read_record(path)


def test_a_time_that_is_none_is_refused_with_its_row(tmp_path):
    with pytest.raises(UnreadableRecord, match="1"):
        read_record(written(tmp_path, {"received": "yesterday"}))
