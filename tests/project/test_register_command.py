"""Tables go out into a spreadsheet and come back, by command."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import make, make_catalogue, make_places
from tocsin.adapters.spreadsheets import registers
from tocsin.project import cli, startup
from tocsin.project.commands import register
from tocsin.registers.places import api as places
from tocsin.registers.units.models import Unit

pytestmark = pytest.mark.django_db
UNITS = "code,name,kind,lon,lat\n"
RIGHT, WRONG = "D1,警犬-01,dog_team,106.6,35.2\n", "D2,x,tank,106.6,35.2\n"


@pytest.fixture(autouse=True)
def ground_of_the_test(monkeypatch):
    """The command works on the test's own database."""

    @contextmanager
    def here() -> Iterator[str]:
        yield ""

    monkeypatch.setattr(startup, "prepared_ground", here)


def told(capsys, *words: str | Path) -> tuple[int, dict[str, Any]]:
    code = cli.run(["register", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


def written(folder: Path, text: str, name: str = "units.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def a_county() -> None:
    make_catalogue.reference()
    make_places.two_beats()
    make.unit()
    rows = [
        places.AddressRow("A1", "东大街12号", 106.62, 35.2, "东大街", beat="B01", detail="东华镇"),
        places.AddressRow("A2", "=1+1社3号", 0.0, 35.3),
    ]
    places.load_addresses(
        bureau=make.bureau(), rows=rows, actor=make.officer("admin"), at=make.NOON
    )


def test_the_tables_that_help_names_are_those_that_there_are():
    assert registers.table_names() == register.TABLES


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("table", ["addresses", "units", "incident_types"])
def test_a_table_that_was_written_comes_back_as_it_was(tmp_path, capsys, table, language, ending):
    a_county()
    file, again = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    words = ("--table", table, "--language", language)

    assert told(capsys, "export", file, *words)[0] == 0
    code, outcome = told(capsys, "import", file, *words)
    assert told(capsys, "export", again, *words)[0] == 0

    assert (code, outcome["refused"]) == (0, [])
    assert outcome["rows"] > 0
    assert cells(again) == cells(file)


def cells(file: Path) -> list[tuple[str, ...]]:
    if file.suffix == ".csv":
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        return [tuple(row) for row in csv.reader(lines)]
    return list(load_workbook(file).worksheets[0].iter_rows(values_only=True))


def test_the_detail_beside_an_address_survives_the_round_trip(tmp_path, capsys):
    a_county()
    told(capsys, "export", tmp_path / "a.csv", "--table", "addresses")
    told(capsys, "import", tmp_path / "a.csv", "--table", "addresses")

    found = places.suggest(make.bureau(), "东大街12号")[0]

    assert (found.code, found.detail) == ("A1", "东华镇")


def test_a_wrong_row_keeps_out_the_others_and_is_told_with_its_number(tmp_path, capsys):
    make.bureau()
    code, outcome = told(
        capsys, "import", written(tmp_path, UNITS + RIGHT + WRONG), "--table", "units"
    )

    assert code == 1
    assert (outcome["stored"], [refused["row"] for refused in outcome["refused"]]) == (False, [3])
    assert not Unit.objects.exists()


def test_with_partial_the_right_rows_are_stored_and_the_wrong_ones_still_told(tmp_path, capsys):
    make.bureau()
    code, outcome = told(
        capsys, "import", written(tmp_path, UNITS + RIGHT + WRONG), "--table", "units", "--partial"
    )

    assert (code, outcome["stored"], len(outcome["refused"])) == (1, True, 1)
    assert [unit.code for unit in Unit.objects.all()] == ["D1"]


def test_a_dry_run_stores_nothing(tmp_path, capsys):
    make.bureau()
    code, outcome = told(
        capsys, "import", written(tmp_path, UNITS + RIGHT), "--table", "units", "--dry-run"
    )

    assert (code, outcome["rows"], outcome["stored"]) == (0, 1, False)
    assert not Unit.objects.exists()


def test_refused_rows_of_the_catalogue_are_told_as_a_table(tmp_path, capsys):
    make_catalogue.reference()
    file = written(tmp_path, "code,name_zh,name_en,kind\nx,某处,Somewhere,nowhere\n", "h.csv")

    code = cli.run(["register", "import", str(file), "--table", "handovers", "--language", "en"])

    out = capsys.readouterr().out
    assert code == 1
    assert "why it was refused" in out
    assert "Nothing was stored." in out


@pytest.mark.parametrize(
    "words",
    [
        ["import", "none.csv", "--table", "units"],
        ["import", "{}/units.csv", "--table", "moons"],
        ["import", "{}/units.csv"],
        ["import", "{}/units.txt", "--table", "units"],
        ["import", "{}/units.csv", "--table", "units", "--bureau", "999"],
        ["import", "{}/units.csv", "--table", "units"],
        ["import", "{}/units.csv", "--table", "incident_types"],
        ["export", "{}/units.pdf", "--table", "units"],
        ["export", "{}/none/units.csv", "--table", "units"],
    ],
)
def test_a_mistake_is_answered_with_one_sentence_and_code_two(tmp_path, capsys, words):
    make.bureau()
    for name in ("units.csv", "units.txt"):
        written(tmp_path, "colour,number\nred,1\n", name)

    code = cli.run(["register", *(word.format(tmp_path) for word in words)])

    answer = capsys.readouterr()
    assert (code, answer.out, answer.err.count("\n")) == (2, "", 1)
