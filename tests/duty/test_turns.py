"""Ways in words, in Chinese and English."""

import pytest
from django.utils import translation

from tocsin.core.roads import RoadClass
from tocsin.core.roads.directions import Arrival, Direction, Turn
from tocsin.desks.duty.turns import there_words, turn_words


def stretch(turn, name="东大街", rank=RoadClass.STREET, *, at_end=False, left_by=0):
    return Direction(turn, name, rank, 850.0, 60.0, 1, at_end, left_by)


@pytest.mark.parametrize(
    ("one", "chinese", "english"),
    [
        (stretch(Turn.SET_OFF), "沿东大街向东北行驶 850 m", "Go north-east along 东大街 for 850 m"),
        (stretch(Turn.LEFT), "左转进入东大街，行驶 850 m", "Turn left into 东大街, 850 m"),
        (
            stretch(Turn.RIGHT, at_end=True),
            "到路尽头右转进入东大街，行驶 850 m",
            "At the end of the road turn right into 东大街, 850 m",
        ),
        (stretch(Turn.U_TURN), "掉头驶入东大街，行驶 850 m", "Make a U-turn into 东大街, 850 m"),
        (stretch(Turn.STRAIGHT, ""), "沿街道直行 850 m", "Go straight on along street for 850 m"),
        (
            stretch(Turn.ROUNDABOUT, left_by=2),
            "进入环岛，从第二个出口驶出，进入东大街，行驶 850 m",
            "At the roundabout take the second exit onto 东大街, 850 m",
        ),
        (
            stretch(Turn.ROUNDABOUT, left_by=11),
            "进入环岛，从第 11 个出口驶出，进入东大街，行驶 850 m",
            "At the roundabout take exit number 11 onto 东大街, 850 m",
        ),
        (stretch(Turn.WALK, "", None), "步行 850 m", "On foot, 850 m"),
    ],
)
def test_each_turn_is_a_sentence_in_both_languages(one, chinese, english):
    with translation.override("zh-hans"):
        assert turn_words(one) == chinese
    with translation.override("en"):
        assert turn_words(one) == english


@pytest.mark.parametrize(
    ("there", "chinese", "english"),
    [
        (
            Arrival(-1, 900.0, "S203", RoadClass.PRIMARY),
            "最后 900 m 从S203向左侧步行",
            "The last 900 m on foot from S203, to the left",
        ),
        (
            Arrival(1, 20.0, "S203", RoadClass.PRIMARY),
            "地点在S203右侧，离路 20 m",
            "The place is on the right of S203, 20 m off",
        ),
        (Arrival(0, 0.0, "", RoadClass.VILLAGE), "地点就在村道上", "The place is on village road"),
        (None, "", ""),
    ],
)
def test_how_the_place_lies_to_the_road_is_a_sentence(there, chinese, english):
    with translation.override("zh-hans"):
        assert there_words(there) == chinese
    with translation.override("en"):
        assert there_words(there) == english
