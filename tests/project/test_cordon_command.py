"""`tocsin cordon` as a person meets it: a whole answer, or one sentence and 2."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tocsin.project import cli
from tocsin.project.planning.cordon_input import front_of

EXTRACT = "roads/liechtenstein-2015.osm.pbf"
VADUZ = ["--centre", "47.141,9.521", "--inner", "300", "--outer", "1500"]
UNITS = """id,lat,lon,kind
A1,47.1410,9.5209,car
A2,47.1510,9.5109,car
A3,47.1610,9.5159,motorcycle
A4,47.1310,9.5209,foot
A5,47.1710,9.5129,
A6,47.2000,9.5200,
"""


def asked(*words):
    """Run a command; its exit code and what it printed."""
    found = CliRunner().invoke(cli.cli, list(map(str, words)))
    return found.exit_code, found.output


@pytest.fixture
def units(tmp_path):
    file = tmp_path / "units.csv"
    file.write_text(UNITS, encoding="utf-8")
    return file


def cordon_of(shared_data, units, *more):
    code, printed = asked(
        "cordon", "--osm", shared_data / EXTRACT, *VADUZ, "--units", units, "--json", *more
    )
    assert code == 0, printed
    return json.loads(printed)


def test_cordon_on_a_real_map_is_closed_and_as_small_as_others_say(shared_data, units):
    told = cordon_of(shared_data, units)

    assert told["value"] == len(told["closures"]) > 4
    assert set(told["peers"].values()) == {told["value"]}
    assert set(told["peers"]) == {"scipy", "networkx"}
    assert told["disconnected"] is True
    assert told["short_by"] == told["value"] - 6
    assert len({row["unit"] for row in told["assignments"]}) == 6
    assert told["latest_arrival_seconds"] == max(row["seconds"] for row in told["assignments"])
    assert all(row["way"] > 0 for row in told["closures"])


def test_post_that_is_removed_is_replaced_and_one_that_is_pinned_stays(shared_data, units):
    first = cordon_of(shared_data, units)["closures"][0]
    here = f"{first['lat']},{first['lon']}"

    without = cordon_of(shared_data, units, "--without", here)
    pinned = cordon_of(shared_data, units, "--pin", here)

    assert first["way"] not in [row["way"] for row in without["closures"]]
    assert without["disconnected"] is True
    assert set(without["peers"].values()) == {without["value"]}
    assert [f"{row['lat']},{row['lon']}" for row in pinned["closures"] if row["pinned"]] == [here]
    assert set(pinned["peers"].values()) == {pinned["value"]}


def test_units_are_at_their_posts_before_the_front(shared_data, units):
    told = cordon_of(shared_data, units, "--front-kmh", "3", "--by-road")

    assert told["disconnected"] is True
    assert told["assignments"]
    assert set(told["peers"].values()) == {told["value"]}
    for row in told["assignments"]:
        assert row["seconds"] < told["closures"][row["closure"]]["front_seconds"]


def test_cordon_is_told_in_lines_to_people(shared_data, units):
    code, printed = asked("cordon", "--osm", shared_data / EXTRACT, *VADUZ, "--units", units)
    assert code == 0
    assert "Landstrasse" in printed


@pytest.mark.parametrize(
    "words",
    [
        ["--centre", "1,2", "--inner", "300", "--outer", "1500"],
        ["--centre", "here", "--inner", "300", "--outer", "1500"],
        ["--centre", "47.141,9.521", "--inner", "300", "--outer", "300"],
        ["--centre", "47.141,9.521", "--inner", "nan", "--outer", "300"],
        [*VADUZ, "--front-kmh", "0"],
        [*VADUZ, "--front-kmh", "5", "--since", "25:99"],
        [*VADUZ, "--pin", "47.14"],
        [*VADUZ, "--pin", "47.3,9.9"],
        [*VADUZ, "--pin", "47.144,9.521", "--without", "47.144,9.521"],
        ["--centre", "47.141,9.521", "--inner", "300"],
        ["--inner", "300", "--outer", "1500"],
    ],
)
def test_cordon_that_makes_no_sense_is_answered_with_one_sentence(shared_data, words, capsys):
    assert cli.run(["cordon", "--osm", str(shared_data / EXTRACT), *words, "--json"]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.strip().splitlines()) == 1


def test_broken_map_is_answered_with_one_sentence(tmp_path, capsys):
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no map")
    assert cli.run(["cordon", "--osm", str(broken), *VADUZ]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def square(tmp_path, name, half, kind="Feature"):
    """A square about the middle of Vaduz as GeoJSON, so many degrees to its sides."""
    lat, lon = 47.141, 9.521
    turns = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    ring = [[lon + x * half * 1.5, lat + y * half] for x, y in turns]
    shape = {"type": "Polygon", "coordinates": [ring]}
    file = tmp_path / name
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    file.write_text(json.dumps(feature if kind == "Feature" else shape), encoding="utf-8")
    return file


BOW_TIE = json.dumps(
    {
        "type": "Polygon",
        "coordinates": [[[9.52, 47.14], [9.53, 47.15], [9.53, 47.14], [9.52, 47.15]]],
    }
)


def test_area_and_ring_may_be_outlines_from_files(shared_data, units, tmp_path):
    inner = square(tmp_path, "inner.geojson", 0.003)
    outer = square(tmp_path, "outer.geojson", 0.015, kind="Polygon")
    code, printed = asked(
        "cordon", "--osm", shared_data / EXTRACT, "--inner-outline", inner,
        "--outer-outline", outer, "--units", units, "--json",
    )  # fmt: skip
    told = json.loads(printed)

    assert code == 0
    assert set(told["peers"].values()) == {told["value"]} != {0}
    assert told["disconnected"] is True
    for row in told["closures"]:
        east, north = abs(row["lon"] - 9.521) / 1.5, abs(row["lat"] - 47.141)
        assert 0.003 < max(east, north) < 0.015


@pytest.mark.parametrize(
    ("half", "content"),
    [
        (0.02, None),
        (0.003, "{"),
        (0.003, "[1, 2]"),
        (0.003, '{"type": "Point", "coordinates": [9.5, 47.1]}'),
        (0.003, '{"type": "Polygon", "coordinates": [[[9.5, 47.1], [9.6, 95], [9.5, 47.2]]]}'),
        (0.003, '{"type": "Polygon", "coordinates": [[[9.5, 47.1], ["x", 1], [9.5, 47.2]]]}'),
        (0.003, '{"type": "Polygon", "coordinates": [[[9.52, 47.14], [9.53, 47.14]]]}'),
        (0.003, BOW_TIE),
    ],
)
def test_outline_that_cannot_be_used_is_answered_with_one_sentence(
    shared_data, tmp_path, capsys, half, content
):
    inner = square(tmp_path, "inner.geojson", half)
    if content is not None:
        inner.write_text(content, encoding="utf-8")
    words = ["--inner-outline", str(inner), "--centre", "47.141,9.521", "--outer", "1500"]

    assert cli.run(["cordon", "--osm", str(shared_data / EXTRACT), *words, "--json"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_front_may_have_set_out_at_a_time_of_day():
    at = datetime(2026, 3, 2, 6, 12, tzinfo=UTC)
    clock = f"{timezone.localtime(at - timedelta(minutes=7)):%H:%M}"

    under_way = front_of(3.6, 0.0, clock, at, by_road=True)
    yesterday = front_of(3.6, 0.0, f"{timezone.localtime(at + timedelta(hours=1)):%H:%M}", at,
                         by_road=False)  # fmt: skip

    assert under_way is not None
    assert under_way.head_start_seconds == 7 * 60
    assert yesterday is not None
    assert yesterday.head_start_seconds == 23 * 3600


def test_cut_is_measured_beside_its_peers_and_all_find_the_same():
    code, printed = asked("bench", "cordon", "--stretches", "300", "--json")
    rows = json.loads(printed)["rows"]

    assert code == 0
    assert {row["peer_name"] for row in rows} >= {"scipy", "networkx"}
    assert all(row["equal"] for row in rows if row["peer"] is not None)
    assert all(row["ours"] > 0 for row in rows)
