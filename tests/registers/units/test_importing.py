"""Units out of a spreadsheet."""

import pytest

from tests import make
from tocsin.registers.units.api import DutyStatus, import_units
from tocsin.registers.units.models import Unit

pytestmark = pytest.mark.django_db

HEADINGS = ["code", "name", "kind", "lon", "lat", "station", "capabilities"]


def bring(*rows):
    return import_units(
        bureau=make.bureau(), cells=[HEADINGS, *rows], actor=make.officer("admin"), at=make.NOON
    )


def test_a_unit_of_a_sheet_begins_off_duty_with_its_capabilities():
    make.station()
    assert (
        bring(["D1", "警犬-01", "dog_team", "106.6", "35.2", "S01", "tracking、drugs"]).taken == 1
    )
    unit = Unit.objects.get()
    assert (unit.capabilities, unit.standing.duty) == (["tracking", "drugs"], DutyStatus.OFF_DUTY)


def test_a_kind_may_be_named_in_either_language():
    bring(["D1", "警犬-01", "Dog team", "106.6", "35.2", "", ""])
    assert Unit.objects.get().kind == "dog_team"


def test_a_unit_on_duty_stays_on_duty_when_it_is_described_anew():
    unit = make.unit()
    bring([unit.code, "新名", "car", "106.6", "35.2", "", ""])
    unit.refresh_from_db()
    assert (unit.name, unit.standing.duty) == ("新名", DutyStatus.AVAILABLE)


@pytest.mark.parametrize(
    "row",
    [
        ["", "a", "car", "1", "1", "", ""],
        ["D1", "", "car", "1", "1", "", ""],
        ["D1", "a", "tank", "1", "1", "", ""],
        ["D1", "a", "car", "inf", "1", "", ""],
        ["D1", "a", "car", "1", "1", "S99", ""],
        ["D1", "a", "car", "1", "1", "", "x" * 21],
        ["D 1", "a", "car", "1", "1", "", ""],
        ["D" * 21, "a", "car", "1", "1", "", ""],
    ],
)
def test_a_wrong_row_is_reported_with_its_number(row):
    done = bring(row)
    assert (done.taken, [error.row for error in done.errors]) == (0, [2])


def test_of_rows_with_one_code_none_is_taken():
    done = bring(
        ["201", "城关-01", "car", "106.6", "35.2"],
        ["202", "城关-02", "car", "106.6", "35.2"],
        ["201", "城关-03", "car", "106.6", "35.2"],
    )
    assert (done.taken, [error.row for error in done.errors]) == (1, [2, 4])


@pytest.mark.parametrize("word", ["new", "vehicles"])
def test_a_code_is_no_word_of_an_address(word):
    done = bring([word, "城关-01", "car", "106.6", "35.2"])
    assert [error.row for error in done.errors] == [2]


def test_a_retired_unit_does_not_change_by_a_sheet():
    unit = make.unit("旧名")
    unit.retired_at = make.NOON
    unit.save()
    done = bring([unit.code, "新名", "car", "106.6", "35.2"])
    assert [error.row for error in done.errors] == [2]
    unit.refresh_from_db()
    assert unit.name == "旧名"
