from datetime import timedelta

import pytest

from tests import make, make_dispatch
from tocsin.core.dispatching import clocks as rules
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.clocks.keeping import arrivals_of
from tocsin.desks.dispatch.models import Clock

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _town(db):
    make_dispatch.tables()
    make_dispatch.ground("town")


def clocks_of(incident):
    return {clock.tier: clock.state for clock in incident.clocks.all()}


def test_tiers_that_the_plan_calls_for_run_by_the_targets_of_the_ground(noon):
    incident = make_dispatch.incident(priority=1, type_code="0303")

    due = {clock.tier: clock.due_at for clock in incident.clocks.exclude(state="void")}

    assert incident.area_class == "town"
    assert due[1] == noon + timedelta(minutes=1)
    assert all(
        due[tier] == noon + timedelta(minutes=minutes)
        for tier, minutes in ((1, 1), (2, 3), (3, 5))
        if tier in due
    )


def test_warning_comes_once_before_the_miss_and_the_miss_once(noon):
    make_dispatch.incident()

    reports = [dispatch.scan_clocks(at=noon + second * SECOND) for second in range(75)]

    assert sum(report.warned for report in reports if report.warned) >= 1
    first_tier = Clock.objects.get(tier=1)
    assert first_tier.state == "breached"
    assert first_tier.breached_at == first_tier.due_at
    assert sum(report.breached for report in reports) == 1
    told = first_tier.incident.timeline.filter(kind="clock", facts__tier=1)
    assert [entry.said for entry in told] == ["clock_warned", "clock_breached"]


def test_scan_after_a_long_stop_catches_up_once(noon):
    incident = make_dispatch.incident(priority=1)

    late = dispatch.scan_clocks(at=noon + timedelta(hours=2))
    again = dispatch.scan_clocks(at=noon + timedelta(hours=3))

    assert late.breached == incident.clocks.filter(state="breached").count() > 0
    assert (again.breached, again.warned) == (0, 0)


def test_arrival_in_time_meets_the_tier(noon):
    sent = make_dispatch.sent()

    make_dispatch.stamp(sent, "arrived", at=noon + 50 * SECOND)
    dispatch.scan_clocks(at=noon + timedelta(minutes=2))

    assert sent.incident.clocks.get(tier=1).state == "met"


def test_arrival_after_the_due_moment_stays_missed_with_its_time(noon):
    sent = make_dispatch.sent()

    make_dispatch.stamp(sent, "arrived", at=noon + 90 * SECOND)

    clock = sent.incident.clocks.get(tier=1)
    assert (clock.state, clock.stopped_at) == ("breached", noon + 90 * SECOND)


def test_miss_of_a_pressing_incident_goes_to_the_supervisor(noon):
    incident = make_dispatch.incident(priority=1)
    dispatch.scan_clocks(at=noon + timedelta(seconds=61))

    assert incident.clocks.get(tier=1).escalated_to == ["dispatcher", "supervisor"]


def test_corrected_arrival_turns_a_miss_into_met(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived", at=noon + 90 * SECOND)

    dispatch.correct_milestone(
        milestone=sent.milestones.get(kind="arrived"),
        new_at=noon + 40 * SECOND,
        reason="无信号",
        actor=make.officer("zhao"),
        at=noon + 200 * SECOND,
    )

    assert sent.incident.clocks.get(tier=1).state == "met"


def test_clocks_of_a_merged_incident_keep_what_they_came_to_and_are_told_once(noon):
    part, whole, last = (make_dispatch.incident() for _ in range(3))
    arrived = make_dispatch.sent(part)
    make_dispatch.stamp(arrived, "arrived", at=noon + 40 * SECOND)
    dispatch.scan_clocks(at=noon + 90 * SECOND)
    zhao = make.officer("zhao")

    dispatch.merge(incident=part, into=whole, actor=zhao, at=noon + 100 * SECOND)
    in_between = clocks_of(whole)[1]
    dispatch.merge(incident=whole, into=last, actor=zhao, at=noon + 110 * SECOND)

    assert in_between == "met"
    assert {clocks_of(one)[1] for one in (part, whole, last)} == {"met"}
    missed = whole.timeline.filter(said="clock_breached", facts__tier=1)
    assert missed.count() == 1


def test_miss_that_stands_again_after_a_correction_is_not_told_again(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived", at=noon + 90 * SECOND)
    for moment in (40, 95):
        dispatch.correct_milestone(
            milestone=sent.milestones.get(kind="arrived", superseded_at=None),
            new_at=noon + moment * SECOND,
            reason="无信号",
            actor=make.officer("zhao"),
            at=noon + 200 * SECOND,
        )

    assert sent.incident.clocks.get(tier=1).state == "breached"
    assert sent.incident.timeline.filter(said="clock_breached", facts__tier=1).count() == 1


def test_clocks_of_an_incident_without_stamped_arrival_are_not_counted_after_clearing(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "cleared", at=noon + 20 * SECOND)
    dispatch.scan_clocks(at=noon + timedelta(hours=1))

    assert set(clocks_of(sent.incident).values()) == {"void"}


def test_raised_urgency_starts_the_tiers_it_newly_calls_for(noon):
    incident = make_dispatch.incident(priority=4)
    before = clocks_of(incident)

    dispatch.raise_level(
        incident=incident, priority=1, reason="有人受伤", actor=make.officer("zhao"), at=noon
    )

    assert before[2] == "void"
    assert clocks_of(incident)[2] == "running"


def test_stored_clocks_equal_those_read_again_from_the_arrivals(noon):
    for late in (10, 70, 170, 400):
        make_dispatch.stamp(make_dispatch.sent(), "arrived", at=noon + late * SECOND)
    dispatch.scan_clocks(at=noon + timedelta(hours=1))

    for clock in Clock.objects.exclude(state="void"):
        span = rules.TierClock(clock.started_at, clock.warn_at, clock.due_at, clock.units_needed)
        again = rules.read(span, arrivals_of(clock.incident), noon + timedelta(hours=1))
        assert (clock.state, clock.stopped_at) == (again.state.value, again.stopped_at)


def test_next_due_is_the_first_warning(noon):
    assert dispatch.next_due(make.bureau()) is None
    make_dispatch.incident()

    assert dispatch.next_due(make.bureau()) == noon + 45 * SECOND
