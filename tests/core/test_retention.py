"""A schedule has one rule for each class and event, and a hold wins over every rule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.retention import (
    ENDINGS,
    Ended,
    Event,
    RetentionClass,
    Rule,
    ScheduleError,
    Stage,
    Standing,
    Then,
    Wish,
    schedule_of,
)

ROWS = [
    {
        "class": kind.value,
        "event": event.value,
        "keep_days": 100,
        "review_days": 10,
        "then": "erase",
    }
    for kind, events in ENDINGS.items()
    for event in sorted(events)
]
CLOSED = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("left_out", range(len(ROWS)))
def test_no_rule_may_be_missing(left_out):
    with pytest.raises(ScheduleError, match="no rule for"):
        schedule_of(ROWS[:left_out] + ROWS[left_out + 1 :])


@pytest.mark.parametrize(
    "wrong",
    [
        {"class": "caller"},
        {"event": "born"},
        {"then": "keep"},
        {"keep_days": 0},
        {"keep_days": -1},
        {"keep_days": True},
        {"keep_days": "10"},
        {"keep_days": 10**9},
        {"review_days": -1},
        {"review_days": 100},
        {"event": Event.RETIRED.value},
        {"request_days": -1},
        {"request_days": 101},
        {"request_days": "soon"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    [call, *others] = [row for row in ROWS if row["class"] == "call"]
    rest = [row for row in ROWS if row["class"] != "call"]

    with pytest.raises(ScheduleError):
        schedule_of([call | wrong, *others, *rest])


def test_a_rule_that_lacks_a_word_is_refused():
    with pytest.raises(ScheduleError):
        schedule_of([{}, *ROWS])


def test_two_rules_for_one_thing_are_refused():
    with pytest.raises(ScheduleError):
        schedule_of([*ROWS, ROWS[0]])


def test_while_a_case_runs_nothing_is_due_however_old():
    stage, rule = schedule_of(ROWS).stage(
        RetentionClass.CALL, Standing(("call:J1",)), CLOSED + 40_000 * DAY, held=False
    )
    assert (stage, rule) == (Stage.KEPT, None)


@given(
    keep=st.integers(1, 4000),
    share=st.floats(0, 0.99),
    after=st.integers(-10, 9000),
    held=st.booleans(),
)
def test_each_moment_has_one_stage_in_their_order(keep, share, after, held):
    review = int(keep * share)
    rule = Rule(RetentionClass.CALL, Event.CASE_CLOSED, keep * DAY, review * DAY, Then.ERASE)

    stage = rule.stage(CLOSED, CLOSED + after * DAY, held=held)

    if held:
        assert stage is Stage.HELD
    elif after >= keep:
        assert stage is Stage.DUE
    else:
        assert stage is (Stage.REVIEW if after >= keep - review else Stage.KEPT)


def test_nothing_is_due_or_in_review_before_the_shortest_time():
    schedule = schedule_of(ROWS)
    standing = Standing((), Ended(Event.LET_GO, CLOSED))
    just_before = CLOSED + schedule.shortest(RetentionClass.CALL) - DAY

    assert schedule.stage(RetentionClass.CALL, standing, just_before, held=False)[0] is Stage.KEPT


def test_a_rule_that_names_no_time_for_wishes_lets_nothing_go_early():
    closed = Standing(("call:J1",), Ended(Event.CASE_CLOSED, CLOSED))
    wish, earliest = schedule_of(ROWS).wish(
        RetentionClass.CALL, closed, CLOSED + 99 * DAY, held=False
    )

    assert (wish, earliest) == (Wish.LATER, CLOSED + 100 * DAY)


@given(
    ended=st.none() | st.integers(0, 500),
    request=st.integers(0, 100),
    day=st.integers(0, 500),
    held=st.booleans(),
)
def test_a_hold_wins_then_an_open_case_then_the_time_that_is_left(ended, request, day, held):
    rows = [row | {"request_days": request} for row in ROWS]
    end = None if ended is None else Ended(Event.CASE_CLOSED, CLOSED + ended * DAY)
    standing = Standing(("call:J1",), end)

    wish, earliest = schedule_of(rows).wish(
        RetentionClass.CALL, standing, CLOSED + day * DAY, held=held
    )

    over = ended is not None and day >= ended + request
    unheld = Wish.OPEN if ended is None else Wish.NOW if over else Wish.LATER
    assert wish is (Wish.HELD if held else unheld)
    assert earliest == (None if ended is None else CLOSED + (ended + request) * DAY)
