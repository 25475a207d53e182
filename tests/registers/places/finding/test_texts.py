"""Addresses whose texts hold some words."""

import pytest

from tests import make, make_places
from tocsin.registers.places.finding.texts import holding

pytestmark = pytest.mark.django_db


def test_three_characters_are_found_in_every_text_and_two_in_the_first_ones_only():
    for number in (1, 2):
        make_places.address(f"河西镇东街口{number}号", code=f"A{number}")
    found = [one.code for one in holding(make.bureau(), "东街口", 9, most=1)]
    assert found == ["A1", "A2"]
    assert [one.code for one in holding(make.bureau(), "东街", 9, most=1)] == ["A1"]
    assert [one.code for one in holding(make.bureau(), "东街", 9)] == ["A1", "A2"]


def test_signs_that_stand_for_many_are_looked_for_as_they_are():
    make_places.address("东华镇东大街12号")
    assert holding(make.bureau(), "东%街", 9) == holding(make.bureau(), "东大%号街", 9) == []
