"""OSRM beside our engines: what cannot be asked is said in one sentence."""

import sys

import pytest

from tests.adapters.test_osm_roads import town
from tocsin.core.roads import TravelMode
from tocsin.project.bench import apart, road_osrm
from tocsin.project.bench.road_map import measure


def test_a_step_that_fails_gives_its_last_words_as_the_reason():
    with pytest.raises(apart.NotReadyError, match="failed: no such profile"):
        apart.run([sys.executable, "-c", "import sys; sys.exit('no such profile')"], "", 20.0)


def test_a_step_that_takes_too_long_is_ended():
    with pytest.raises(apart.NotReadyError, match="not ready within 0 s"):
        apart.run([sys.executable, "-c", "while True: pass"], "", 0.2)


def test_what_was_not_asked_of_osrm_is_said_beside_our_own_figure(tmp_path):
    measured = measure(town(tmp_path / "town.osm.pbf"), lambda _step: None, TravelMode.FOOT)
    said = [row for row in measured.rows if row.peer_name == road_osrm.NOT_ASKED]
    assert [row.peer for row in said] == [None, None, None]
    assert all(row.ours > 0 for row in said)
    assert measured.network["mode"] == "foot"
    assert measured.max_difference_seconds == 0.0
