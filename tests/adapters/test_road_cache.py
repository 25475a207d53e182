"""A network is kept in a file of our own, and never trusted blindly."""

import os

import pytest

from tests.adapters.test_osm_roads import town
from tests.core.roads.drawn import at, many
from tocsin.adapters.osm import cache
from tocsin.adapters.osm.api import UnreadableExtract, load_engine, load_network
from tocsin.core.roads import TravelMode
from tocsin.core.roads.storage import to_bytes


@pytest.fixture
def map_file(tmp_path):
    return town(tmp_path / "town.osm.pbf")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


def seconds(engine):
    return engine.to_many(at(0, 1), many(at(2, 2)), mode=TravelMode.CAR).seconds[0]


def test_a_map_is_read_once_and_kept(map_file, folder):
    told: list[str] = []
    first = load_engine(map_file, folder, told.append)
    again = load_network(map_file, folder, told.append)
    assert seconds(first) > 0
    assert to_bytes(again.network) == to_bytes(first.network)
    assert again.order is not None
    assert told == []
    assert [path.name for path in folder.iterdir()] == ["town.osm.pbf.roads"]


def kept_file(map_file, folder):
    load_engine(map_file, folder)
    [path] = folder.iterdir()
    return path


@pytest.mark.parametrize("damage", ["cut", "emptied", "one byte", "something else"])
def test_a_damaged_file_is_told_and_made_anew(map_file, folder, damage):
    path = kept_file(map_file, folder)
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[-200] ^= 1
    path.write_bytes(
        {
            "cut": whole[:-9],
            "emptied": b"",
            "one byte": bytes(changed),
            "something else": b"PK" + whole,
        }[damage]
    )
    told: list[str] = []
    assert seconds(load_engine(map_file, folder, told.append)) > 0
    [sentence] = told
    assert "town.osm.pbf.roads" in sentence
    assert path.read_bytes() == whole


def test_a_file_of_another_version_is_told_and_made_anew(map_file, folder, monkeypatch):
    path = kept_file(map_file, folder)
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    told: list[str] = []
    load_engine(map_file, folder, told.append)
    assert len(told) == 1
    assert load_network(map_file, folder, told.append).order is not None
    assert len(told) == 1
    assert path.is_file()


def test_a_map_that_has_changed_is_read_again(map_file, folder):
    kept_file(map_file, folder)
    os.utime(map_file, (1, 1))
    told: list[str] = []
    load_engine(map_file, folder, told.append)
    assert len(told) == 1


def test_where_nothing_can_be_kept_the_map_is_read_all_the_same(map_file, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert seconds(load_engine(map_file, blocked / "below")) > 0


def test_a_map_that_is_gone_is_refused_even_when_its_roads_are_kept(map_file, folder):
    kept_file(map_file, folder)
    map_file.unlink()
    with pytest.raises(UnreadableExtract):
        load_engine(map_file, folder)
