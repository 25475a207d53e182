"""A county lives by itself, through the services that people use."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.simulation.conftest import BEGINS
from tocsin.adapters.simulation.invariants import RULES, invariants
from tocsin.desks.calls.api import Call, CallState
from tocsin.desks.dispatch.api import Assignment, Incident, Milestone
from tocsin.project.demo.ground import live_through
from tocsin.project.demo.headless import accounts_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def lived(ground, hours=1.0):
    return live_through(ground, BEGINS, BEGINS + timedelta(hours=hours), lambda _at: None)


def counts():
    return (
        Call.objects.count(),
        Incident.objects.count(),
        sorted(Call.objects.values_list("number", "state", "validity", "answered_at")),
        sorted(Incident.objects.values_list("number", "type_code", "state", "lon", "lat")),
        sorted(Assignment.objects.values_list("incident__number", "unit__code", "assigned_at")),
    )


def test_an_hour_keeps_every_promise(ground):
    lived(ground)
    assert invariants(ground.bureau) == dict.fromkeys(RULES, True)
    assert set(accounts_of(ground, BEGINS, BEGINS + HOUR).values()) == {True}
    assert Call.objects.count() > 5
    assert Incident.objects.exists()
    assert Milestone.objects.filter(kind="arrived").exists()


def test_the_same_seed_lives_the_same_hour(ground):
    hours = []
    for _time in range(2):
        with transaction.atomic():
            lived(ground, 0.75)
            hours.append(counts())
            transaction.set_rollback(True)
    assert hours[0] == hours[1]
    assert hours[0][0] > 3


def test_calls_are_answered_within_a_minute_and_nobody_is_forgotten(ground):
    lived(ground)
    late = BEGINS + HOUR - timedelta(minutes=1)
    assert not Call.objects.filter(state=CallState.RINGING, rang_at__lt=late).exists()


def test_a_pause_is_lived_over(ground):
    """Everything in memory is lost; the records say where things stand."""
    lived(ground, 0.5)
    open_then = Incident.objects.exclude(state="closed").count()
    simulation = ground.simulation(BEGINS + HOUR / 2)
    simulation.begin()
    simulation.run_until(BEGINS + 4 * HOUR, lambda _at: None)
    begun = Incident.objects.filter(opened_at__lt=BEGINS + HOUR / 2)
    assert open_then
    assert set(begun.values_list("state", flat=True)) == {"closed"}
    assert set(invariants(ground.bureau).values()) == {True}
