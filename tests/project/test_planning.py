"""The planning commands as a person meets them: a whole answer, or one sentence and 2."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tocsin.core.geo import Point
from tocsin.core.typed_places import typed_place
from tocsin.project import cli
from tocsin.project.planning import scenarios
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.unit_file import read_units

EXTRACT = "roads/liechtenstein-2015.osm.pbf"


def asked(*words):
    """Run a command; its exit code and what it printed."""
    found = CliRunner().invoke(cli.cli, list(map(str, words)))
    return found.exit_code, found.output


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


def test_places_are_latitude_first():
    assert typed_place(" 35.2 , 106.6 ") == Point(106.6, 35.2)
    assert typed_place("") is None


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
