"""The tree that is searched is made of what the register holds."""

import pytest

from tocsin.registers.places.facts import AddressRow, DivisionRow, NameRow, PremisesRow
from tocsin.registers.places.finding.tree import Held, rows_of

HERE = (106.65, 35.21)
DIVISIONS = [
    DivisionRow("c", "华亭市", "county"),
    DivisionRow("t", "东华镇", "town", "c", 106.65, 35.21),
    DivisionRow("v", "北河村", "village", "t", 106.66, 35.22),
    DivisionRow("w", "东关社区", "village", "t", 106.64, 35.20),
]


def tree(*addresses: AddressRow, names=None, premises=(), aliases=None):
    held = Held(HERE, DIVISIONS, addresses, names or {}, premises, aliases or {})
    return {row[0]: row for row in rows_of(held)}


def door(text: str, code: str = "A1", *, division: str = "w", street: str = "") -> AddressRow:
    return AddressRow(code, text, *HERE, street=street, division=division)


@pytest.mark.parametrize(
    ("text", "division", "path"),
    [
        ("东华镇北河村3社12号", "v", ["华亭市", "东华镇", "北河村", "3社", "12号"]),
        ("北河村三组12号", "v", ["华亭市", "东华镇", "北河村", "3社", "12号"]),
        ("3社12号", "v", ["华亭市", "东华镇", "北河村", "3社", "12号"]),
        ("东华镇东大街12号", "w", ["华亭市", "东华镇", "东大街", "12号"]),
        ("华亭市东华镇东大街12号", "w", ["华亭市", "东华镇", "东大街", "12号"]),
        (
            "东华镇明珠小区3栋2单元101",
            "w",
            ["华亭市", "东华镇", "明珠小区", "3号楼", "2单元", "101"],
        ),
        ("东华镇五一路一百零二号", "w", ["华亭市", "东华镇", "五一路", "102号"]),
        ("东大街12号", "", ["华亭市", "东大街", "12号"]),
        ("东华镇东大街12号", "", ["华亭市", "东华镇", "东大街", "12号"]),
        ("河口镇东大街12号", "", ["华亭市", "河口镇", "东大街", "12号"]),
        ("平凉市东大街12号", "", ["华亭市", "平凉市", "东大街", "12号"]),
        ("华亭市东大街12号", "", ["华亭市", "东大街", "12号"]),
        ("老石化家属院", "w", ["华亭市", "东华镇", "老石化家属院"]),
        ("北河村", "v", ["华亭市", "东华镇", "北河村"]),
    ],
)
def test_an_address_hangs_below_what_its_text_and_its_division_say(text, division, path):
    rows = tree(door(text, division=division))
    found, code = list[str](), "address:A1"
    while code:
        found.insert(0, rows[code][3])
        code = rows[code][1]
    assert found == path


def test_a_street_through_two_communities_is_one():
    rows = tree(
        door("东华镇东大街1号", "A1", division="w"), door("东华镇东大街2号", "A2", division="v")
    )
    assert [row[3] for row in rows.values() if row[2] == "street"] == ["东大街"]


def test_rooms_below_a_door_lie_in_that_door():
    rows = tree(door("东大街12号3号楼1单元", "A2"), door("东大街12号", "A1"))
    assert rows[rows[rows["address:A2"][1]][1]][0] == "address:A1"


def test_an_address_in_latin_letters_lies_in_its_street():
    rows = tree(door("Städtle 43, 东华镇", street="Städtle"))
    street = rows[rows["address:A1"][1]]
    assert (street[1], street[3], rows["address:A1"][3]) == ("division:t", "Städtle", "43")


def test_a_landmark_lies_in_the_division_told_or_else_the_nearest():
    told = NameRow("L1", "汽车站", 106.64, 35.20, "北河村")
    near = NameRow("L2", "邮局", 106.641, 35.201)
    rows = tree(names={"landmark": [told, near]})
    assert (rows["landmark:L1"][1], rows["landmark:L2"][1]) == ("division:v", "division:w")


def test_other_names_stand_beside_a_place_and_are_no_places():
    marks = [
        NameRow("L1-1", "一中", *HERE, "华亭市第一中学"),
        NameRow("L1", "华亭市第一中学", *HERE),
    ]
    rows = tree(
        door("东华镇东大街12号"),
        names={"landmark": marks},
        aliases={("street", "t/东大街"): ["老街"], ("landmark", "L1"): ["老一中"]},
    )
    assert rows["landmark:L1"][6] == "老一中|一中"
    assert "landmark:L1-1" not in rows
    assert rows["street:t/东大街"][6] == "老街"


@pytest.mark.parametrize(
    ("text", "road", "name"),
    [
        ("G344 K12", "G344", "K12+000"),
        ("A13 km 12.5", "A13", "K12+500"),
    ],
)
def test_kilometre_posts_lie_on_their_road(text, road, name):
    rows = tree(names={"kilometre": [NameRow("K1", text, *HERE)]})
    assert (rows["kilometre:K1"][1], rows["kilometre:K1"][3]) == (f"street:{road}", name)


def test_premises_called_like_a_landmark_there_or_like_their_address_are_not_told_twice():
    mark = NameRow("L1", "汽车站", *HERE)
    premises = [
        PremisesRow("P1", "汽车站", "transport", *HERE),
        PremisesRow("P2", "汽车站", "transport", 106.9, 35.21),
        PremisesRow("P3", "东华镇东大街12号", "house", *HERE),
        PremisesRow("P4", "老仓库", "factory", *HERE),
    ]
    rows = tree(door("东华镇东大街12号"), names={"landmark": [mark]}, premises=premises)
    assert [row[0] for row in rows.values() if row[2] == "premises"] == [
        "premises:P2",
        "premises:P4",
    ]
