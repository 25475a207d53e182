"""A county lives by itself, through the services that people use."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F

from tests.simulation.conftest import BEGINS
from tests.simulation.test_sending import line
from tocsin.adapters.simulation.invariants import RULES, invariants
from tocsin.adapters.simulation.sending import Sender
from tocsin.desks.calls.api import Call, CallState
from tocsin.desks.dispatch.api import Assignment, Incident, Milestone
from tocsin.project.campaigns.accounts import reckon_loop
from tocsin.project.campaigns.ledger import Ledger
from tocsin.project.campaigns.living import BadLine
from tocsin.project.demo.ground import live_through
from tocsin.project.demo.headless import accounts_of
from tocsin.registers.units.api import Crew

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
    driven = Crew.objects.filter(until_at=None, vehicle__isnull=False)
    assert driven.exists()
    assert not driven.exclude(vehicle__kind=F("unit__kind")).exists()


def test_the_same_seed_lives_the_same_hour(ground):
    hours = []
    for _time in range(2):
        with transaction.atomic():
            lived(ground, 0.4)
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
    begun = Incident.objects.filter(opened_at__lt=BEGINS + HOUR / 2)
    for halves in range(2, 9):
        if begun.exclude(state="closed").exists():
            simulation.run_until(BEGINS + halves * HOUR / 2, lambda _at: None)
    assert open_then
    assert set(begun.values_list("state", flat=True)) == {"closed"}
    assert set(invariants(ground.bureau).values()) == {True}


def broken(ground):
    return [name for name, holds in invariants(ground.bureau).items() if not holds]


def test_a_county_whose_answers_are_lost_goes_on_and_doubles_nothing(ground):
    sender, rests = line(10.0)
    end = BEGINS + timedelta(minutes=45)

    live_through(ground, BEGINS, end, lambda _at: None, sender)

    assert rests
    assert Call.objects.exists()
    assert broken(ground) == []
    assert set(accounts_of(ground, BEGINS, end).values()) == {True}


def test_a_county_that_loses_its_database_goes_on_from_its_records(ground):
    left = [20, 30, 40]

    def progress(_at):
        left[0] -= 1
        if left[0] == 0:
            left.pop(0)
            left.append(10_000)
            raise OperationalError("the server is gone")

    sender, _rests = line(10.0)
    end = BEGINS + timedelta(minutes=45)

    live_through(ground, BEGINS, end, progress, sender)

    assert len(left) == 3
    assert left[0] > 1_000
    assert broken(ground) == []
    assert set(accounts_of(ground, BEGINS, end).values()) == {True}


def test_a_county_that_cannot_go_on_says_so(ground):
    def progress(_at):
        raise OperationalError("always")

    sender, _rests = line(0.0)

    with pytest.raises(OperationalError):
        live_through(ground, BEGINS, BEGINS + timedelta(minutes=45), progress, sender)


@pytest.mark.parametrize("fresh_ids", [False, True])
def test_the_ledger_of_a_county_finds_what_was_done_twice(ground, tmp_path, fresh_ids):
    ledger = tmp_path / "ledger"
    ledger.touch()
    # The shift that is on duty already stands in no ledger.
    stood = reckon_loop(ledger, BEGINS, kills=0).doubled
    rng = Random(1)  # noqa: S311 - a seeded line
    sender = BadLine(Ledger(ledger).note, rng, fresh_ids=fresh_ids)
    sender.rest, sender.forget = lambda _seconds: None, lambda: None

    live_through(ground, BEGINS, BEGINS + HOUR / 2, lambda _at: None, sender)
    verdict = reckon_loop(ledger, BEGINS, kills=0)

    assert (verdict.doubled > stood) is fresh_ids
    assert (verdict.lost, verdict.illegal) == (0, 0)
    assert (replace(verdict, doubled=verdict.doubled - stood).failures > 0) is fresh_ids


LOSSES = (
    "DELETE FROM idempotency_doneact WHERE fingerprint = 'moved'",
    "UPDATE dispatch_milestone SET kind = 'cleared' WHERE kind = 'received'",
    "UPDATE calls_call SET ended_at = NULL",
    "UPDATE units_position SET fixed_at = fixed_at - interval '1 hour'",
)


def test_the_ledger_of_a_county_finds_what_was_lost(ground, tmp_path):
    ledger = tmp_path / "ledger"
    sender = Sender(heard=Ledger(ledger).note)
    live_through(ground, BEGINS, BEGINS + HOUR / 2, lambda _at: None, sender)
    assert reckon_loop(ledger, BEGINS, kills=0).lost == 0

    for loss in LOSSES:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(loss)
            assert cursor.rowcount > 0
            assert reckon_loop(ledger, BEGINS, kills=0).lost > 0, loss
            transaction.set_rollback(True)
