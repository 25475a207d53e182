"""People take desks over from the simulation, and give them back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.simulation.conftest import BEGINS, someone
from tocsin.adapters.simulation.accounts import ROLES
from tocsin.adapters.simulation.models import TakenDesk
from tocsin.adapters.simulation.taking import DeskTakenByAnother, desks_for, give_back, take_over
from tocsin.desks.calls.api import Call, CallState
from tocsin.desks.dispatch.api import Assignment, Incident, MilestoneKind
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.audit.api import trail
from tocsin.kernel.errors import NotForYou

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def simulation(ground):
    made = ground.simulation(BEGINS)
    made.begin()
    return made


@pytest.fixture
def taker(ground) -> Officer:
    return someone(Role.CALL_TAKER, ground)


@pytest.fixture
def sender(ground) -> Officer:
    return someone(Role.DISPATCHER, ground)


def live(simulation, minutes):
    simulation.world.look_who_works()
    simulation.run_until(BEGINS + minutes * MINUTE, lambda _at: None)


def test_nobody_answers_at_a_desk_that_was_taken_over(simulation, taker):
    take_over(desk="calls", actor=taker, at=BEGINS)
    live(simulation, 40)
    assert Call.objects.exists()
    assert not Call.objects.filter(state__in=[CallState.OPEN, CallState.SAVED]).exists()


def test_a_desk_given_back_is_worked_at_again(simulation, taker):
    take_over(desk="calls", actor=taker, at=BEGINS)
    live(simulation, 40)
    give_back(desk="calls", actor=taker, at=BEGINS + 40 * MINUTE)
    live(simulation, 60)
    assert Call.objects.filter(state=CallState.SAVED).exists()
    forgotten = Call.objects.filter(call_back="due", rang_at__lt=BEGINS + 45 * MINUTE)
    assert not forgotten.exists()


def test_nobody_is_sent_from_a_board_that_was_taken_over(simulation, sender):
    take_over(desk="dispatch", actor=sender, at=BEGINS)
    live(simulation, 60)
    assert Incident.objects.filter(state="waiting").exists()
    assert not Assignment.objects.exists()


def test_a_crew_that_was_taken_over_presses_nothing(simulation):
    live(simulation, 60)
    sent = Assignment.objects.filter(ended_at=None, unit__agency="").order_by("pk")[0]
    member = sent.unit.crews.get(until_at=None).members.first()
    assert member is not None
    take_over(desk=f"unit:{sent.unit_id}", actor=member, at=BEGINS + 60 * MINUTE)
    before = sent.milestones.count()
    live(simulation, 90)
    assert sent.milestones.count() == before
    give_back(desk=f"unit:{sent.unit_id}", actor=member, at=BEGINS + 90 * MINUTE)
    cleared = sent.milestones.filter(kind=MilestoneKind.CLEARED)
    for minutes in range(120, 390, 30):
        if not cleared.exists():
            live(simulation, minutes)
    assert cleared.exists()


def test_taking_and_giving_are_on_record(ground, taker):
    row = take_over(desk="calls", actor=taker, at=BEGINS)
    key = row.pk
    give_back(desk="calls", actor=taker, at=BEGINS)
    done = [act["action"] for act in trail(TakenDesk(pk=key))]
    assert done == ["simulation.taken_over", "simulation.given_back"]
    assert not TakenDesk.objects.exists()


def test_two_people_do_not_share_a_desk(ground, taker):
    other = Officer.objects.filter(grants__role=Role.CALL_TAKER).exclude(pk=taker.pk).first()
    assert other is not None
    take_over(desk="calls", actor=taker, at=BEGINS)
    take_over(desk="calls", actor=taker, at=BEGINS)
    with pytest.raises(DeskTakenByAnother):
        take_over(desk="calls", actor=other, at=BEGINS)


def test_a_desk_of_another_role_stays_closed(ground, taker):
    for desk in ("dispatch", "unit:1", "anything"):
        with pytest.raises(NotForYou):
            take_over(desk=desk, actor=taker, at=BEGINS)


def test_each_role_finds_an_officer_and_crews_their_unit(simulation, ground):
    found = {role: someone(role, ground) for role in ROLES}
    assert desks_for(found[Role.OFFICER])[0].key.startswith("unit:")
    assert desks_for(found[Role.ADMINISTRATOR]) == []


def posted(client, url):
    return client.post(url, {"act_id": str(uuid4())})


def test_the_strip_offers_what_the_desk_allows(ground, client, settings, taker):
    settings.DEMO = True
    client.force_login(taker, backend="tocsin.kernel.accounts.backends.OfficerBackend")
    assert "/demo/desks/calls/take/" in client.get("/").text
    assert "/demo/desks/calls/give/" in posted(client, "/demo/desks/calls/take/").text
    assert TakenDesk.objects.get().officer == taker
    assert posted(client, "/demo/desks/dispatch/take/").status_code == 403
    assert "/demo/desks/calls/take/" in posted(client, "/demo/desks/calls/give/").text
    assert not TakenDesk.objects.exists()
