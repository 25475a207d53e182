"""When a call is settled: page and database say the same for every end of its incident."""

from datetime import timedelta

import pytest
from django.db import connection

from tests import make, make_calls, make_dispatch
from tocsin.desks.calls.services.calling_back import is_unsettled
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Incident

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(hours=1)
# One that was merged stands as its whole does.
WHOLE = [one for one in dispatch.IncidentState if one != dispatch.IncidentState.MERGED]


def is_open(call):
    """Ask both; they never differ."""
    call.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal.call_is_open(%s, %s)", [call.bureau_id, call.number])
        [(answer,)] = cursor.fetchall()
    assert answer is is_unsettled(call)
    return answer


def stand(incident, state, closed_at=None, head=None):
    Incident.objects.filter(pk=incident.pk).update(state=state, closed_at=closed_at, head=head)


@pytest.mark.parametrize("state", WHOLE)
def test_a_call_is_open_as_long_as_its_incident_is(state):
    call = make_calls.saved()
    incident = make_calls.incident_of(call)
    over = {dispatch.IncidentState.CLOSED, dispatch.IncidentState.TRANSFERRED}
    closed_at = LATER if state == dispatch.IncidentState.CLOSED else None
    stand(incident, state, closed_at)
    assert is_open(call) is (state not in over)


@pytest.mark.parametrize("state", WHOLE)
def test_a_call_of_an_incident_that_was_merged_follows_the_whole(state):
    call = make_calls.saved()
    whole = make_dispatch.incident(at=make.NOON)
    stand(make_calls.incident_of(call), dispatch.IncidentState.MERGED, head=whole)
    over = {dispatch.IncidentState.CLOSED, dispatch.IncidentState.TRANSFERRED}
    stand(whole, state, LATER if state == dispatch.IncidentState.CLOSED else None)
    assert is_open(call) is (state not in over)
