"""Filling the register from a county."""

import pytest

from tests import make, make_places
from tocsin.registers.places.api import (
    AddressRow,
    DivisionRow,
    load_addresses,
    load_divisions,
    suggest,
)
from tocsin.registers.places.models import Address, AddressVersion, Division

pytestmark = pytest.mark.django_db

ROWS = [
    AddressRow("A1", "东大街1号", 106.65, 35.21, street="东大街"),
    AddressRow("A2", "东大街2号", 106.66, 35.21, street="东大街"),
]


def load(rows):
    return load_addresses(
        bureau=make.bureau(), rows=rows, actor=make.officer("admin"), at=make.NOON
    )


def test_loading_the_same_addresses_again_changes_nothing():
    assert load(ROWS) == 2
    assert load(ROWS) == 0
    assert Address.objects.count() == AddressVersion.objects.count() == 2


def test_an_address_loaded_with_other_words_gets_a_new_version():
    load(ROWS)
    load([AddressRow("A1", "东大街甲1号", 106.65, 35.21, street="东大街"), ROWS[1]])
    assert list(
        AddressVersion.objects.filter(address__code="A1")
        .order_by("version")
        .values_list("version", "text")
    ) == [(1, "东大街1号"), (2, "东大街甲1号")]
    assert suggest(make.bureau(), "东大街甲1号")[0].text == "东大街甲1号"


def test_addresses_know_their_division_and_beat_by_code():
    make_places.two_beats()
    divisions = [
        DivisionRow("620881100", "东华镇", "town", "620881", 106.65, 35.21),
        DivisionRow("620881", "华亭市", "county"),
    ]
    load_divisions(bureau=make.bureau(), rows=divisions, actor=make.officer("admin"), at=make.NOON)
    load([AddressRow("A1", "东大街1号", 106.62, 35.2, division="620881100", beat="B01")])
    found = Address.objects.values_list("division__parent__name", "beat__code").get()
    assert found == ("华亭市", "B01")


def test_divisions_loaded_twice_stay_one_tree():
    rows = [DivisionRow("62", "甘肃省", "province"), DivisionRow("6208", "平凉市", "city", "62")]
    for _again in range(2):
        load_divisions(bureau=make.bureau(), rows=rows, actor=make.officer("admin"), at=make.NOON)
    assert list(Division.objects.order_by("code").values_list("code", "parent__code")) == [
        ("62", None),
        ("6208", "62"),
    ]
