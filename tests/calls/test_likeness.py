from datetime import timedelta

import pytest
from django.utils import translation

from tests import make, make_calls
from tocsin.desks.calls.api import CallerPlace, Told
from tocsin.desks.calls.likeness import look_alikes, roads_in, sentence, spread_of

MINUTE = timedelta(minutes=1)


def alike(call, said, *, after: int = 3):
    return look_alikes(make.bureau(), said, call=call, at=make.NOON + after * MINUTE)


def test_the_reasons_are_told_in_either_language():
    make_calls.saved()
    call = make_calls.opened(at=make.NOON + 3 * MINUTE)
    [found] = alike(call, make_calls.told(east=80, words="摩托车撞人了"))

    with translation.override("en"):
        assert found.because == [
            "80 m away",
            "3 minutes apart",
            'both "Traffic accident with injury"',
            "both mention 摩托车",
        ]
    with translation.override("zh-hans"):
        assert found.because == [
            "相距80米",
            "相隔3分钟",
            "同为“交通事故（有人伤）”",
            "都提到摩托车",
        ]
    assert found.likely


def test_a_type_of_a_class_that_callers_confuse_with_it_is_compatible():
    make_calls.saved(said=make_calls.told("0201", words="有人打架"))
    call = make_calls.opened(at=make.NOON + MINUTE)
    [found] = alike(call, make_calls.told("0104", words="打架 砍伤"))

    kinds = {reason["kind"]: reason for reason in found.reasons}
    assert kinds["type"]["kinship"] == "compatible"


def test_before_a_place_is_chosen_the_network_says_where_the_caller_is_and_how_surely():
    make_calls.saved()
    lon, lat = make.HERE
    call = make_calls.opened(at=make.NOON + MINUTE, place=CallerPlace(lon, lat, 200))
    [found] = alike(call, Told())

    assert found.reasons[0]["give_or_take"] == 200
    assert not found.likely


@pytest.mark.parametrize(
    ("said", "after"),
    [
        (make_calls.told(east=3500), 3),
        (make_calls.told(), 125),
        (make_calls.told("0203", words="广场舞太吵"), 3),
    ],
    ids=["far away", "long ago", "another matter"],
)
def test_what_is_not_alike_is_not_listed(said, after):
    make_calls.saved()
    call = make_calls.opened(at=make.NOON + after * MINUTE)

    assert alike(call, said, after=after) == []


def test_incidents_of_another_bureau_are_never_listed():
    other = make.bureau("999999")
    make_calls.tables(of=other)
    make_calls.saved(of=other)

    assert alike(make_calls.opened(), make_calls.told()) == []


def test_finding_look_alikes_takes_two_questions_to_the_database(django_assert_max_num_queries):
    for i in range(5):
        make_calls.saved(at=make.NOON + i * MINUTE)
    call = make_calls.opened(at=make.NOON + 6 * MINUTE)
    alike(call, make_calls.told(), after=6)

    with django_assert_max_num_queries(5):
        alike(call, make_calls.told(), after=6)


def test_a_reason_that_this_version_does_not_know_is_still_told():
    with translation.override("en"):
        assert sentence({"kind": "something new"}) == "Chosen by the call-taker"
        assert sentence({"kind": "opened"}) == "This call opened the incident"


def test_out_of_town_callers_name_places_further_apart_than_between_houses():
    assert spread_of("02", "town") < spread_of("02", "rural") < spread_of("03", "rural")
    assert spread_of("03", "town") == spread_of("02", "town")


@pytest.mark.parametrize(
    ("words", "roads"),
    [
        ("G344 63公里", {"G344"}),
        ("在g344离什民村不远，快到S203", {"G344", "S203"}),
        ("东大街12号", set()),
        ("车牌甘LG3441", set()),
        ("G3", set()),
    ],
)
def test_the_roads_that_a_place_is_told_by_are_found_by_their_numbers(words, roads):
    assert roads_in(words) == roads
