from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.dispatching.clocks import (
    Target,
    TierClock,
    TierState,
    escalate_to,
    read,
    start,
    units_by_tier,
)

START = datetime(2026, 3, 2, 4, tzinfo=UTC)
SECONDS = st.integers(0, 4_000)
RANK = [TierState.RUNNING, TierState.WARNED, TierState.BREACHED]


def after(seconds):
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, "running"), (44, "running"), (45, "warned"), (60, "warned"), (61, "breached")],
)
def test_tier_warns_before_it_is_missed(seconds, state):
    clock = start(Target(1, 60, 45), 1, START)
    assert read(clock, [], after(seconds)).state == state


def test_tier_waits_for_the_last_unit_it_needs():
    clock = start(Target(2, 180, 135), 2, START)
    arrivals = [after(100), after(20)]

    assert read(clock, arrivals[:1], after(120)).state == "running"
    assert read(clock, arrivals, after(500)).stopped_at == after(100)


@given(st.lists(SECONDS, max_size=5), SECONDS, SECONDS, st.integers(1, 3))
def test_missed_never_becomes_met_by_waiting(arrivals, at, more, needed):
    clock = start(Target(1, 600, 450), needed, START)
    moments = [after(seconds) for seconds in arrivals]
    early, late = read(clock, moments, after(at)), read(clock, moments, after(at + more))

    if early.state in {TierState.MET, TierState.BREACHED}:
        assert late.state == early.state
        assert late.breached_at == early.breached_at
    elif late.state in RANK:
        assert RANK.index(late.state) >= RANK.index(early.state)


@given(st.lists(SECONDS, max_size=6), st.integers(1, 3), st.randoms())
def test_order_of_reports_does_not_matter(arrivals, needed, shuffler):
    clock = start(Target(1, 600, 450), needed, START)
    moments = [after(seconds) for seconds in arrivals]
    mixed = list(moments)
    shuffler.shuffle(mixed)

    assert read(clock, moments, after(5_000)) == read(clock, mixed, after(5_000))


@given(st.lists(SECONDS, min_size=1, max_size=6), st.integers(1, 3))
def test_met_means_that_enough_came_in_time(arrivals, needed):
    clock = start(Target(1, 600, 450), needed, START)
    reading = read(clock, [after(seconds) for seconds in arrivals], after(9_000))

    in_time = sum(seconds <= 600 for seconds in arrivals)
    assert (reading.state is TierState.MET) == (in_time >= needed)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 5)), max_size=6))
def test_later_tiers_count_the_units_of_earlier_ones(needs):
    counted = units_by_tier(needs)

    assert list(counted.values()) == sorted(counted.values())
    assert sum(number for _tier, number in needs) == max(counted.values(), default=0)


@pytest.mark.parametrize("bad", [(60, 0), (60, 61), (0, 0), (-1, -1)])
def test_target_that_makes_no_sense_is_rejected(bad):
    with pytest.raises(ValueError, match="warns"):
        Target(1, *bad)


def test_clock_needs_aware_moments_in_order_and_a_unit():
    with pytest.raises(ValueError, match="aware"):
        TierClock(START.replace(tzinfo=None), START, START, 1)
    with pytest.raises(ValueError, match="order"):
        TierClock(START, after(2), after(1), 1)
    with pytest.raises(ValueError, match="at least one"):
        TierClock(START, after(1), after(2), 0)


def test_pressing_or_whole_team_goes_to_the_supervisor_too():
    assert [escalate_to(1, p) for p in (1, 2, 3, 4)].count(("dispatcher", "supervisor")) == 2
    assert "supervisor" in escalate_to(3, 4)
