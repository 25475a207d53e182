"""What coverage has to do with whom to send."""

from datetime import datetime, timedelta
from threading import Event

import pytest

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.cover.covering import cover_of, demand_of
from tocsin.desks.dispatch.models import CoverMap
from tocsin.desks.dispatch.recommending.showing import advice_for
from tocsin.project.cover import CoverRounds
from tocsin.registers.catalogue.models import Edition, ResponsePlan
from tocsin.registers.catalogue.services import renew

pytestmark = pytest.mark.django_db
EAST = (106.68, 35.21)


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()
    make_dispatch.ground("suburb")


def worth(seconds: int) -> None:
    for plan in ResponsePlan.objects.all():
        plan.levels = [level | {"weights": {"coverage_seconds": seconds}} for level in plan.levels]
        plan.save()
    renew(Edition.objects.get())


@pytest.fixture
def calls_in_the_east(noon):
    """Two crews at the station, one in the east, where most calls come from."""
    for _ in range(9):
        old = make_dispatch.incident(where=EAST, at=noon - timedelta(days=5))
        dispatch.close_incident(
            incident=old,
            disposition="settled_on_site",
            outcome="x",
            actor=make.officer("zhao"),
            at=noon - timedelta(days=5),
        )
    crews = make.unit("西一"), make.unit("西二"), make.unit("东一", at=(106.675, 35.21))
    assert dispatch.make_cover(bureau=make.bureau(), at=noon)
    return crews


def asked(noon):
    return make_dispatch.incident(type_code="0201", priority=4, where=(106.663, 35.21), at=noon)


def test_where_coverage_is_worth_nothing_the_soonest_is_sent(calls_in_the_east, noon):
    worth(0)

    advice = dispatch.recommend(incident=asked(noon), at=noon)

    assert [pick.code for pick in advice.found.picks] == [calls_in_the_east[2].code]


def test_unit_that_alone_covers_an_area_is_spared_and_the_reason_says_so(noon, calls_in_the_east):
    worth(20)

    shown = advice_for(asked(noon), noon)

    assert shown is not None
    first = shown.choices[0]
    assert first.picked
    assert first.name in {"西一", "西二"}
    assert any("不派东一" in told and "东关警务区将无力量覆盖" in told for told in first.nearer)


def test_busy_stale_and_partner_units_cover_nothing(noon):
    make_dispatch.incident(at=noon)
    make.unit("旧", fixed_at=noon - timedelta(hours=1))
    dispatch.make_cover(bureau=make.bureau(), at=noon)

    advice = dispatch.recommend(incident=asked(noon), at=noon)

    assert advice.found.objective.coverage_lost is None


def test_ground_is_read_anew_when_it_was_made_anew(noon, calls_in_the_east):
    before = cover_of(make.bureau().pk)
    assert before is cover_of(make.bureau().pk)

    dispatch.make_cover(bureau=make.bureau(), at=noon + timedelta(minutes=30))
    after = cover_of(make.bureau().pk)

    assert before is not None
    assert after is not None
    assert after.made_at - before.made_at == timedelta(minutes=30)
    assert CoverMap.objects.count() == 1


def test_where_no_call_came_yet_doors_say_where_they_will_come_from(noon):
    assert demand_of(make.bureau(), noon) is None
    assert not dispatch.make_cover(bureau=make.bureau(), at=noon)


def test_busy_share_grows_with_the_time_units_are_at_incidents(noon):
    quiet = make.unit(fixed_at=noon - timedelta(days=10))
    make_dispatch.incident(at=noon)
    dispatch.make_cover(bureau=make.bureau(), at=noon)
    before = CoverMap.objects.get().busy_share
    make_dispatch.sent(
        make_dispatch.incident(at=noon - timedelta(days=9)), unit=quiet, at=noon - timedelta(days=9)
    )

    dispatch.make_cover(bureau=make.bureau(), at=noon)

    assert before < CoverMap.objects.get().busy_share <= 0.9


def test_ground_is_made_when_the_clock_begins_and_every_half_hour(noon):
    made: list[datetime] = []
    rounds = CoverRounds(made.append)
    for minutes in (0, 1, 29, 30, 31, 60):
        if rounds.pass_by(noon + timedelta(minutes=minutes)) and rounds.work:
            rounds.work.join(5)

    assert [(at - noon).total_seconds() / 60 for at in made] == [0, 30, 60]


def test_ground_that_is_still_being_made_is_not_begun_twice(noon):
    go_on = Event()
    rounds = CoverRounds(lambda _at: go_on.wait(5))

    assert rounds.pass_by(noon)
    assert not rounds.pass_by(noon + timedelta(hours=1))
    go_on.set()
    assert rounds.work
    rounds.work.join(5)
