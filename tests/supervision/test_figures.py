"""The figures of a small made set, recomputed by hand.

Seconds from the answer to the first unit: 甲 60, 乙 74, 丙 54, 丁 60, 戊 60.
Seconds from the ring to the first arrival: 甲 306, 乙 560 (corrected), 丁 166, 戊 150, 丙 none yet.
Seconds from the assignment to the departure: 甲 50, 乙 400, 丁 not stamped, 戊 94; 丙 withdrawn.
Seconds from departure to arrival: 甲 190, 乙 80 (corrected), 丁 no data, 戊 -10.
"""

from datetime import timedelta

import pytest

from tests import make, make_calls, make_dispatch, make_supervision
from tests.make_supervision import after
from tocsin.desks.calls.services.arriving import hang_up
from tocsin.desks.calls.services.calling_back import record_call_back
from tocsin.desks.dispatch.api import merge
from tocsin.kernel.access.api import Scope, scope_of
from tocsin.kernel.accounts.api import Bureau
from tocsin.readers.supervision.api import Report, between, day_of, report
from tocsin.readers.supervision.worst import Flaw

pytestmark = pytest.mark.django_db


def report_of(at=make.NOON, scope: Scope | None = None) -> Report:
    home = Bureau.objects.get(code="620881")
    return report(scope or Scope(home.pk), day_of(at, home.time_zone))


@pytest.fixture
def day():
    return make_supervision.day_of_work()


def summary(leg):
    within = None if leg.within is None else round(leg.within.value, 3)
    return leg.n, leg.no_data, leg.running, leg.p50, leg.p90, within


def test_every_leg_is_what_one_reckons_by_hand(day):
    found = {name: summary(leg) for name, leg in report_of().legs.items()}

    assert found["process"] == (5, 0, 0, 60.0, pytest.approx(68.4), 0.8)
    assert found["total"] == (4, 0, 1, 236.0, pytest.approx(483.8), 0.5)
    assert found["turnout"] == (3, 1, 0, 94.0, pytest.approx(338.8), pytest.approx(0.333, abs=1e-3))
    assert found["travel"] == (2, 2, 0, 135.0, 179.0, None)


def test_every_incident_is_accounted_for(day):
    tally = report_of().tally

    assert (tally.incidents, tally.open, tally.closed_without_sending) == (6, 5, 1)
    assert (tally.assignments, tally.withdrawn) == (5, 1)
    total = report_of().legs["total"]
    assert total.n + total.no_data + total.running + tally.closed_without_sending == 6


def test_the_bands_count_the_assignments_that_were_not_withdrawn(day):
    found = report_of().bands

    assert found["receipt"] == [1, 0, 1, 0, 0]  # 10 and 70 seconds
    assert found["departure"] == [2, 1, 0, 0, 0]  # 50, 94 and 400 seconds
    assert found["feedback"] == [1, 0, 0, 0, 0]  # 300 seconds


def test_the_latest_arrival_comes_first_and_incidents_without_data_say_why(day):
    worst = report_of().worst

    assert [one.number for one in worst.late] == [day["corrected"].number, day["slow"].number]
    assert [one.total_seconds for one in worst.late] == [560.0, 306.0]
    assert {one.number: list(one.flaws) for one in worst.no_data} == {
        day["no departure"].number: [Flaw.NO_DEPARTURE],
        day["contradiction"].number: [Flaw.CONTRADICTION],
    }


def test_types_are_reported_apart(day):
    groups = {group.code: group for group in report_of().by_type}

    assert {code: group.incidents for code, group in groups.items()} == {"0201": 1, "0301": 4}
    assert groups["0201"].legs["total"].p50 == 560.0
    assert groups["0301"].legs["total"].n == 3
    assert summary(groups["0301"].legs["turnout"])[:3] == (2, 1, 0)


def test_the_course_of_a_day_goes_by_the_hour(day):
    course = report_of().course

    assert course[0].start.hour == 0
    busy = {step.start.hour: step.incidents for step in course if step.incidents}
    assert busy == {11: 1, 12: 5}  # 甲's call came in a minute before noon
    assert course[-1].medians["total"] == pytest.approx(166.0)


def test_the_course_of_a_week_goes_by_the_day(day):
    home = make.bureau()
    noon = make.NOON.date()
    course = report(
        Scope(home.pk), between(noon - timedelta(days=1), noon + timedelta(days=5), home.time_zone)
    ).course

    assert [step.incidents for step in course] == [0, 6]


def test_calls_are_counted_by_what_became_of_them():
    make_calls.tables()
    make_calls.street()
    make_calls.saved()
    hang_up(call=make_calls.ringing(), actor=make.officer("switch"), at=after(20))
    make_calls.opened(at=after(30))
    make_calls.ringing(at=after(40))
    found = report_of()

    assert (found.tally.calls, found.tally.answered, found.tally.abandoned) == (4, 2, 1)
    assert (found.tally.judged, found.tally.valid, found.tally.linked) == (1, 1, 1)
    # The abandoned call was never to be answered; the one that rings is under way.
    assert summary(found.legs["answer"]) == (2, 0, 1, 5.0, 5.0, 1.0)


def test_a_caller_who_hung_up_and_was_rung_back_is_counted_as_abandoned():
    make_calls.tables()
    make_calls.street()
    call = hang_up(call=make_calls.ringing(), actor=make.officer("switch"), at=after(20))
    record_call_back(call=call, reached=True, actor=make.officer("lin"), at=after(90))
    found = report_of()

    assert found.tally.abandoned == 1
    assert summary(found.legs["answer"])[:3] == (0, 0, 0)


def test_one_case_has_a_wide_interval():
    make_dispatch.tables()
    make_supervision.sent("甲", at=make.NOON, assigned=0, departed=10, arrived=20)
    share = report_of().legs["total"].within

    assert share is not None
    assert (share.value, share.high) == (1.0, 1.0)
    assert share.low == pytest.approx(0.2065, abs=1e-4)


def test_stamps_pressed_far_away_are_listed_as_too_good_to_be_true():
    make_dispatch.tables()
    far = (make.HERE[0] + 0.03, make.HERE[1])
    _incident, honest = make_supervision.sent(
        "甲", at=make.NOON, assigned=0, unit_at=far, departed=30, arrived=400
    )
    incident, hasty = make_supervision.sent(
        "乙", at=after(60), assigned=0, unit_at=far, departed=30, arrived=32
    )
    assert honest is not None
    assert hasty is not None
    [suspect] = report_of().too_good

    assert (suspect.incident, suspect.unit) == (incident.number, hasty.unit.code)
    assert suspect.metres == pytest.approx(2730, abs=30)
    assert suspect.travel_seconds == 2.0


def test_a_period_ends_before_its_last_midnight():
    make_dispatch.tables()
    midnight = day_of(make.NOON, "Asia/Shanghai").until
    make_supervision.sent("甲", at=midnight + timedelta(seconds=59), assigned=0)
    make_supervision.sent("乙", at=midnight + timedelta(seconds=60), assigned=0)

    assert report_of().tally.incidents == 1
    assert report_of(midnight).tally.incidents == 1


def test_a_supervisor_of_a_station_sees_that_station_only():
    make_dispatch.tables()
    make_dispatch.ground()
    mine, _one = make_supervision.sent("甲", at=make.NOON, assigned=0)
    outside = (107.5, 35.2)
    make_supervision.sent("乙", at=after(60), assigned=0, where=outside)
    assert mine.station is not None
    officer = make_supervision.supervisor(mine.station)

    assert report_of().tally.incidents == 2
    own = report_of(scope=scope_of(officer))
    assert own.tally.incidents == 1
    assert [group.code for group in own.by_station] == [mine.station.code]


def test_another_bureau_is_out_of_sight(day):
    other = make.bureau("620822")

    assert report_of(scope=Scope(other.pk)).tally.incidents == 0


def test_incidents_on_no_stations_ground_form_a_group_of_their_own():
    make_dispatch.tables()
    make_supervision.sent("甲", at=make.NOON, assigned=0)

    assert [(group.code, group.incidents) for group in report_of().by_station] == [("", 1)]


def test_a_merged_incident_counts_with_its_head():
    make_dispatch.tables()
    head, _one = make_supervision.sent("甲", at=make.NOON, assigned=0)
    part, _nobody = make_supervision.sent("乙", at=after(30), assigned=None)
    merge(incident=part, into=head, reason="同一起", actor=make.officer("zhao"), at=after(60))
    found = report_of()

    assert (found.tally.incidents, found.tally.merged) == (2, 1)
    assert found.legs["process"].n == 1


def test_the_report_asks_four_questions_of_the_database(day, django_assert_num_queries):
    scope = Scope(make.bureau().pk)
    period = day_of(make.NOON, "Asia/Shanghai")
    with django_assert_num_queries(4):
        report(scope, period)
