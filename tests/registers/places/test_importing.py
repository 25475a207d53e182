"""Addresses out of a spreadsheet."""

import pytest
from django.utils import translation

from tests import make, make_places
from tocsin.kernel.web.sheets import SheetUnreadable
from tocsin.registers.places.api import import_addresses, suggest

pytestmark = pytest.mark.django_db

HEADINGS = ["code", "text", "lon", "lat", "beat"]


def bring(*rows, headings=HEADINGS):
    return import_addresses(
        bureau=make.bureau(), cells=[headings, *rows], actor=make.officer("admin"), at=make.NOON
    )


def test_addresses_of_a_sheet_can_be_found():
    make_places.two_beats()
    done = bring(["A1", "东大街12号", "106.62", "35.2", "B01"], ["", "", "", "", ""])
    assert (done.taken, done.errors) == (1, [])
    assert suggest(make.bureau(), "东大街12号")[0].code == "A1"


@pytest.mark.parametrize(
    "row",
    [
        ["", "东大街12号", "106.6", "35.2", ""],
        ["A1", "", "106.6", "35.2", ""],
        ["A1", "东大街12号", "east", "35.2", ""],
        ["A1", "东大街12号", "nan", "35.2", ""],
        ["A1", "东大街12号", "106.6", "95", ""],
        ["A1", "东大街12号", "106.6", "35.2", "B99"],
        ["A" * 33, "东大街12号", "106.6", "35.2", ""],
        ["A1", "东" * 201, "106.6", "35.2", ""],
        ["A1"],
        ["A/1", "东大街12号", "106.6", "35.2", ""],
    ],
)
def test_a_wrong_row_is_reported_and_the_others_are_taken(row):
    done = bring(row, ["A2", "西大街1号", "106.6", "35.2", ""])
    assert (done.taken, [error.row for error in done.errors]) == (1, [2])
    assert done.errors[0].message


def test_a_heading_that_is_not_known_is_refused():
    with pytest.raises(SheetUnreadable):
        bring(headings=["code", "text", "lon", "lat", "colour"])


def test_a_sheet_without_its_headings_is_refused():
    with pytest.raises(SheetUnreadable):
        import_addresses(bureau=make.bureau(), cells=[], actor=make.officer("admin"), at=make.NOON)


def test_of_rows_with_one_code_none_is_taken_and_each_names_the_others():
    with translation.override("en"):
        done = bring(
            ["A1", "东大街12号", "106.62", "35.2", ""],
            ["A2", "东大街13号", "106.62", "35.2", ""],
            ["A1", "西大街12号", "106.61", "35.2", ""],
        )
    assert done.taken == 1
    assert [(error.row, "2, 4" in error.message) for error in done.errors] == [(2, True), (4, True)]


def test_an_ended_address_does_not_come_back_by_a_sheet():
    address = make_places.address("东大街12号", code="A1")
    address.retired_at = make.NOON
    address.save()
    done = bring(["A1", "东大街12号", "106.62", "35.2", ""])
    assert (done.taken, [error.row for error in done.errors]) == (0, [2])


def test_a_column_that_is_there_twice_is_refused():
    with pytest.raises(SheetUnreadable):
        bring(
            ["A1", "A1", "东大街12号", "106.6", "35.2"],
            headings=["code", "code", "text", "lon", "lat"],
        )
