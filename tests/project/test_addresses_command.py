"""`tocsin addresses` and `tocsin bench addresses`, without a database."""

import csv
import gzip
import json

import osmium
import pytest
from click.testing import CliRunner
from osmium.osm.mutable import Node, Way

from tests.core.addressing.registers import ROWS
from tocsin.core.addressing.register import COLUMNS
from tocsin.project.commands import addresses, bench


@pytest.fixture
def register(tmp_path):
    file = tmp_path / "register.csv.gz"
    with gzip.open(file, "wt", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([COLUMNS, *ROWS])
    return file


@pytest.fixture
def said(tmp_path):
    file = tmp_path / "said.csv"
    rows = [
        ("id", "query", "truth"),
        ("a", "解放路12号斜对面", "door"),
        ("b", "峡口村三社七号", "house"),
        ("c", "", "county"),
    ]
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows)
    return file


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


def built(register, folder):
    return run(addresses.command, "build", "--register", register, "--out", folder, "--json")


def test_an_index_is_built_and_tells_its_figures(register, tmp_path):
    outcome = built(register, tmp_path / "index")

    assert outcome.exit_code == 0, outcome.output
    told = json.loads(outcome.output)
    assert told["entries"] == len(ROWS)
    assert set(told) == {"entries", "names", "seconds", "index_mb", "peak_mb"}


def test_building_again_replaces_the_index(register, tmp_path):
    for _ in range(2):
        built(register, tmp_path / "index")

    assert len(list((tmp_path / "index").glob("*.bin"))) == 1


def test_a_register_that_is_too_large_is_parted_and_answers_alike(register, said, tmp_path):
    told = []
    for most in (5_000, 1, 5_000):
        folder = tmp_path / "index"
        where = ["--register", register, "--out", folder]
        outcome = run(addresses.command, "build", *where, "--most", most, "--json")
        assert outcome.exit_code == 0, outcome.output
        assert (folder / "shards.json").exists() is (most == 1)
        assert len(list(folder.glob("*.bin"))) == (most != 1)
        asked = run(addresses.command, "resolve", "--index", folder, "--csv", said, "--json")
        lines = [json.loads(line) for line in asked.output.splitlines()[:-1]]
        told.append([(line["id"], [one["id"] for one in line["answers"][:1]]) for line in lines])
    assert told[0] == told[1] == told[2]


def test_every_question_gets_a_line_and_the_last_sums_up(register, said, tmp_path):
    built(register, tmp_path / "index")
    asked = ["resolve", "--index", tmp_path / "index", "--csv", said, "--json"]
    outcome = run(addresses.command, *asked)

    assert outcome.exit_code == 0, outcome.output
    *lines, summary = [json.loads(line) for line in outcome.output.splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c"]
    assert [line["answers"][0]["id"] for line in lines[:2]] == ["door", "house"]
    assert set(lines[0]["answers"][0]) == {"id", "confidence", "level", "radius_m", "lat", "lon"}
    assert lines[2]["abstained"]
    assert summary["queries"] == 3
    assert {"p50_ms", "p99_ms"} <= set(summary)


def test_a_row_that_cannot_be_taken_is_told(tmp_path):
    file = tmp_path / "register.csv"
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([COLUMNS, *ROWS, ("x", "", "poi", "远方", "700", "35", "")])
    outcome = built(file, tmp_path / "index")

    assert outcome.exit_code == 0
    assert "its point is not on earth" in outcome.stderr


def test_a_table_without_the_columns_is_a_wrong_argument(said, tmp_path):
    outcome = built(said, tmp_path / "index")

    assert outcome.exit_code == 2
    assert "A column is missing: parent_id" in outcome.output


def test_a_folder_without_an_index_is_a_wrong_argument(said, tmp_path):
    outcome = run(addresses.command, "resolve", "--index", tmp_path, "--csv", said)

    assert outcome.exit_code == 2
    assert "no whole index" in outcome.output


def test_the_measurement_tells_how_right_and_how_sure_we_are(register, said):
    asked = ["addresses", "--register", register, "--csv", said, "--alone", "--json"]
    outcome = run(bench.command, *asked)

    assert outcome.exit_code == 0, outcome.output
    told = json.loads(outcome.output)
    assert [row["name"] for row in told["rows"]] == ["tocsin"]
    assert told["rows"][0]["top1"] >= 0.66
    assert set(told["trust"]) == {
        "calibration_error",
        "coverage",
        "accepted",
        "wrongly_accepted",
    }


def test_a_peer_is_asked_beside_us_over_some_of_the_questions(register, said):
    asked = ["addresses", "--register", register, "--csv", said, "--beside", "sqlite"]
    outcome = run(bench.command, *asked, "--questions", 2, "--json")

    assert outcome.exit_code == 0, outcome.output
    rows = json.loads(outcome.output)["rows"]
    assert [row["name"] for row in rows] == ["tocsin", "SQLite FTS5 trigrams"]
    assert {row["top1"] for row in rows} <= {0.0, 0.5, 1.0}


def test_questions_are_made_of_a_register_that_has_none(register):
    asked = ["addresses", "--register", register, "--questions", 40, "--alone", "--json"]
    outcome = run(bench.command, *asked)

    assert outcome.exit_code == 0, outcome.output
    assert json.loads(outcome.output)["rows"][0]["top5"] > 0.7


def test_a_map_becomes_a_register_that_an_index_is_built_of(tmp_path):
    extract, target = tmp_path / "map.osm.pbf", tmp_path / "register.csv.gz"
    with osmium.SimpleWriter(str(extract)) as writer:
        writer.add_node(Node(id=1, location=(9.52, 47.14), tags={"place": "town", "name": "Vaduz"}))
        door = {"addr:housenumber": "12a", "addr:street": "Städtle", "addr:city": "Vaduz"}
        writer.add_node(Node(id=2, location=(9.521, 47.14), tags=door))
        road = {"highway": "residential", "name": "Städtle"}
        writer.add_way(Way(id=3, nodes=[1, 2], tags=road))
    outcome = run(addresses.command, "import", "--osm", extract, "--out", target, "--json")

    assert outcome.exit_code == 0, outcome.output
    assert json.loads(outcome.output)["entries"] == 3
    assert json.loads(built(target, tmp_path / "index").output)["entries"] == 3


def test_what_is_no_map_is_a_wrong_argument(said, tmp_path):
    outcome = run(addresses.command, "import", "--osm", said, "--out", tmp_path / "register.csv")

    assert outcome.exit_code == 2
    assert not (tmp_path / "register.csv").exists()
