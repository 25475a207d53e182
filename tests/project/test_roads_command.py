"""`tocsin roads` and `tocsin bench roads`, without a database."""

import json

import pytest
from click.testing import CliRunner

from tests.adapters.test_osm_roads import town
from tests.adapters.test_osm_rules import drawn
from tests.core.roads.drawn import at
from tests.speed.test_bench import COLUMNS
from tocsin.project import cli
from tocsin.project.commands import bench, roads


@pytest.fixture
def map_file(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    return town(tmp_path / "town.osm.pbf")


def points(path, **places):
    rows = [f"{name},{place.lat},{place.lon}" for name, place in places.items()]
    path.write_text("\n".join(["id,lat,lon", *rows]), encoding="utf-8")
    return path


def asked(map_file, here, there, *more):
    arguments = ["matrix", "--osm", map_file, "--from", here, "--to", there, *more]
    return CliRunner().invoke(roads.command, [str(word) for word in arguments])


def test_a_matrix_tells_seconds_and_names_what_is_off_every_road(map_file, tmp_path):
    here = points(tmp_path / "here.csv", car1=at(0, 1), car2=at(2, 1))
    there = points(tmp_path / "there.csv", farm=at(1, 2), moon=at(900, 900))
    outcome = asked(map_file, here, there, "--json")
    assert outcome.exit_code == 0, outcome.output
    told = json.loads(outcome.output)
    assert [[second is None for second in row] for row in told["seconds"]] == [[False, True]] * 2
    assert told["seconds"][0][0] > 10
    [moon] = told["unreached"]
    assert (moon["id"], moon["list"]) == ("moon", "to")
    assert "5 km" in moon["why"]
    assert asked(map_file, here, there, "--json").output == outcome.output


def test_a_farm_far_from_its_road_is_named_with_its_walk(map_file, tmp_path):
    here = points(tmp_path / "here.csv", car1=at(0, 1))
    there = points(tmp_path / "there.csv", road=at(2, 2), farm=at(2, 12))
    told = json.loads(asked(map_file, here, there, "--json").output)
    [farm] = told["walks"]
    assert (farm["id"], farm["list"]) == ("farm", "to")
    assert farm["metres"] == pytest.approx(1112, abs=5)
    [[road, away]] = told["seconds"]
    assert away - road == pytest.approx(farm["walk_seconds"], abs=1)
    assert "the walk is in its times" in asked(map_file, here, there).output


def test_hour_mode_and_weather_change_the_matrix(map_file, tmp_path):
    here = points(tmp_path / "here.csv", car1=at(0, 1))
    there = points(tmp_path / "there.csv", farm=at(1, 2))

    def seconds(*more):
        return json.loads(asked(map_file, here, there, "--json", *more).output)["seconds"][0][0]

    assert seconds("--mode", "foot") > seconds("--hour", "8") > seconds()
    assert seconds("--weather", "ice") > seconds("--weather", "rain") > seconds()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "has no column id; it needs id, lat and lon"),
        ("id,lat,lon\n", "holds no points"),
        ("id,lat\na,1\n", "has no column lon"),
        ("id,lat,lon,lat\na,1,1,1\n", "has the column lat twice"),
        ("编号,纬度,经度\na,35,106\n", "has no column id; it needs id, lat and lon"),
        ("id,lat,lon\na,north,106\n", "Line 2 of bad.csv: lat and lon are not both numbers"),
        ("id,lat,lon\na,95,106\n", "Line 2 of bad.csv: lat lies within 90"),
        ("id,lat,lon\na,35,206\n", "Line 2 of bad.csv: lat lies within 90"),
        ("id,lat,lon\na,106,35\n", "Line 2 of bad.csv: lat and lon seem to be swapped"),
        ("id,lat,lon\na,nan,106\n", "Line 2 of bad.csv: lat lies within 90"),
        ("id,lat,lon\na,35\n", "Line 2 of bad.csv: lat and lon are not both numbers"),
        ("id;lat;lon\na;35,2;106,6\n", "Line 2 of bad.csv: lat and lon are not both numbers"),
        ("id,lat,lon\n,35,106\n", "Line 2 of bad.csv: the id is empty"),
        ("id,lat,lon\na,35,106\na,35,106\n", "Line 3 of bad.csv: a is on line 2 already"),
        ('id,lat,lon\n"a,35,106\n', "Line 2 of bad.csv: lat and lon are not both numbers"),
        (f"id,lat,lon\n{'a' * 200_000},35,106\n", "is not a table of comma-separated values"),
    ],
)
def test_a_file_that_holds_no_points_is_refused_with_its_line(map_file, tmp_path, content, says):
    bad = tmp_path / "bad.csv"
    bad.write_text(content, encoding="utf-8")
    good = points(tmp_path / "good.csv", car1=at(0, 1))
    outcome = asked(map_file, good, bad)
    assert outcome.exit_code == 2
    assert says in " ".join(outcome.output.split())
    assert "--to" in outcome.output


@pytest.mark.parametrize(
    "written",
    [
        "\ufeffid,lat,lon\na,35.2005,106.6\n",
        "id,lat,lon\r\na,35.2005,106.6\r\n",
        "ID, Lat, Lon\na, 35.2005, 106.6\n",
        "id;lat;lon\na;35.2005;106.6\n",
        "id\tlon\tlat\tnote\na\t106.6\t35.2005\tat the gate\n",
        '"id","lat","lon"\n"a","35.2005","106.6"\n\n',
    ],
)
def test_points_are_read_however_a_spreadsheet_wrote_them(map_file, tmp_path, written):
    file = tmp_path / "points.csv"
    file.write_bytes(written.encode())
    there = points(tmp_path / "there.csv", farm=at(1, 2))
    plain = tmp_path / "plain.csv"
    plain.write_text("id,lat,lon\na,35.2005,106.6\n", encoding="utf-8")
    outcome = asked(map_file, file, there, "--json")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output == asked(map_file, plain, there, "--json").output


def test_a_point_whose_figures_are_swapped_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    west = drawn(tmp_path / "west.osm.pbf", {1: (9.5, 47.1), 2: (9.51, 47.1)}, {1: ([1, 2], {})})
    file = tmp_path / "points.csv"
    file.write_text("id,lat,lon\nturned,9.505,47.1\nfar,20,47\n", encoding="utf-8")
    turned, far = json.loads(asked(west, file, file, "--json").output)["unreached"][:2]
    assert "swapped" in turned["why"]
    assert "swapped" not in far["why"]


@pytest.mark.parametrize(("language", "says"), [("en", "5 km away"), ("zh", "5 公里以外")])
def test_why_a_point_is_not_reached_is_told_in_the_language_asked_for(
    map_file, tmp_path, capsys, language, says
):
    here = points(tmp_path / "here.csv", moon=at(900, 900))
    words = ["--language", language, "roads", "matrix", "--osm", map_file]
    assert cli.run([*map(str, words), "--from", str(here), "--to", str(here), "--json"]) == 0
    assert says in json.loads(capsys.readouterr().out)["unreached"][0]["why"]


def test_a_file_that_is_no_text_is_refused(map_file, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"id,lat,lon\n\xff\xfe,1,2\n")
    outcome = asked(map_file, bad, bad)
    assert outcome.exit_code == 2
    assert "UTF-8" in outcome.output


def test_a_map_that_cannot_be_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(b"not a map")
    here = points(tmp_path / "here.csv", car1=at(0, 1))
    outcome = asked(bad, here, here)
    assert outcome.exit_code == 2
    assert "bad.osm.pbf" in outcome.output


READERS = {
    "bench": ["bench", "roads"],
    "matrix": ["roads", "matrix", "--from", "{points}", "--to", "{points}"],
    "cordon": ["cordon", "--centre", "35.2,106.6", "--inner", "50", "--outer", "500"],
    "recommend": ["recommend", "--scenario", "{scenario}"],
}


@pytest.mark.parametrize("words", READERS.values(), ids=READERS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
def test_every_command_that_reads_a_map_refuses_one_that_is_cut_short(
    tmp_path, monkeypatch, capsys, words, share
):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    whole = town(tmp_path / "town.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: int(len(whole) * share)])
    scenario = tmp_path / "scenario.json"
    scenario.write_text('{"units": [], "needs": []}', encoding="utf-8")
    where = points(tmp_path / "points.csv", car1=at(0, 1))
    given = [word.format(points=where, scenario=scenario) for word in words]
    assert cli.run([*given, "--osm", str(cut), "--json"]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert "cut.osm.pbf" in told.err


def test_roads_are_measured_beside_their_peers_with_no_difference(map_file):
    outcome = CliRunner().invoke(bench.command, ["roads", "--osm", str(map_file), "--json"])
    assert outcome.exit_code == 0, outcome.output
    told = json.loads(outcome.output)
    assert set(told["network"]) >= {"nodes", "arcs", "import_seconds", "peak_mb"}
    assert told["max_difference_seconds"] == 0
    assert {row["equal"] for row in told["rows"]} == {True, None}
    for row in told["rows"]:
        assert set(row) == COLUMNS
        assert row["ours"] >= 0
    peers = {row["peer_name"].split(".")[0] for row in told["rows"]}
    assert peers >= {"scipy", "rustworkx"}
