import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.addressing.registers import resolver
from tocsin.core.addressing.answering import Question, answer
from tocsin.core.addressing.placing import Reason
from tocsin.core.addressing.relative import Relation, heard
from tocsin.core.geo import Point, bearing_degrees, metres_between

COUNTY = resolver()


@pytest.mark.parametrize(
    ("text", "words", "relation"),
    [
        ("喂，我在建行斜对面呢", "建行", Relation.OPPOSITE),
        ("一中旁边这里", "一中", Relation.BESIDE),
        ("安康小区后面", "安康小区", Relation.BEHIND),
        ("峡口村附近", "峡口村", Relation.NEAR),
        ("于记网吧门口", "于记网吧", Relation.AT),
        ("西沟门村", "西沟门村", Relation.AT),
    ],
)
def test_what_is_said_about_the_place_is_taken_off_its_name(text, words, relation):
    said = heard(text)

    assert (said.words, said.relation) == (words, relation)


@pytest.mark.parametrize("text", ["峡口村三社李家门口", "峡口村3组戴家", "峡口村四队王家院子"])
def test_a_household_is_left_away_behind_a_group(text):
    assert heard(text).householder
    assert "家" not in heard(text).words


@given(st.text(max_size=60))
def test_whatever_is_said_something_is_heard(text):
    assert (heard(text).metres or 0.0) >= 0


def test_so_many_metres_on_are_gone_in_the_direction_that_was_said():
    door, on = (
        answer(COUNTY, text).answers[0].place for text in ("解放路12号", "解放路12号往东二百米")
    )

    assert on.reason is Reason.WALKED
    assert metres_between(Point(door.lon, door.lat), Point(on.lon, on.lat)) == pytest.approx(
        200, abs=1
    )
    assert bearing_degrees(Point(door.lon, door.lat), Point(on.lon, on.lat)) == pytest.approx(
        90, abs=1
    )
    assert on.radius_metres > door.radius_metres


def test_metres_without_a_direction_widen_the_circle():
    place = answer(COUNTY, "华亭一中往前走一百米").answers[0].place

    assert (place.reason, place.radius_metres) == (Reason.WALKED_ANY_WAY, 125.0)


def test_metres_towards_a_place_lead_there():
    place = answer(COUNTY, "华亭一中往安康小区方向走五十米").answers[0].place

    assert place.reason is Reason.WALKED
    assert place.lon < 106.653
    assert place.lat > 35.211


def test_between_two_places_is_the_middle_with_both_in_the_circle():
    place = answer(COUNTY, "安康小区和华亭一中之间").answers[0].place

    assert place.reason is Reason.BETWEEN_TWO
    assert [place.lon, place.lat] == pytest.approx([106.6525, 35.2115])
    assert metres_between(Point(place.lon, place.lat), Point(106.653, 35.211)) < place.radius_metres


def test_a_kilometre_without_a_post_is_interpolated():
    answered = answer(COUNTY, "G8513七十一公里三百米")
    [first, *_] = answered.answers

    assert first.code == "road"
    assert first.place.reason is Reason.BETWEEN_POSTS
    assert [first.place.lon, first.place.lat] == pytest.approx([106.703, 35.2])


def test_a_missing_number_is_asked_for_and_the_circle_is_that_of_its_parent():
    answered = answer(COUNTY, "东华镇解放路99号")

    assert answered.answers[0].code == "street"
    assert answered.answers[0].place.reason is Reason.AROUND_IT
    assert answered.question is Question.WHICH_NUMBER
