"""`tocsin addresses import` of sheets and divisions: files as offices send them."""

import csv
import gzip
import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from tocsin.project import speech
from tocsin.project.commands import addresses

HEADING = ["乡镇", "路", "门牌号", "经度", "纬度"]
RIGHT = ["安口镇", "东街", "3号", "106.8", "35.2"]
WRONG = ["安口镇", "东街", "5号", "很东", "35.2"]


def run(*words):
    return CliRunner().invoke(addresses.command, ["import", *map(str, words)])


def written(file, rows, encoding="utf-8"):
    with file.open("w", encoding=encoding, newline="") as table:
        csv.writer(table).writerows(rows)
    return file


def workbook(file, rows, *, merged=""):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    book.save(file)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_is_read_in_any_usual_encoding(tmp_path, encoding):
    sheet = written(tmp_path / "doors.csv", [HEADING, RIGHT], encoding)
    outcome = run("--sheet", sheet, "--out", tmp_path / "register.csv", "--json")

    assert outcome.exit_code == 0, outcome.output
    assert json.loads(outcome.output)["entries"] == 3
    assert "安口镇" in (tmp_path / "register.csv").read_text(encoding="utf-8")


def test_a_wrong_row_is_told_with_what_to_do_and_the_right_ones_are_taken(tmp_path):
    sheet = workbook(tmp_path / "doors.xlsx", [HEADING, WRONG, RIGHT, RIGHT])
    told, target = tmp_path / "wrong.csv", tmp_path / "register.csv.gz"
    outcome = run("--sheet", sheet, "--out", target, "--report", told, "--json")

    assert outcome.exit_code == 1
    result = json.loads(outcome.output)
    assert (result["read"], result["refused"], result["entries"]) == (3, 1, 4)
    with told.open(encoding="utf-8-sig", newline="") as table:
        first, second = csv.DictReader(table)
    assert (first["row"], first["column"], first["said"]) == ("2", "经度", "很东")
    assert first["do"] == "Write degrees with a point, as in 106.6512."
    assert second["kind"] == "double"
    assert gzip.decompress(target.read_bytes()).count("3号".encode()) == 2


def test_the_report_is_in_chinese_for_those_who_read_it(tmp_path):
    sheet = written(tmp_path / "doors.csv", [HEADING, WRONG])
    with speech.speaking(speech.CHINESE):
        outcome = run("--sheet", sheet, "--out", tmp_path / "register.csv", "--json")

    assert "不是以度表示的数字。" in outcome.output


def broken_workbook(file):
    whole = workbook(file, [HEADING, RIGHT]).read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    return file


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda d: written(d / "a.csv", [["备注"], ["-"]]), "Missing: name, lon, lat"),
        (lambda d: broken_workbook(d / "a.xlsx"), "damaged"),
        (lambda d: workbook(d / "a.xlsx", [HEADING, RIGHT, RIGHT], merged="A2:A3"), "merged"),
        (lambda d: written(d / "a.pdf", [HEADING]), "Only .xlsx and .csv"),
        (lambda d: written(d / "a.csv", []), "Missing"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_wrong_argument(tmp_path, make, told):
    outcome = run("--sheet", make(tmp_path), "--out", tmp_path / "register.csv")

    assert outcome.exit_code == 2
    assert told in " ".join(outcome.output.split())
    assert not (tmp_path / "register.csv").exists()


def test_a_packed_file_that_is_cut_short_is_a_wrong_argument(tmp_path):
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"x" * 5000)[:-9])

    assert run("--sheet", file, "--out", tmp_path / "register.csv").exit_code == 2


def test_published_divisions_become_a_tree(tmp_path):
    rows = [
        ["village_code", "village", "township_code", "township", "county_code", "county"],
        ["620881100001", "石堡子村", "620881100", "东华镇", "620881", "华亭市"],
        ["62088110x", "坏村", "620881100", "东华镇", "620881", "华亭市"],
    ]
    sheet, target = written(tmp_path / "villages.csv", rows), tmp_path / "register.csv"
    outcome = run("--divisions", sheet, "--point", "106.6", "35.2", "--out", target, "--json")

    assert outcome.exit_code == 1
    with target.open(encoding="utf-8", newline="") as table:
        parents = {row["name"]: row["parent_id"] for row in csv.DictReader(table)}
    assert parents == {"华亭市": "", "东华镇": "620881", "石堡子村": "620881100"}


def test_one_source_and_one_target_are_asked_for(tmp_path):
    assert run("--out", tmp_path / "register.csv").exit_code == 2
    sheet = written(tmp_path / "doors.csv", [HEADING, RIGHT])
    assert run("--sheet", sheet).exit_code == 2
    assert run("--sheet", sheet, "--load", "--out", tmp_path / "register.csv").exit_code == 2
