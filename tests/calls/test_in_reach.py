"""The database refuses a look at a caller whose case is another station's."""

import pytest
from django.db import connection

from tests import make, make_calls, make_dispatch
from tocsin.desks.calls.access import calls_of
from tocsin.desks.dispatch.api import Incident
from tocsin.desks.dispatch.models import Assignment
from tocsin.kernel.access.scope import BUREAU_WIDE, scope_of
from tocsin.kernel.accounts.api import Role, end_role, enlist
from tocsin.kernel.personal.api import Kind, OutOfReach, Purpose, ask, read, refusals

pytestmark = pytest.mark.django_db


def member(name, *roles, at=None):
    return enlist(
        username=name, name="某人", bureau=make.bureau(), roles=roles, at=make.NOON, station=at
    )


def call_at(station):
    call = make_calls.saved()
    Incident.objects.filter(pk=make_calls.incident_of(call).pk).update(station=station)
    return call


def looked(call, actor):
    purpose = Purpose(f"call:{call.number}", "call_back")
    person = make_calls.caller_of(call)
    ticket = ask(
        subjects=[person], kinds=[Kind.TELEPHONE], purpose=purpose, actor=actor, at=make.NOON
    )
    return read(ticket).get(person, {})


def refused(call, actor):
    with pytest.raises(OutOfReach):
        looked(call, actor)
    return refusals(make_calls.caller_of(call))


def test_an_officer_of_a_station_looks_at_the_callers_of_its_incidents():
    here = make.station()
    assert looked(call_at(here), member("hu", Role.SUPERVISOR, at=here))


def test_one_of_another_station_is_refused_and_that_is_on_record():
    call = call_at(make.station())
    found = refused(call, member("hu", Role.SUPERVISOR, at=make.station("S02")))
    assert [one["case"] for one in found] == [f"call:{call.number}"]


def test_a_call_without_a_station_is_for_those_who_reach_over_the_bureau():
    call = call_at(None)
    assert len(refused(call, member("hu", Role.OFFICER, at=make.station()))) == 1
    assert looked(call, make.officer("lin"))


def test_a_crew_that_is_sent_rings_back_wherever_the_incident_is():
    ma = make.officer("ma")
    call = call_at(make.station("S02"))
    assert refused(call, ma)
    sent = make_dispatch.sent(make_calls.incident_of(call), make.unit(crew=(ma,)))
    assert looked(call, ma)
    Assignment.objects.filter(pk=sent.pk).update(ended_at=make.NOON)
    assert len(refused(call, ma)) == 2


def test_who_lost_the_role_that_reached_over_the_bureau_is_held_to_the_station():
    officer = member("hu", Role.CALL_TAKER, Role.OFFICER, at=make.station("S02"))
    call = call_at(make.station())
    assert looked(call, officer)
    end_role(officer=officer, role=Role.CALL_TAKER, at=make.NOON)
    assert refused(call, officer)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("posted", [True, False])
def test_the_database_holds_to_a_station_whom_the_pages_hold_to_it(role, posted):
    officer = member("hu", role, at=make.station() if posted else None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal.station_of(%s)", [officer.pk])
        [[station]] = cursor.fetchall()
    assert station == scope_of(officer).station_id
    assert (station is None) is (not posted or role in BUREAU_WIDE)


@pytest.mark.parametrize("code", ["S01", "S02", ""])
def test_the_database_reaches_the_calls_that_the_pages_show(code):
    officer = member("hu", Role.SUPERVISOR, at=make.station())
    call = call_at(make.station(code) if code else None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT personal.in_reach(%s, %s, %s)",
            [officer.bureau_id, f"call:{call.number}", officer.pk],
        )
        assert cursor.fetchall() == [(calls_of(officer).filter(pk=call.pk).exists(),)]


def test_cases_that_lie_with_no_station_are_the_bureaus():
    officer = member("hu", Role.OFFICER, at=make.station())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT personal.in_reach(%s, 'premises:P1', %s)", [officer.bureau_id, officer.pk]
        )
        assert cursor.fetchall() == [(True,)]
