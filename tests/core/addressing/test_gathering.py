"""Registers out of sheets of other people's making, row by row."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.addressing.divisions import division_rows, pairs_in_tree
from tocsin.core.addressing.doubling import doubles_in
from tocsin.core.addressing.gathering import Unreadable, Wrong, gather
from tocsin.core.addressing.register import read_register
from tocsin.core.geo import Point

TREE = ["编号", "上级编号", "级别", "名称", "经度", "纬度", "别名"]
PATHS = ["乡镇", "路", "门牌号", "名称", "经度", "纬度"]
TOWN = ["1", "", "town", "安口镇", "106.8", "35.2", ""]


def faults(sheet):
    return [(fault.row, fault.column, fault.wrong) for fault in gather(sheet).faults]


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        (["2", "1", "street", "", "106.8", "35.2"], "名称", Wrong.NO_NAME),
        (["2", "1", "street", "街" * 201, "106.8", "35.2"], "名称", Wrong.TOO_LONG),
        (["2", "1", "street", "=B2", "106.8", "35.2"], "名称", Wrong.FORMULA),
        (["2", "1", "street", "#REF!", "106.8", "35.2"], "名称", Wrong.FORMULA),
        (["1", "", "street", "东街", "106.8", "35.2"], "编号", Wrong.CODE_TAKEN),
        (["2", "1", "street", "东街", "一百", "35.2"], "经度", Wrong.NO_NUMBER),
        (["2", "1", "street", "东街", "nan", "35.2"], "经度", Wrong.NOT_ON_EARTH),
        (["2", "1", "street", "东街", "39512345", "3901234"], "经度", Wrong.NOT_ON_EARTH),
        (["2", "1", "street", "东街", "35.2", "106.8"], "经度", Wrong.CHANGED_PLACES),
        (["2", "1", "street", "东街", "106.8", ""], "纬度", Wrong.NO_POINT),
    ],
)
def test_a_row_that_is_wrong_is_told_by_its_cell_and_stops_no_other(row, column, wrong):
    sheet = [TREE, TOWN, row, ["3", "1", "street", "西街", "106.8", "35.2", ""]]

    assert faults(sheet) == [(3, column, wrong)]
    assert [one[3] for one in gather(sheet).rows] == ["安口镇", "西街"]


def test_what_a_place_lies_in_may_stand_behind_it():
    sheet = [TREE, ["2", "1", "street", "东街", "106.8", "35.2", "老街"], TOWN]
    gathered = gather(sheet)

    assert read_register(gathered.rows).problems == []
    assert [row[:2] for row in gathered.rows] == [("1", ""), ("2", "1")]


def test_a_place_whose_parent_is_missing_or_itself_stands_by_itself_and_is_told():
    sheet = [
        TREE,
        ["2", "9", "street", "东街", "106.8", "35.2"],
        ["3", "4", "street", "西街", "106.8", "35.2"],
        ["4", "3", "street", "南街", "106.8", "35.2"],
    ]
    gathered = gather(sheet)

    assert len(gathered.rows) == 3
    assert [fault.wrong for fault in gathered.faults] == [Wrong.NO_PARENT, Wrong.IN_ITSELF]
    assert all(fault.taken for fault in gathered.faults)


def test_a_row_for_every_address_becomes_a_tree():
    sheet = [
        ["华亭市地址登记表"],
        PATHS,
        ["安口镇", "东街", "3号", "", "106.8", "35.2"],
        ["安口镇", "东街", "5号", "民生药房", "106.81", "35.2"],
    ]
    rows = {row[3]: row for row in gather(sheet).rows}

    assert rows["3号"][1] == rows["5号"][1] == rows["东街"][0]
    assert rows["民生药房"][2] == "poi"
    assert read_register(rows.values()).problems == []


def test_an_address_that_is_there_twice_is_kept_twice_and_proposed():
    row = ["安口镇", "东街", "3号", "", "106.8", "35.2"]
    gathered = gather([PATHS, row, row])
    [double] = doubles_in(read_register(gathered.rows))

    assert [row[3] for row in gathered.rows].count("3号") == 2
    assert double.same_path
    assert double.metres == 0


def test_neighbours_with_other_numbers_are_no_doubles():
    rows = [
        ("1", "", "compound", "安康小区", "106.8", "35.2", ""),
        ("2", "1", "building", "1号楼", "106.8", "35.2", ""),
        ("3", "1", "building", "2号楼", "106.8", "35.2", ""),
        ("4", "", "poi", "第1加油站", "106.8", "35.2", ""),
        ("5", "", "poi", "第2加油站", "106.8", "35.2", ""),
    ]

    assert doubles_in(read_register(rows)) == []


def test_a_sheet_without_headings_is_refused_with_what_is_missing():
    with pytest.raises(Unreadable) as refused:
        gather([["乡镇", "备注"], ["安口镇", ""]])

    assert refused.value.missing == ("name", "lon", "lat")


CELL = st.sampled_from(["", "1", "2", "3", "东街", "=A1", "106.8", "35.2", "x", "\0", "1e9"])


@given(st.sampled_from([TREE, PATHS]), st.lists(st.lists(CELL, max_size=8), max_size=12))
def test_every_row_is_in_the_register_or_told(heading, rows):
    gathered = gather([heading, *rows])
    read = sum(any(cell.strip() for cell in row[: len(heading)]) for row in rows)
    refused = {fault.row for fault in gathered.faults if not fault.taken}

    assert gathered.read == read
    assert read_register(gathered.rows).problems == []
    if heading is TREE:
        assert len(gathered.rows) == read - len(refused)


def test_the_codes_of_divisions_tell_the_tree(shared_data):
    tree = json.loads((shared_data / "admin/huating.json").read_text(encoding="utf-8"))
    wrong: list[tuple[str, str]] = []
    rows = division_rows(pairs_in_tree(tree), Point(106.65, 35.21), wrong)
    register = read_register(rows)

    assert register.problems == []
    assert [register.levels.count(one) for one in ("county", "town", "village")] == [1, 11, 129]
    assert wrong == []
