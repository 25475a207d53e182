from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.duplicates import (
    LIKELY,
    WORTH_SHOWING,
    Kinship,
    Likeness,
    Report,
    grams,
    rank,
    shared_words,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
METRE = 1 / 91_000  # degrees of longitude at 35 degrees north, nearly

offsets = st.floats(min_value=0, max_value=4000)
minutes = st.floats(min_value=0, max_value=180)
texts = st.text(alphabet="摩托车撞人打架着火东大街有a1 ", max_size=30)


def report(*, east: float = 0.0, ago: float = 0.0, **facts: object) -> Report:
    told = {"kind": "0302", "family": "03", "words": "摩托车撞了行人"} | facts
    return Report(106.65 + east * METRE, 35.21, NOON - timedelta(minutes=ago), **told)  # type: ignore[arg-type] # facts are the test's own


def likeness(call: Report, seen: Report, **more: object) -> Likeness:
    [found] = rank(call, [seen], least=0.0, **more)  # type: ignore[arg-type] # as above
    return found


def test_two_callers_who_see_the_same_accident_are_a_likely_duplicate_with_its_reasons():
    found = likeness(report(), report(east=80, ago=3, words="有辆摩托车翻了"))

    assert found.score > LIKELY
    assert found.metres == pytest.approx(80, abs=2)
    assert found.seconds == 180
    assert found.kinship is Kinship.SAME
    assert found.shared_words == ("摩托车",)


def test_the_same_accident_is_still_worth_showing_before_type_and_words_are_known():
    found = likeness(report(kind="", family="", words=""), report(east=80, ago=3))

    assert WORTH_SHOWING <= found.score < LIKELY
    assert found.kinship is Kinship.UNKNOWN


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"east": 2500}, "two and a half kilometres away"),
        ({"ago": 400}, "long ago"),
        ({"kind": "0203", "family": "02", "words": "广场舞太吵"}, "another matter altogether"),
    ],
)
def test_what_is_far_or_old_or_another_matter_is_not_worth_showing(other, why):
    assert rank(report(), [report(**other)]) == [], why


@given(near=offsets, further=offsets)
def test_more_distance_never_makes_more_likeness(near, further):
    near, further = sorted((near, further))

    assert (
        likeness(report(), report(east=near)).score
        >= likeness(report(), report(east=further)).score - 1e-9
    )


@given(soon=minutes, later=minutes)
def test_more_time_never_makes_more_likeness(soon, later):
    soon, later = sorted((soon, later))

    assert likeness(report(), report(ago=soon)).score >= likeness(report(), report(ago=later)).score


@given(east=offsets, ago=minutes, words=texts, other=texts, doubt=offsets)
def test_a_score_lies_between_nothing_and_certainty(east, ago, words, other, doubt):
    found = likeness(
        report(words=words, give_or_take_metres=doubt), report(east=east, ago=ago, words=other)
    )

    assert 0.0 <= found.score <= 1.0 + 1e-9


@given(first=texts, second=texts)
def test_every_shared_word_stands_in_both_texts(first, second):
    for word in shared_words(first, second):
        assert word in first
        assert word in second


@given(first=texts, second=texts)
def test_likeness_of_words_is_the_same_seen_from_either_side(first, second):
    here, there = report(words=first), report(words=second)

    assert likeness(here, there).score == pytest.approx(likeness(there, here).score)


def test_a_place_that_may_be_far_off_counts_for_less_nearby_and_for_more_at_a_distance():
    sure, unsure = report(), report(give_or_take_metres=500)

    assert likeness(unsure, report()).score < likeness(sure, report()).score
    assert likeness(unsure, report(east=600)).score > likeness(sure, report(east=600)).score


def test_kinship_orders_same_type_before_same_class_before_compatible_before_other():
    def score(kind: str, family: str) -> float:
        seen = report(kind=kind, family=family)
        return likeness(report(), seen, compatible={"0502"}).score

    assert score("0302", "03") > score("0301", "03") > score("0502", "05") > score("0203", "02")


def test_ranking_puts_the_likeliest_first_and_remembers_where_each_stood():
    seen = [report(east=150), report(east=10), report(east=3000)]

    assert [found.index for found in rank(report(), seen)] == [1, 0]


def test_several_hundred_candidates_are_ranked_as_one_by_one():
    seen = [report(east=i * 7.0, ago=i % 50) for i in range(400)]
    together = {found.index: found.score for found in rank(report(), seen, least=0.0)}

    assert together == {i: pytest.approx(likeness(report(), s).score) for i, s in enumerate(seen)}


def test_telephone_numbers_are_never_among_the_shared_words():
    assert grams("打 13900001111") == frozenset()
    assert shared_words("联系 13900001111 摩托", "13900001111 摩托") == ("摩托",)


def test_nothing_to_compare_with_gives_nothing():
    assert rank(report(), []) == []


def test_two_witnesses_who_tell_different_parts_of_it_are_still_a_likely_duplicate():
    found = likeness(report(words="车翻了"), report(east=120, ago=2, words="地上全是血"))

    assert found.shared_words == ()
    assert found.likely


def test_a_caller_who_asks_about_an_earlier_call_is_heard_long_after_it():
    seen = report(ago=50, words="摩托车撞了行人")

    assert not likeness(report(words="人怎么还没到"), seen).likely
    assert likeness(report(words="人怎么还没到", follows_up=True), seen).likely


def test_on_an_open_road_callers_name_places_further_apart():
    assert not likeness(report(), report(east=450)).likely
    assert likeness(report(), report(east=450, spread_metres=800)).likely


def test_who_asks_about_an_earlier_call_need_not_stand_where_it_was():
    seen = report(ago=10)

    assert not likeness(report(east=350, words="人怎么还没到"), seen).likely
    assert likeness(report(east=350, words="人怎么还没到", follows_up=True), seen).likely


def test_along_one_road_callers_name_places_further_apart():
    here, there = frozenset({"G344"}), frozenset({"S203"})

    assert not likeness(report(roads=here), report(east=450, roads=there)).likely
    assert likeness(report(roads=here), report(east=450, roads=here)).likely


def test_no_spread_makes_a_duplicate_of_what_is_of_another_kind():
    road = frozenset({"G344"})
    seen = report(east=100, kind="0801", family="08", words="有人骗钱", roads=road)

    assert not likeness(report(follows_up=True, roads=road), seen).likely
