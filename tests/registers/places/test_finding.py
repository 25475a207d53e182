"""What a caller's words mean."""

import pytest

from tests import make, make_places
from tocsin.registers.places.api import AddressRow, DivisionRow, load_divisions, suggest

pytestmark = pytest.mark.django_db

NORTH_END, SOUTH_END = (106.65, 35.23), (106.65, 35.19)


def test_an_address_is_found_by_a_part_of_its_words():
    make_places.address("东华镇东大街12号")
    make_places.address("东华镇西大街7号")
    found = suggest(make.bureau(), "东大街12号")
    assert found[0].text == "东华镇东大街12号"


def test_a_street_is_found_by_the_addresses_on_it():
    make_places.addresses(
        AddressRow("A1", "东华镇东大街1号", *NORTH_END),
        AddressRow("A2", "东华镇东大街3号", *SOUTH_END),
        AddressRow("A3", "东华镇东大街5号", *SOUTH_END),
    )
    found = suggest(make.bureau(), "东大街")[0]
    assert (found.kind, found.text, found.lon, found.lat) == ("street", "东华镇东大街", *SOUTH_END)


@pytest.mark.parametrize(
    "words",
    [
        "明珠小区3号楼2单元",
        "明珠小区三号楼二单元",
        "明珠小区3栋2单元",
        "明珠小区三幢二单元",
        "明珠小区３座２单元",
    ],
)
def test_a_block_is_found_however_it_is_said(words):
    make_places.address("东华镇明珠小区3号楼2单元")
    make_places.address("东华镇明珠小区5号楼2单元")
    assert suggest(make.bureau(), words)[0].text == "东华镇明珠小区3号楼2单元"


def test_a_misheard_character_still_finds_the_place():
    make_places.address("东华镇明珠小区3号楼2单元")
    assert suggest(make.bureau(), "明竹小区3号楼2单元")


def test_two_characters_are_enough():
    make_places.landmark("皇甫学校")
    assert [found.text for found in suggest(make.bureau(), "皇甫")] == ["皇甫学校"]


def test_initials_typed_on_a_keyboard_find_the_place():
    make_places.landmark("皇甫学校")
    make_places.landmark("汽车站")
    assert suggest(make.bureau(), "hfxx")[0].text == "皇甫学校"


def test_of_two_places_with_one_name_the_nearer_comes_first():
    make_places.addresses(
        AddressRow("N", "北山镇东大街12号", *NORTH_END),
        AddressRow("S", "南川镇东大街12号", *SOUTH_END),
    )
    assert suggest(make.bureau(), "东大街12号", near=NORTH_END)[0].code == "N"
    assert suggest(make.bureau(), "东大街12号", near=SOUTH_END)[0].code == "S"


def test_a_candidate_says_how_far_it_is():
    make_places.landmark("汽车站", at=NORTH_END)
    (found,) = suggest(make.bureau(), "汽车站", near=SOUTH_END)
    assert found.metres == pytest.approx(4448, abs=10)


def test_places_of_another_bureau_are_not_offered():
    make_places.landmark("汽车站", of=make.bureau("620822"))
    assert suggest(make.bureau(), "汽车站") == []


@pytest.mark.parametrize("words", ["", "  ", "，。!", "%_\\'", "🚓🚓", "x" * 5000, "东" * 5000])
def test_words_without_a_place_find_nothing_and_break_nothing(words):
    make_places.landmark("汽车站")
    assert suggest(make.bureau(), words) == []


def test_no_more_are_offered_than_asked_for():
    make_places.addresses(*(AddressRow(f"A{n}", f"东大街{n}号", *make.HERE) for n in range(1, 30)))
    assert len(suggest(make.bureau(), "东大街1", limit=5)) == 5


def test_the_whole_number_counts_not_a_part_of_it():
    make_places.addresses(
        AddressRow("A112", "东大街112号", *make.HERE), AddressRow("A12", "东大街12号", *make.HERE)
    )
    assert suggest(make.bureau(), "东大街12号")[0].code == "A12"


def test_words_that_nobody_knows_in_a_town_lead_to_the_town():
    load_divisions(
        bureau=make.bureau(),
        rows=[
            DivisionRow("620881", "华亭市", "county", "", *make.HERE),
            DivisionRow("620881104", "山寨乡", "town", "620881", *NORTH_END),
            DivisionRow("620881104201", "峡口村", "village", "620881104", *NORTH_END),
            DivisionRow("620881105", "东华镇", "town", "620881", *SOUTH_END),
        ],
        actor=make.officer("admin"),
        at=make.NOON,
    )
    make_places.address("东华镇东大街12号")

    for words in ("山寨乡不知道", "山寨乡老王家"):
        found = suggest(make.bureau(), words)
        assert [(one.text, one.light) for one in found] == [("山寨乡", "amber")]
