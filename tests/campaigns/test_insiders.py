"""Insiders are found, and a detector that is switched off finds none."""

from tocsin.core.accesses.patterns import Pattern
from tocsin.project.campaigns.abuse_year import NONE, PLAN_ENDS, TAKERS, WITHOUT_PLAN, plan_of
from tocsin.project.campaigns.insiders import ABUSES, LAST_DAY, OF_EACH, run


def test_every_pattern_is_found_but_the_one_that_is_switched_off():
    result = run(seed=1, plant="opened_to_read", told=lambda _done: None)
    figures = result.figures
    assert figures["missed"] == {"opened_to_read": OF_EACH}
    assert (result.failures, result.passed) == (OF_EACH, False)
    # Off shift twice: outside, and at a desk.
    assert result.trials == OF_EACH * (len(Pattern) + 1)
    assert figures["planted_at_desks"] == figures["found_at_desks"] == OF_EACH
    assert figures["off_shift_without_a_plan"] == 0
    assert figures["own_looks_reviewed"] == 0
    false_alarms = figures["false_alarms_per_week"]
    assert isinstance(false_alarms, float)
    assert 0 < false_alarms < 5


def test_every_pattern_is_planted():
    assert set(ABUSES) == set(Pattern)


def test_of_those_at_desks_some_have_no_plan_and_some_one_that_ends():
    plans = [plan_of(taker) for taker in range(TAKERS)]

    assert plans.count(NONE) == WITHOUT_PLAN
    assert (
        sum(plan is not None and NONE.until < plan.until < LAST_DAY for plan in plans) == PLAN_ENDS
    )


def test_nobody_of_those_is_planted_off_shift_nor_told_of():
    result = run(seed=2, plant="off_shift", told=lambda _done: None)
    assert result.figures["missed"] == {"off_shift": 2 * OF_EACH}
    assert result.figures["found_at_desks"] == 0
