"""Registers read from files: whole pieces at once, or row by row, with the same outcome."""

import csv
import io
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.addressing.register import COLUMNS, read_register
from tocsin.project.addressfiles import register_in

GOOD = [
    ["1", "", "town", "安口镇", "106.8", "35.2", ""],
    ["2", "1", "village", "高镇村", "1", "2", "高镇"],
]
CELLS = st.sampled_from(
    ["1", "2", "3", "", "town", "安口镇", "106.8", "200", "x", " ", "a|b", "a,b", 'a"b', "a\nb"]
)
ROWS = st.lists(st.lists(CELLS, min_size=6, max_size=8) | st.sampled_from(GOOD), max_size=6)


def written(rows, **how):
    table = io.StringIO(newline="")
    csv.writer(table, **how).writerows(rows)
    return table.getvalue()


def read(folder, text):
    file = folder / "register.csv"
    file.write_bytes(text.encode())
    return register_in(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("registers")


@settings(max_examples=50)
@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_a_file_is_read_as_its_rows_are(folder, rows, ending):
    told = read(folder, written([COLUMNS, *rows], lineterminator=ending))

    assert astuple(told) == astuple(read_register(rows))


@settings(max_examples=50)
@given(ROWS)
def test_quotes_around_cells_make_no_difference(folder, rows):
    quoted = read(folder, written([COLUMNS, *rows], quoting=csv.QUOTE_ALL))

    assert astuple(quoted) == astuple(read(folder, written([COLUMNS, *rows])))


def test_columns_may_come_in_any_order_with_others_between(folder):
    mixed = [[*reversed(row), "?"] for row in [COLUMNS, *GOOD]]

    told = read(folder, written(mixed))

    assert astuple(told) == astuple(read_register(GOOD))


def test_a_row_too_long_and_one_too_short_are_both_told(folder):
    told = read(folder, written([COLUMNS, GOOD[0], [*GOOD[1], "?"], GOOD[1][:6]]))

    assert told.ids == ["1"]
    assert [problem.row for problem in told.problems] == [2, 3]


def test_rows_that_are_refused_together_leave_nothing_behind():
    lost = ["9", "2", "village", "", "0", "0", ""]

    told = read_register([*GOOD, lost])

    assert told.ids == ["1", "2"]
    assert told.parents == [-1, 0]
