"""A click on the map is told as people say it."""

import pytest

from tests import make, make_places, make_roads
from tocsin.registers.places.api import (
    AddressRow,
    DivisionRow,
    NameRow,
    load_divisions,
    suggest,
)
from tocsin.registers.places.loading import load_kilometre_posts
from tocsin.registers.places.pointing import pointed_at
from tocsin.registers.places.pointing_words import told

pytestmark = pytest.mark.django_db
METRE_NORTH = 1 / 111_195
START, END = (106.652, 35.21), (106.66, 35.21)


@pytest.fixture(autouse=True)
def _town():
    make_places.two_beats()
    make_roads.load([make_roads.road("G344线", START, END)], None)
    home, admin = make.bureau(), make.officer("admin")
    town = DivisionRow("620881001", "东华镇", "town", "", *START)
    village = DivisionRow("620881001001", "裕光村", "village", "620881001", *START)
    load_divisions(bureau=home, rows=[town, village], actor=admin, at=make.NOON)
    make_places.addresses(
        AddressRow("A12", "东华镇裕光村12号", 106.655, 35.2103, division="620881001001")
    )
    posts = [
        NameRow("G344-9", "G344 K9", START[0], START[1]),
        NameRow("G344-10", "G344 K10", END[0], END[1]),
    ]
    load_kilometre_posts(bureau=home, rows=posts, actor=admin, at=make.NOON)


def point(north_metres=20.0):
    return pointed_at(make.bureau(), 106.656, 35.21 + north_metres * METRE_NORTH)


def test_the_road_its_side_and_its_kilometre_are_told_with_door_and_beat():
    found = point()

    assert found.roadside.side == "north"
    assert (found.chainage.hand, found.chainage.metres) == ("left", pytest.approx(9_500, abs=2))
    assert (found.address.code, found.division) == ("A12", "东华镇裕光村")
    assert found.ground.beat.code == "B02"


def test_in_words_the_kilometre_comes_first_and_the_door_with_its_metres():
    words = told(point(-20.0))

    assert words.text == "G344线 K9+500"
    assert words.lines == [
        "距东华镇裕光村12号 105 米",
        "G344线南侧 · 里程增大方向右侧",
        "东华镇裕光村 · 城关派出所 东关警务区",
    ]


def test_far_from_every_road_and_name_a_point_is_a_point():
    words = told(pointed_at(make.bureau(), 10.0, 50.0))

    assert (words.text, words.lines) == ("地图上的点", ["不在任何派出所辖区"])


def test_a_new_road_map_is_told_from_the_next_question_on():
    assert point().roadside.road == "G344线"
    make_roads.load([make_roads.road("东峡公路", START, END)], None)

    assert point().roadside.road == "东峡公路"


def test_the_desk_finds_along_the_roads_what_is_said_in_relation_to_them():
    north = (106.656, 35.215)
    ways = [make_roads.road("东大街", START, (106.656, 35.21), END)]
    make_roads.load([*ways, make_roads.road("站前路", (106.656, 35.21), north)], None)

    crossing = suggest(make.bureau(), "东大街和站前路十字", limit=1)
    post = suggest(make.bureau(), "G344九公里五百米", limit=1)

    assert [one.text for one in crossing] == ["东大街与站前路十字"]
    assert (crossing[0].lon, crossing[0].lat) == pytest.approx((106.656, 35.21), abs=1e-6)
    assert post[0].lon == pytest.approx((START[0] + END[0]) / 2, abs=2e-4)


def test_a_point_takes_few_queries(django_assert_max_num_queries):
    point()
    with django_assert_max_num_queries(8):
        point()
