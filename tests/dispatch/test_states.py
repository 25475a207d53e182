import pytest

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.acting.locking import move
from tocsin.desks.dispatch.queries.progress import derived_state
from tocsin.desks.dispatch.states import ALLOWED, OPEN_STATES, IncidentState, UnitProgress

EVERY_CHANGE = [(now, then) for now in IncidentState for then in IncidentState if now != then]


def test_every_state_stands_in_the_table_and_every_change_gives_its_reason():
    assert set(ALLOWED) == set(IncidentState)
    assert all(reason for changes in ALLOWED.values() for reason in changes.values())


def test_every_state_can_be_reached_from_waiting():
    reached, edge = {IncidentState.WAITING}, {IncidentState.WAITING}
    while edge:
        edge = {then for now in edge for then in ALLOWED[now]} - reached
        reached |= edge
    assert reached == set(IncidentState)


@pytest.mark.parametrize(("now", "then"), EVERY_CHANGE)
def test_incident_moves_only_as_the_table_says(now, then):
    incident = dispatch.Incident(number="C1", state=now)
    if then in ALLOWED[now]:
        move(incident, then)
        assert incident.state == then
    else:
        with pytest.raises(dispatch.NotInThisState):
            move(incident, then)


@pytest.mark.parametrize(
    ("open_ones", "some_done", "state"),
    [
        ([], False, IncidentState.WAITING),
        ([], True, IncidentState.CLEARED),
        ([UnitProgress.ASSIGNED], True, IncidentState.ASSIGNED),
        ([UnitProgress.ASSIGNED, UnitProgress.EN_ROUTE], False, IncidentState.EN_ROUTE),
        ([UnitProgress.ON_SCENE, UnitProgress.ASSIGNED], False, IncidentState.ON_SCENE),
    ],
)
def test_incident_stands_where_its_foremost_unit_is(open_ones, some_done, state):
    assert derived_state(open_ones, some_done=some_done) == state


def test_whatever_the_assignments_say_the_table_allows_from_every_open_state():
    derived = {IncidentState.ASSIGNED, IncidentState.EN_ROUTE, IncidentState.ON_SCENE}
    for now in derived & OPEN_STATES:
        for then in derived | {IncidentState.CLEARED, IncidentState.WAITING}:
            # A unit that arrived never leaves the scene again by another unit's stamps.
            assert now == then or then in ALLOWED[now]


@pytest.mark.django_db
def test_incident_walks_from_waiting_to_closed(noon):
    make_dispatch.tables()
    sent = make_dispatch.sent()
    walked = [sent.incident.state]
    for kind in ("departed", "arrived", "cleared"):
        make_dispatch.stamp(sent, kind)
        sent.incident.refresh_from_db()
        walked.append(sent.incident.state)
    closed = dispatch.close_incident(
        incident=sent.incident, disposition="settled_on_site", actor=make.officer("zhao"), at=noon
    )

    assert [*walked, closed.state] == ["assigned", "en_route", "on_scene", "cleared", "closed"]
