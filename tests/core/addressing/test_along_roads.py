"""What is said in relation to a road is found along it, where the roads are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.addressing.registers import resolver
from tocsin.core.addressing.answering import answer, answer_with_changes
from tocsin.core.addressing.changing import Change, Changes
from tocsin.core.addressing.confidence import Light
from tocsin.core.addressing.placing import Reason
from tocsin.core.geo import LocalPlane, Point, metres_along, metres_between
from tocsin.core.roads.following import Followed
from tocsin.core.roads.network import RoadClass, Way, build_network

DOOR = Point(106.652, 35.211)
PLANE = LocalPlane(DOOR)
POSTS = (106.700, 35.200), (106.705, 35.204), (106.710, 35.200)


def at(east: float, north: float) -> tuple[float, float]:
    return tuple(PLANE.to_degrees(np.array([east, north])).tolist())


def way(name: str, *points: tuple[float, float]) -> Way:
    return Way(np.array(points), RoadClass.STREET, name)


# The street bends to the north 100 m east of the door; the motorway winds between its posts.
ROADS = Followed(
    build_network(
        [
            way("解放路", at(-300, -8), at(0, -8), at(100, -8), at(100, 400)),
            way("环城路", at(100, -8), at(100, -400)),
            way("环城路", at(-300, -8), at(-300, -400)),
            way("G8513平绵高速", *POSTS),
        ]
    )
)
COUNTY = resolver()


def placed(text, ground=ROADS):
    return answer(COUNTY, text, ground=ground).answers[0].place


def test_so_many_metres_are_gone_along_the_bend_of_the_road():
    place = placed("解放路12号往东二百米")

    assert place.reason is Reason.ALONG_THE_ROAD
    assert metres_between(Point(place.lon, place.lat), Point(*at(100, 92))) < 2
    assert placed("解放路12号往东二百米", None).reason is Reason.WALKED


def test_across_the_road_one_goes_straight():
    assert placed("解放路12号往北五十米").reason is Reason.WALKED


def test_towards_a_named_place_one_keeps_to_the_road():
    place = placed("解放路12号往华亭一中方向走八十米")

    assert place.reason is Reason.ALONG_THE_ROAD
    assert metres_between(Point(place.lon, place.lat), Point(*at(80, -8))) < 2


@given(st.integers(1, 99))
def test_a_kilometre_lies_on_the_road_between_its_posts(hundredth):
    place = placed(f"G8513七十一公里{hundredth * 10}米")
    foot = ROADS.foot(Point(place.lon, place.lat), "G8513")

    assert place.reason is Reason.BETWEEN_POSTS
    assert foot is not None
    assert foot.metres < 1
    begun, whole = length(Point(place.lon, place.lat)), length(Point(*POSTS[2]))
    assert begun / whole == pytest.approx(hundredth / 100, abs=0.01)


def length(end: Point) -> float:
    line = ROADS.line_between(Point(*POSTS[0]), end, "G8513")
    assert line is not None
    return float(metres_along(line)[-1])


@pytest.mark.parametrize(
    "text", ["解放路和环城路十字", "环城路与解放路交叉口", "喂，我在解放路环城路十字路口"]
)
def test_a_junction_that_the_register_lacks_is_where_the_roads_meet(text):
    answered = answer(COUNTY, text, ground=ROADS)
    first = answered.answers[0]

    assert (first.level, first.code, first.place.reason) == (
        "junction",
        "",
        Reason.WHERE_ROADS_MEET,
    )
    assert answered.light is Light.AMBER
    met = [Point(*at(100, -8)), Point(*at(-300, -8))]
    assert min(metres_between(Point(first.place.lon, first.place.lat), one) for one in met) < 2


def test_a_registered_junction_stays_what_it_is():
    assert answer(COUNTY, "解放路与东大街十字", ground=ROADS).answers[0].code == "crossing"


def test_a_junction_where_roads_meet_is_answered_beside_changes_too():
    changes = Changes(COUNTY.index)
    row = ("estate", "door", "compound", "安宁小区", "106.652", "35.212", "")
    changes.add([Change("estate", row)])

    text = "解放路和环城路十字"
    answered = answer_with_changes(COUNTY, changes, changes.resolver(), text, ground=ROADS)

    assert answered.answers[0].text == "解放路与环城路十字"


@pytest.mark.parametrize("text", ["解放路和东环路十字", "老十字", "解放路十字", "十字"])
def test_roads_that_do_not_meet_make_no_junction(text):
    answered = answer(COUNTY, text, ground=ROADS)

    assert all(one.place.reason is not Reason.WHERE_ROADS_MEET for one in answered.answers)


@given(st.text("解放路环城与和十字交叉口12号往东北米G8513公里", max_size=24))
def test_whatever_is_said_the_roads_raise_nothing(text):
    for one in answer(COUNTY, text, ground=ROADS).answers:
        assert np.isfinite([one.place.lon, one.place.lat]).all()
        assert one.place.radius_metres > 0
