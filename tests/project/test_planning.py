"""The planning commands as a person meets them: a whole answer, or one sentence and 2."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tocsin.core.geo import Point
from tocsin.core.roads import RoadClass, TravelMode, Way, build_network
from tocsin.project import cli
from tocsin.project.planning import cordoning, scenarios
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.unit_file import UnitThere, place_of, read_units

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

    assert here not in [f"{row['lat']},{row['lon']}" for row in without["closures"]]
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
        [*VADUZ, "--pin", "47.14"],
        [*VADUZ, "--pin", "47.144,9.521", "--without", "47.144,9.521"],
        ["--centre", "47.141,9.521", "--inner", "300"],
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


@pytest.mark.parametrize(
    "table",
    [
        "name,lat,lon\nA,1,2\n",
        "id,lat,lon\nA,1,2\nA,1,2\n",
        "id,lat,lon\n,1,2\n",
        "id,lat,lon\nA,95,2\n",
        "id,lat,lon\nA,1\n",
        "id,lat,lon,kind\nA,1,2,ship\n",
        b"\xff\xfe\x00",
    ],
)
def test_table_of_units_that_cannot_be_read_is_refused(tmp_path, table):
    file = tmp_path / "units.csv"
    file.write_bytes(table if isinstance(table, bytes) else table.encode())
    with pytest.raises(UnusableInput, match=r"units\.csv"):
        read_units(file)


def test_units_drive_around_the_area_unless_they_stand_in_it():
    across = Way(np.array([[106.60, 35.2], [106.61, 35.2], [106.62, 35.2]]), RoadClass.STREET)
    around = Way(np.array([[106.60, 35.2], [106.61, 35.21], [106.62, 35.2]]), RoadClass.STREET)
    network = build_network([across, around])
    area = cordoning.area_of("35.2,106.61", 200.0, 5_000.0)
    outside = UnitThere("1", Point(106.60, 35.2), TravelMode.CAR)
    inside = UnitThere("2", Point(106.61, 35.2), TravelMode.CAR)
    post = np.array([[106.62, 35.2]])

    def ways(through):
        wanted = cordoning.Wanted(area, through_area=through)
        return cordoning.ways_to(network, post, wanted, [outside, inside])[:, 0]

    assert ways(through=True)[0] <= ways(through=False)[0]
    assert ways(through=True)[1] == ways(through=False)[1]
    assert np.isfinite(ways(through=False)).all()


def test_places_are_latitude_first():
    assert place_of(" 35.2 , 106.6 ") == Point(106.6, 35.2)
    assert place_of("") is None


SCENARIO = {
    "level": 2,
    "reserve_floor": 1,
    "targets": {"1": 60, "2": 180},
    "preemption": {"2": [4], "while": ["en_route"]},
    "units": [
        {"id": "A", "station": "S1"},
        {"id": "B", "station": "S1"},
        {"id": "C", "fix_age_seconds": 4000},
        {"id": "D", "doing": "en_route", "busy_with": "C1", "busy_level": 4},
        {"id": "E", "rest_seconds_left": 60},
        {"id": "F", "fix_age_seconds": None},
    ],
    "needs": [{"id": "nearest", "kinds": ["car"]}, {"id": "second", "tier": 2}],
    "travel_seconds": [[50, 55], [40, 45], [10, 10], [90, 95], [5, 5], [5, None]],
}


def answered(tmp_path, document):
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    code, printed = asked("recommend", "--scenario", file, "--json")
    assert code == 0, printed
    return json.loads(printed)


def test_scenario_is_answered_with_units_reasons_and_objective(tmp_path):
    told = answered(tmp_path, SCENARIO)

    assert [(row["unit"], row["need"], row["seconds"]) for row in told["assignments"]] == [
        ("B", "nearest", 40.0),
        ("D", "second", 95.0),
    ]
    assert any("C1" in reason for reason in told["assignments"][1]["reasons"])
    assert told["left_out"] == {
        "A": "reserve",
        "C": "stale",
        "E": "resting",
        "F": "never_fixed",
    }
    assert told["objective"]["in_time_share"] == {"1": 1.0, "2": 1.0}
    assert told["objective"]["total_seconds"] == 135.0


def test_scenario_that_lacks_units_says_why(tmp_path):
    needs = [{"id": "nearest", "kinds": ["car"]}, {"id": "dog", "kinds": ["dog_team"]}]
    told = answered(tmp_path, {**SCENARIO, "needs": needs})

    (gap,) = told["shortfalls"]
    assert (gap["need"], gap["missing"], gap["causes"]) == ("dog", 1, {})
    assert gap["reason"]


def test_scenario_may_give_places_instead_of_ways_and_what_is_covered(tmp_path):
    units = [
        {"id": "near", "point": {"lat": 35.20, "lon": 106.60}},
        {"id": "far", "point": {"lat": 35.30, "lon": 106.60}},
    ]
    needs = [{"id": "n", "lat": 35.20, "lon": 106.61}]
    places = [{"lat": 35.2, "lon": 106.6}, {"lat": 35.3, "lon": 106.6}]
    coverage = {"places": [{"point": place, "demand": 2} for place in places], "busy_share": 0.5}

    told = answered(tmp_path, {"units": units, "needs": needs, "coverage": coverage})

    assert [row["unit"] for row in told["assignments"]] == ["near"]
    assert told["objective"]["coverage_lost"] == pytest.approx(0.25)


def test_units_already_sent_count_and_are_not_sent_again(tmp_path):
    told = answered(tmp_path, {**SCENARIO, "sent": ["B"]})
    assert [row["need"] for row in told["assignments"]] == ["second"]
    assert "B" not in [row["unit"] for row in told["assignments"]]


@pytest.mark.parametrize(
    "change",
    [
        {"units": None},
        {"units": [{"kind": "car"}]},
        {"units": [{"id": "A"}, {"id": "A"}]},
        {"units": [3]},
        {"level": 9},
        {"level": "1"},
        {"reserve_floor": -1},
        {"targets": {"1": -3}},
        {"targets": []},
        {"travel_seconds": [[1, 2]]},
        {"travel_seconds": [[1, 2]] * 5 + [[1, "x"]]},
        {"travel_seconds": [[1, 2]] * 5 + [[1, -1]]},
        {"needs": [{"id": "n", "number": 1.5}, {"id": "m"}]},
        {"needs": [{"id": "n", "kinds": "car"}, {"id": "m"}]},
        {"preemption": {"2": ["x"]}},
        {"coverage": {"places": []}},
        {"reach_seconds": True},
    ],
)
def test_scenario_that_cannot_be_read_is_answered_with_one_sentence(tmp_path, change, capsys):
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({**SCENARIO, **change}), encoding="utf-8")

    assert cli.run(["recommend", "--scenario", str(file), "--json"]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff", b"[" * 100_000])
def test_file_that_is_no_scenario_is_refused(tmp_path, content):
    file = tmp_path / "scenario.json"
    file.write_bytes(content)
    with pytest.raises(UnusableInput):
        scenarios.read_scenario(file)


def test_scenario_of_the_page_has_the_answer_of_the_page(tmp_path):
    page = Path(__file__).resolve().parents[2] / "docs/reference/scenarios.md"
    asked_, said = (
        json.loads(part.split("```")[0]) for part in page.read_text("utf-8").split("```json")[1:3]
    )
    told = answered(tmp_path, asked_)
    told["assignments"] = [{**row, "reasons": len(row["reasons"])} for row in told["assignments"]]
    said["assignments"] = [{**row, "reasons": len(row["reasons"])} for row in said["assignments"]]
    assert told == said


def test_recommendation_is_told_in_lines_to_people(tmp_path):
    file = tmp_path / "scenario.json"
    file.write_text(
        json.dumps({**SCENARIO, "needs": [{"id": "n"}, {"id": "m", "kinds": ["boat"]}]})
    )
    code, printed = asked("recommend", "--scenario", file)
    assert code == 0
    assert "B -> n" in printed


@pytest.mark.parametrize(("language", "word"), [("en", "missing"), ("zh", "缺")])
def test_recommendation_is_told_in_the_language_asked_for(tmp_path, capsys, language, word):
    file = tmp_path / "scenario.json"
    needs = [{"id": "n"}, {"id": "m", "kinds": ["boat"]}]
    file.write_text(json.dumps({**SCENARIO, "needs": needs}))
    assert cli.run(["--language", language, "recommend", "--scenario", str(file)]) == 0
    assert word in capsys.readouterr().out


PLACED = {
    "level": 1,
    "targets": {"1": 300},
    "units": [
        {"id": "A", "kind": "car", "lat": 47.1410, "lon": 9.5209},
        {"id": "B", "kind": "motorcycle", "point": {"lat": 47.1610, "lon": 9.5159}},
        {"id": "far", "kind": "car", "lat": 48.5, "lon": 9.5},
    ],
    "needs": [{"id": "first", "kinds": ["car", "motorcycle"], "lat": 47.1510, "lon": 9.5109}],
    "coverage": {"places": [{"lat": 47.1410, "lon": 9.5209}], "within_seconds": 120},
}


def test_scenario_with_places_is_answered_over_the_roads_of_a_map(shared_data, tmp_path):
    file = tmp_path / "placed.json"
    file.write_text(json.dumps(PLACED), encoding="utf-8")

    code, printed = asked("recommend", "--scenario", file, "--osm", shared_data / EXTRACT, "--json")
    told = json.loads(printed)
    straight = json.loads(asked("recommend", "--scenario", file, "--json")[1])

    assert code == 0
    assert set(told) == set(straight) == {"assignments", "shortfalls", "objective", "left_out"}
    (sent,) = told["assignments"]
    assert 30 < sent["seconds"] < 600
    assert told["left_out"] == {"far": "too_far"}
    assert told["objective"]["total_seconds"] != straight["objective"]["total_seconds"]


@pytest.mark.parametrize(("field", "wrong"), [("weather", "hail"), ("at_hour", 24)])
def test_conditions_that_do_not_exist_are_named(field, wrong, tmp_path):
    file = tmp_path / "placed.json"
    file.write_text(json.dumps(PLACED | {field: wrong}), encoding="utf-8")

    with pytest.raises(UnusableInput, match=field):
        scenarios.read_scenario(file)


def test_file_that_is_no_map_is_refused_in_one_sentence(tmp_path):
    file = tmp_path / "placed.json"
    file.write_text(json.dumps(PLACED), encoding="utf-8")

    assert cli.run(["recommend", "--scenario", str(file), "--osm", str(file), "--json"]) == 2
