"""Crews by the hour, shifts that cover them, rosters that keep the law."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.queueing.erlang import waits_longer
from tocsin.core.staffing.needs import Target, calibrated, crews_needed
from tocsin.core.staffing.roster import Asked, make_roster
from tocsin.core.staffing.rules import Duty, Hindrance, Law, Officer, Post, Worked
from tocsin.core.staffing.shifts import Pattern, cover_hours

DUTIES = {
    "early": Duty("early", 6, 8),
    "late": Duty("late", 14, 8),
    "night": Duty("night", 22, 8, night=True),
}


@given(st.lists(st.floats(0.0, 30.0), min_size=24, max_size=24), st.floats(300.0, 9_000.0))
@settings(deadline=None, max_examples=30)
def test_every_hour_keeps_the_promise_and_one_crew_less_would_not(calls, busy):
    target = Target(120.0, 0.1)

    needed = crews_needed(np.array(calls), busy, target)

    earlier = range(int(busy // 3_600.0) + 1)
    for hour, crews in enumerate(needed.tolist()):
        load = max(calls[hour - back] for back in earlier) * busy / 3_600.0
        assert waits_longer(crews, load, 120.0 / busy) <= 0.1
        assert crews == 1 or crews - 1 <= load or waits_longer(crews - 1, load, 120.0 / busy) > 0.1


def test_hours_that_did_worse_than_promised_get_more_and_others_less():
    factors = calibrated(np.array([0.3, 0.1, 0.0]), np.full(3, 0.1), np.ones(3))

    assert factors[0] > 1 == factors[1] > factors[2] >= 0.8


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=25)
def test_shifts_give_every_hour_what_it_needs(seed):
    needed = np.random.default_rng(seed).integers(0, 7, 48)
    patterns = [Pattern("early", 6, 8), Pattern("late", 14, 8), Pattern("night", 22, 8)]

    found = cover_hours(needed, patterns)

    there = np.zeros(48, dtype=int)
    for day, crews in enumerate(found.crews):
        for number, one in zip(crews, patterns, strict=True):
            there[(day * 24 + one.begins + np.arange(one.hours)) % 48] += number
    assert (there >= needed).all()
    assert found.spare.tolist() == (there - needed).tolist()
    assert found.crew_hours == 8 * found.crews.sum()
    least = sum(needed.take(range(6 + 8 * n, 14 + 8 * n), mode="wrap").max() for n in range(6))
    assert found.crews.sum() == least  # shifts that follow one another leave no better choice


def test_too_few_crews_go_short_where_least_is_lost():
    needed = np.array([1] * 12 + [3] * 12)

    found = cover_hours(needed, [Pattern("a", 0, 12), Pattern("b", 12, 12)], most_crews=3)

    assert found.crews.sum() == 3
    assert found.short.sum() == 12


@pytest.mark.parametrize(
    ("needed", "patterns"),
    [(np.ones(23, int), [Pattern("a", 0, 8)]), (np.ones(24, int), []), (-np.ones(24, int), [])],
)
def test_what_is_no_need_is_refused(needed, patterns):
    with pytest.raises(ValueError, match=r"hour|shift"):
        cover_hours(needed, patterns)


@st.composite
def asked_rosters(draw):
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    officers = tuple(
        Officer(
            f"{number:02}",
            frozenset({"rider"} if chance.random() < 0.4 else ()),
            frozenset(np.flatnonzero(chance.random(14) < 0.1).tolist()),
            {(int(chance.integers(14)), "night"): int(chance.integers(-3, 4))},
        )
        for number in range(draw(st.integers(1, 14)))
    )
    posts = tuple(
        Post(day, duty, int(chance.integers(1, 4)), "rider" if chance.random() < 0.3 else "")
        for day in range(draw(st.integers(1, 14)))
        for duty in DUTIES
        if chance.random() < 0.8
    )
    return Asked(officers, DUTIES, posts, Law())


def breaches(asked, code, duties):
    """Read the law again, from the plain hours of a roster."""
    law, days = asked.law, sorted(duties)
    spans = [(day * 24 + DUTIES[duties[day]].begins, DUTIES[duties[day]].hours) for day in days]
    officer = next(one for one in asked.officers if one.code == code)
    found = [day for day in days if day in officer.leave]
    found += [
        later
        for (earlier, hours), (later, _) in pairwise(spans)
        if later - earlier - hours < law.rest_hours
    ]
    for first in range(-6, 15):
        week = [day for day in days if first <= day < first + 7]
        hours = sum(DUTIES[duties[day]].hours for day in week)
        found += [first] if hours > law.hours_a_week or len(week) > law.days_in_a_row else []
        nights = [duties.get(day) == "night" for day in range(first, first + 4)]
        found += [first] if all(nights) else []
    return found


@given(asked_rosters())
@settings(deadline=None, max_examples=60)
def test_no_roster_breaks_the_law_and_every_gap_is_explained(asked):
    made = make_roster(asked)

    assert {code: breaches(asked, code, made.duties[code]) for code in made.duties} == {
        officer.code: [] for officer in asked.officers
    }
    wanted = Counter((post.day, post.duty) for post in asked.posts for _ in range(post.number))
    there = Counter((day, duty) for of_one in made.duties.values() for day, duty in of_one.items())
    missing: Counter[tuple[int, str]] = Counter()
    for short in made.short:
        missing[short.post.day, short.post.duty] += short.missing
        assert sum(short.reasons.values()) == len(asked.officers)
    assert wanted - there == +missing
    assert not there - wanted


def test_everybody_works_about_the_same_and_nights_are_shared():
    officers = tuple(Officer(f"{number}") for number in range(8))
    posts = tuple(Post(day, duty, 1) for day in range(28) for duty in DUTIES)

    made = make_roster(Asked(officers, DUTIES, posts, Law()))

    assert made.short == ()
    assert max(made.hours.values()) - min(made.hours.values()) <= 16
    assert max(made.nights.values()) - min(made.nights.values()) <= 3


def test_a_wish_is_met_where_it_costs_nobody_anything():
    wishing = Officer("a", wishes={(0, "night"): 3}), Officer("b", wishes={(0, "night"): -3})
    posts = (Post(0, "early", 1), Post(0, "night", 1))

    made = make_roster(Asked(wishing, DUTIES, posts, Law()))

    assert made.duties == {"a": {0: "night"}, "b": {0: "early"}}
    assert made.wished == 3


def test_the_only_one_who_can_is_freed_for_the_post_that_needs_them():
    officers = (Officer("a", frozenset({"rider"})), Officer("b"))
    posts = (Post(0, "early", 1), Post(0, "late", 1, "rider"))

    assert make_roster(Asked(officers, DUTIES, posts, Law())).short == ()


def test_a_post_nobody_may_take_says_how_many_each_reason_holds_back():
    officers = (Officer("a", leave=frozenset({0, 1})), Officer("b"), Officer("c"))
    posts = (Post(0, "night", 2), Post(1, "early", 2))

    (short,) = make_roster(Asked(officers, DUTIES, posts, Law())).short

    assert (short.post.duty, short.missing) == ("early", 2)
    assert short.reasons == {Hindrance.LEAVE: 1, Hindrance.REST: 2}


@pytest.mark.parametrize(
    ("worked", "day", "duty", "reason"),
    [
        ({0: "late"}, 0, "early", Hindrance.WORKING),
        ({0: "night"}, 1, "early", Hindrance.REST),
        ({1: "early"}, 0, "night", Hindrance.REST),
        (dict.fromkeys(range(5), "early"), 5, "late", Hindrance.HOURS),
        (dict.fromkeys((0, 1, 2), "night"), 3, "night", Hindrance.NIGHTS_IN_A_ROW),
    ],
)
def test_each_rule_of_the_law_holds_an_officer_back(worked, day, duty, reason):
    one = Worked(Officer("a"), {at: DUTIES[name] for at, name in worked.items()})

    assert one.hindrance(day, DUTIES[duty], "", Law()) is reason


def test_a_long_run_of_short_days_is_held_back_as_well():
    short = Duty("short", 8, 4)
    one = Worked(Officer("a"), dict.fromkeys(range(6), short))

    assert one.hindrance(6, short, "", Law()) is Hindrance.DAYS_IN_A_ROW
    assert one.hindrance(7, short, "", Law()) is None
