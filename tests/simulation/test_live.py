"""The simulation in step with a clock, beside people; the clock is turned by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError

from tests.simulation.conftest import BEGINS, someone
from tocsin.adapters.simulation.live import LONGEST_PAUSE_SECONDS, Live
from tocsin.adapters.simulation.models import Voice
from tocsin.adapters.simulation.taking import take_over
from tocsin.core.geo import Point, metres_between
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Refusal
from tocsin.registers.units import api as units

pytestmark = pytest.mark.django_db

SPEED = 10.0


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    shown: datetime = BEGINS

    def __call__(self) -> datetime:
        return self.shown

    def turn(self, **length) -> None:
        self.shown += timedelta(**length)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def live(ground, clock) -> Live:
    simulation = ground.simulation(BEGINS, live=True)
    simulation.begin()
    return Live(simulation, clock, SPEED)


def let_pass(live, clock, minutes, seconds=10):
    for _step in range(int(minutes * 60 / seconds)):
        clock.turn(seconds=seconds)
        live.step()


def incident_of(ground, at):
    """A person answers, saves and so opens an incident."""
    taker = someone(Role.CALL_TAKER, ground)
    home = units.units_of(ground.bureau).filter(kind="car", agency="").first()
    assert home is not None
    call = calls.take_by_hand(actor=taker, at=at)
    place = calls.Place(home.home_lon, home.home_lat + 0.002, "here")
    told = calls.Told(place=place, place_words="here", type_code="0203", words="noise")
    return calls.save_call(call=call, told=told, actor=taker, at=at).incident


def seconds_rung(call: calls.Call) -> float:
    assert call.ended_at is not None
    return (call.ended_at - call.rang_at).total_seconds()


def test_a_persons_dispatch_is_taken_up_by_the_crew(ground, live, clock):
    take_over(desk="dispatch", actor=someone(Role.DISPATCHER, ground), at=clock())
    live.step()
    clock.turn(seconds=5)
    incident = incident_of(ground, clock())
    unit = units.available(ground.bureau).filter(kind="car", agency="").first()
    assert unit is not None
    sent = dispatch.assign(
        incident=incident,
        unit=unit,
        actor=someone(Role.DISPATCHER, ground),
        at=clock(),
    )
    let_pass(live, clock, 6)
    stamps = {one.kind: one.at for one in sent.milestones.all()}
    assert {"received", "departed"} <= stamps.keys()
    assert min(stamps.values()) == stamps["assigned"]


def test_a_persons_incident_is_dispatched_by_the_simulation(ground, live, clock):
    live.step()
    incident = incident_of(ground, clock())
    let_pass(live, clock, 2)
    assert dispatch.Assignment.objects.filter(incident=incident).exists()


def test_what_is_done_late_is_stamped_when_it_is_done(ground, live, clock):
    live.step()
    clock.turn(minutes=30)
    live.step()
    assert not calls.Call.objects.filter(rang_at__lt=clock()).exclude(rang_at__lt=BEGINS).exists()


def test_a_person_who_answers_reads_what_the_caller_says(ground, live, clock):
    let_pass(live, clock, 40, seconds=30)
    numbers = set(calls.Call.objects.values_list("number", flat=True))
    assert numbers
    assert set(Voice.objects.values_list("call_number", flat=True)) == numbers


def test_callers_wait_for_a_person_by_the_clock_on_the_wall(ground, live, clock):
    take_over(desk="calls", actor=someone(Role.CALL_TAKER, ground), at=clock())
    let_pass(live, clock, 30)
    hung_up = calls.Call.objects.filter(state="abandoned")
    patience = {call.number: seconds_rung(call) for call in hung_up}
    drawn = {
        call.number: live.simulation.callers.saying[call.pk].drawn.patience_seconds
        for call in hung_up
    }
    assert calls.Call.objects.filter(channel="telephone").exists()
    assert all(patience[number] >= SPEED * drawn[number] for number in patience)


def test_units_are_seen_moving_in_small_steps(ground, live, clock):
    incident = incident_of(ground, clock())
    seen: dict[int, Point] = {}
    steps = []
    for _second in range(240):
        clock.turn(seconds=SPEED)
        live.step()
        for unit_id, fix in units.fixes(ground.bureau, clock()).items():
            here = Point(fix.lon, fix.lat)
            if unit_id in seen and seen[unit_id] != here:
                steps.append(metres_between(seen[unit_id], here))
            seen[unit_id] = here
    assert dispatch.Assignment.objects.filter(incident=incident).exists()
    assert len(steps) > 20
    assert max(steps) < 40 * SPEED * 2


def test_a_refusal_ends_nothing(live, clock):
    def refused(_at):
        raise Refusal("no")

    live.simulation.world.agenda.add(BEGINS, refused)
    clock.turn(seconds=1)
    live.step()
    assert live.simulation.world.tallies.refusals == {Refusal.code: 1}


def test_what_a_lost_database_kept_from_being_done_is_done_later(live, clock):
    done = []

    def deed(at):
        done.append(at)
        if len(done) == 1:
            raise OperationalError("the connection is gone")

    clock.turn(seconds=1)
    live.simulation.world.agenda.add(clock(), deed)
    rests = []

    def rest(seconds):
        rests.append(seconds)
        clock.turn(seconds=seconds * SPEED)
        return len(rests) == 3

    forgotten = []
    live.forget = lambda: forgotten.append(True)
    live.run(rest)
    assert len(done) == 2
    assert forgotten == [True]
    assert max(rests) <= LONGEST_PAUSE_SECONDS


def test_it_rests_until_the_next_deed_but_no_longer_than_a_second(live, clock):
    agenda = live.simulation.world.agenda
    agenda.add(clock() + timedelta(seconds=SPEED / 2), lambda _at: None)
    while agenda.next_at() <= clock():
        agenda.pop()
    assert 0 < live.rest_seconds() <= 0.5
    clock.turn(hours=-1)
    assert live.rest_seconds() == 1.0
