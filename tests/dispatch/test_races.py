"""Two desks at the same moment, in two real transactions."""

import pytest

from tests import make, make_dispatch
from tests.races import refusals, together
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Clock, Milestone
from tocsin.kernel.errors import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_dispatchers_who_take_one_unit_are_told_who_has_it(noon):
    unit, zhao = make.unit("城关-01"), make.officer("zhao")
    here, there = make_dispatch.incident("东关"), make_dispatch.incident("西关")

    outcomes = together(
        *(
            lambda incident=incident: dispatch.assign(
                incident=incident, unit=unit, actor=zhao, at=noon
            )
            for incident in (here, there)
        )
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["Assignment", "UnitTaken"]
    (refusal,) = refusals(outcomes)
    assert "赵派警" in refusal.message
    assert Assignment.objects.filter(unit=unit, ended_at=None).count() == 1


def test_two_dispatchers_who_take_each_others_units_do_not_wait_for_ever(noon):
    zhao = make.officer("zhao")
    first, second = (make_dispatch.sent(make_dispatch.incident(priority=4)) for _ in range(2))

    outcomes = together(
        lambda: dispatch.assign(
            incident=first.incident, unit=second.unit, actor=zhao, at=noon, take=True
        ),
        lambda: dispatch.assign(
            incident=second.incident, unit=first.unit, actor=zhao, at=noon, take=True
        ),
    )

    assert all(isinstance(one, Assignment | Refusal) for one in outcomes)
    open_now = Assignment.objects.filter(ended_at=None).values_list("unit", flat=True)
    assert len(set(open_now)) == len(open_now)


def test_set_of_units_taken_by_two_desks_is_shared_out_once(noon):
    zhao, units = make.officer("zhao"), [make.unit() for _ in range(4)]
    here, there = make_dispatch.incident(), make_dispatch.incident()

    def send(incident, chosen):
        sendings = [dispatch.Sending(unit) for unit in chosen]
        return dispatch.assign_set(incident=incident, sendings=sendings, actor=zhao, at=noon)

    together(lambda: send(here, units), lambda: send(there, units[::-1]))

    assert Assignment.objects.filter(ended_at=None).count() == 4


def test_same_stamp_from_two_phones_is_one_stamp(noon):
    sent, ma = make_dispatch.sent(), make.officer("ma")

    def arrive():
        return dispatch.record_milestone(assignment=sent, kind="arrived", at=noon, actor=ma)

    outcomes = together(arrive, arrive)

    assert len(refusals(outcomes)) == 1
    assert Milestone.objects.filter(assignment=sent, kind="arrived").count() == 1


def test_two_clocks_that_scan_at_once_count_a_miss_once(noon):
    make_dispatch.tables()
    make_dispatch.ground()
    incident = make_dispatch.incident()
    late = noon.replace(hour=9)

    reports = together(*(lambda: dispatch.scan_clocks(at=late) for _ in range(2)))

    missed = Clock.objects.filter(state="breached").count()
    assert sum(report.breached for report in reports) == missed > 0
    assert incident.timeline.filter(said="clock_breached").count() == missed


def test_numbers_of_incidents_opened_at_once_have_no_gap(noon):
    for who in ("lin", "zhao"):
        make.officer(who)

    made = together(*(make_dispatch.incident for _ in range(4)))

    assert sorted(one.number for one in made) == [f"C20260302-000{n}" for n in (1, 2, 3, 4)]
