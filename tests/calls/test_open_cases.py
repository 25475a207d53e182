"""Of which calls the people may be looked at: the database and the desk say the same."""

from itertools import product

import pytest
from django.db import connection

from tests import make, make_calls
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.calling_back import is_unsettled
from tocsin.desks.calls.states import CallBack, CallState
from tocsin.desks.dispatch.models import Incident

pytestmark = pytest.mark.django_db


def is_open(call: Call) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT personal.case_is_open(%s, %s)", [call.bureau_id, f"call:{call.number}"]
        )
        [answer] = cursor.fetchone() or [None]
    return answer is True


def test_database_and_desk_agree_on_every_state_of_a_call():
    made = make_calls.saved()
    incident = make_calls.incident_of(made)
    outcomes = set()
    for state, call_back, closed in product(CallState, CallBack, (None, False, True)):
        Incident.objects.update(closed_at=make.NOON if closed else None)
        Call.objects.update(
            state=state, call_back=call_back, incident=None if closed is None else incident
        )
        call = Call.objects.get(pk=made.pk)
        assert is_open(call) == is_unsettled(call), (state, call_back, closed)
        outcomes.add(is_unsettled(call))
    assert outcomes == {True, False}


def test_a_call_of_another_bureau_is_no_open_case_here():
    call = make_calls.opened()
    assert is_open(call)
    call.bureau = make.bureau("620822")
    assert not is_open(call)
