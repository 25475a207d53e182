from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.accesses.looked import MONDAY, WEEK, day, look, opened, record
from tocsin.core.accesses.finding import DETECTORS, find, reach
from tocsin.core.accesses.patterns import RULES, Pattern
from tocsin.core.accesses.record import Act, Reader, Span
from tocsin.core.accesses.surnames import Stratum, chance_of

ON_DUTY = Reader(1, duty=[Span(day(2, 8), day(2, 16)), Span(day(3, 8), day(3, 16))])


def found(pattern, kept, rules=RULES):
    return [hit for hit in find(kept, WEEK, rules=rules) if hit.pattern == pattern]


def test_a_look_at_somebody_of_the_own_full_name_is_found():
    kept = record(look(1, 1, name="n1"), look(2, 1, name="n2"), readers=[Reader(1, name="n1")])
    assert [hit.looks for hit in found(Pattern.OWN_NAME, kept)] == [[1]]


def test_an_unknown_name_is_nobodys_own():
    assert not found(Pattern.OWN_NAME, record(look(1, 1), readers=[Reader(1)]))


@pytest.mark.parametrize(("hour", "odd"), [(7.4, True), (7.6, False), (16.4, False), (17, True)])
def test_a_look_is_off_shift_half_an_hour_before_or_after(hour, odd):
    kept = record(look(1, 1, at=day(2, hour)), readers=[ON_DUTY])
    assert bool(found(Pattern.OFF_SHIFT, kept)) == odd


def test_nobody_without_a_roster_is_off_shift():
    assert not found(Pattern.OFF_SHIFT, record(look(1, 1, at=day(2, 3))))


@pytest.mark.parametrize(("number", "odd"), [(1, False), (3, True), (4, False)])
def test_nobody_is_off_shift_where_the_plan_does_not_reach(number, odd):
    planned = replace(ON_DUTY, planned=Span(day(2, 0), day(4, 0)))
    kept = record(look(1, 1, at=day(number, 3)), readers=[planned])
    assert bool(found(Pattern.OFF_SHIFT, kept)) == odd


def test_whoever_never_had_a_shift_is_always_off():
    kept = record(look(1, 1), readers=[Reader(1, duty=[])])
    assert found(Pattern.OFF_SHIFT, kept)


def test_a_look_after_the_last_role_ended_is_found():
    gone = Reader(1, left_at=day(2))
    kept = record(look(1, 1, at=day(2, 11)), look(2, 1, at=day(2, 13)), readers=[gone])
    assert [(hit.looks, hit.measure) for hit in found(Pattern.AFTER_LEAVING, kept)] == [([2], 1)]


def test_a_case_in_which_nobody_did_anything_was_opened_to_read():
    kept = record(look(1, 1, at=day(2)), cases={"c": opened(1)})
    assert found(Pattern.OPENED_TO_READ, kept)


@pytest.mark.parametrize(
    "case", [opened(2), opened(1, Act(7, day(3))), opened(None)], ids=["other", "worked", "unknown"]
)
def test_a_case_of_another_or_with_work_in_it_was_not_opened_to_read(case):
    assert not found(Pattern.OPENED_TO_READ, record(look(1, 1), cases={"c": case}))


def test_a_case_is_judged_only_when_there_was_time_to_begin():
    late = record(look(1, 1, at=day(6)), cases={"c": opened(1, at=day(6, 11))})
    assert not find(late, WEEK)
    next_week = Span(WEEK.until, WEEK.until + timedelta(days=7))
    assert [hit.pattern for hit in find(late, next_week)] == [Pattern.OPENED_TO_READ]


def test_looks_in_four_cases_without_doing_anything_are_found():
    cases = {f"c{n}": opened(9, Act(8, day(2))) for n in range(4)}
    looks = [look(n, 1, case=f"c{n}") for n in range(4)]
    assert [hit.measure for hit in found(Pattern.WITHOUT_ACTION, record(*looks, cases=cases))] == [
        4
    ]
    cases["c3"] = replace(cases["c3"], acts=[Act(1, day(3, 11))])
    assert not found(Pattern.WITHOUT_ACTION, record(*looks, cases=cases))


def test_a_case_that_was_only_opened_and_closed_was_opened_to_read():
    case = opened(1, Act(1, day(2), work=False))
    assert found(Pattern.OPENED_TO_READ, record(look(1, 1), cases={"c": case}))


def test_looks_in_cases_of_which_nothing_is_known_are_not_judged_by_them():
    kept = record(*(look(n, 1, case=f"c{n}") for n in range(9)))
    assert not found(Pattern.WITHOUT_ACTION, kept)


@given(st.integers(1, 14))
def test_many_readers_of_one_person_begin_at_the_number_of_the_rule(readers):
    kept = record(*(look(n, n, at=day(n % 7)) for n in range(readers)))
    hits = found(Pattern.MANY_READERS, kept)
    assert len(hits) == (readers if readers >= RULES.many_readers else 0)
    assert all(hit.measure == readers for hit in hits)


def test_who_reads_far_more_people_than_peers_is_found_however_slowly():
    looks = [look(n, 1, person=f"s{n}", at=MONDAY - timedelta(hours=8 * n - 24)) for n in range(60)]
    for peer in range(2, 9):
        looks += [look(100 * peer + n, peer, person=f"{peer}{n}") for n in range(15)]
    [hit] = found(Pattern.SLOW_SCRAPING, record(*looks))
    assert hit.officer == 1
    assert hit.measure == pytest.approx((60 - 15) / 15**0.5)


def test_who_reads_as_much_as_peers_is_not_scraping():
    looks = [
        look(100 * peer + n, peer, person=f"{peer}{n}") for peer in range(8) for n in range(60)
    ]
    assert not found(Pattern.SLOW_SCRAPING, record(*looks))


def village(*own):
    """Six officers look at twenty people each, of ten surnames; the first also at these."""
    looks = [
        look(100 * officer + n, officer, person=f"{officer}.{n}", surname=f"s{n % 10}")
        for officer in range(1, 7)
        for n in range(20)
    ]
    looks += [look(1000 + n, 1, person=f"x{n}", surname=name) for n, name in enumerate(own)]
    return record(*looks, readers=[Reader(1, surname="s0")])


def test_looking_at_the_own_surname_beyond_chance_is_found():
    [hit] = found(Pattern.OWN_SURNAME, village(*["s0"] * 12))
    assert hit.officer == 1
    assert hit.measure < RULES.surname_alarms / 6


def test_looking_at_the_own_surname_as_often_as_others_do_is_chance():
    assert not found(Pattern.OWN_SURNAME, village(*[f"s{n}" for n in range(10)]))


def test_a_village_of_one_surname_is_no_reason_for_suspicion():
    looks = [
        look(10 * officer + n, officer, person=f"{officer}.{n}", surname="s0", case=f"c{officer}")
        for officer in range(1, 7)
        for n in range(9)
    ]
    looks += [look(500 + n, 7, person=f"y{n}", surname="s1", case="far") for n in range(200)]
    cases = {f"c{n}": opened(n, place="village") for n in range(1, 7)}
    kept = record(*looks, readers=[Reader(1, surname="s0")], cases=cases)
    assert not found(Pattern.OWN_SURNAME, kept)


@pytest.mark.parametrize("level", [0.05, 0.01])
def test_chance_alone_is_taken_for_more_no_oftener_than_stated(level):
    rng = np.random.default_rng(20260302)
    trials, alarms = 3_000, 0
    for _ in range(trials):
        strata = [Stratum(60, 12, 9), Stratum(25, 2, 5)]
        seen = sum(rng.hypergeometric(s.alike, s.people - s.alike, s.drawn) for s in strata)
        alarms += chance_of(strata, int(seen)) < level
    # Three spreads above the stated rate.
    assert alarms / trials <= level + 3 * (level * (1 - level) / trials) ** 0.5
    assert alarms


@given(st.lists(st.integers(0, 8), min_size=3, max_size=3), st.integers(0, 12))
def test_more_of_the_surname_is_never_likelier(sizes, seen):
    strata = [Stratum(20, size, 5) for size in sizes]
    assert 0 <= chance_of(strata, seen + 1) <= chance_of(strata, seen) <= 1


def test_every_pattern_has_its_detector():
    assert set(DETECTORS) == set(Pattern)


def test_a_week_is_judged_by_three_months():
    assert reach(WEEK).since == WEEK.until - RULES.surnames_over
