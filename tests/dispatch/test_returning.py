from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make, make_dispatch, make_duty
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.board.units import units_on_board
from tocsin.kernel import moment
from tocsin.registers.units import api as units
from tocsin.registers.units.api import DutyStatus, Fix

pytestmark = pytest.mark.django_db

HOME = make.HERE
METRES_NORTH = 1 / 111_195


def cleared(unit=None, *, at=make.NOON):
    sent = make_dispatch.sent(unit=unit, at=at)
    make_dispatch.stamp(sent, "departed", "arrived", "cleared", at=at)
    return sent


def seen(unit, at, *, metres):
    lon, lat = HOME
    units.record_fixes(unit.bureau, [Fix(unit.pk, lon, lat + metres * METRES_NORTH, at)], at)


def status(unit, at):
    unit.refresh_from_db()
    return dispatch.unit_status(unit, at).value


def on_board(unit, at):
    groups = units_on_board(unit.bureau, at)
    return next((group.status.value, one) for group in groups for one in group.units)


def test_unit_returns_after_it_was_cleared_and_says_since_when(noon):
    unit = cleared().unit

    shown, row = on_board(unit, noon + timedelta(minutes=10))

    assert shown == status(unit, noon + timedelta(minutes=10)) == "returning"
    assert row.since == noon
    assert row.free


@pytest.mark.parametrize(
    ("metres", "then"), [(0, "available"), (290, "available"), (310, "returning")]
)
def test_unit_has_come_home_once_it_was_seen_near_its_post(noon, metres, then):
    unit = cleared().unit
    seen(unit, noon + timedelta(minutes=5), metres=metres)
    seen(unit, noon + timedelta(minutes=9), metres=4_000)

    later = noon + timedelta(minutes=10)
    assert status(unit, later) == then
    assert on_board(unit, later)[0] == then


def test_being_at_the_post_before_it_was_cleared_is_no_way_home(noon):
    unit = make.unit()
    seen(unit, noon + timedelta(minutes=1), metres=0)
    cleared(unit, at=noon + timedelta(minutes=2))

    assert status(unit, noon + timedelta(minutes=3)) == "returning"


@pytest.mark.parametrize(("minutes", "then"), [(59, "returning"), (60, "available")])
def test_nobody_returns_for_more_than_an_hour(noon, minutes, then):
    unit = cleared().unit

    assert status(unit, noon + timedelta(minutes=minutes)) == then


def test_own_word_after_the_end_comes_first(noon):
    unit = cleared().unit
    units.set_duty(
        unit=unit,
        duty=DutyStatus.AVAILABLE,
        actor=make.officer("zhao"),
        at=noon + timedelta(minutes=1),
    )

    assert status(unit, noon + timedelta(minutes=2)) == "available"


def test_unavailable_unit_is_not_called_returning(noon):
    unit = cleared().unit
    units.set_duty(
        unit=unit,
        duty=DutyStatus.UNAVAILABLE,
        reason="用餐",
        actor=make.officer("zhao"),
        at=noon,
    )

    assert status(unit, noon + timedelta(minutes=2)) == "unavailable"


def test_unit_called_back_is_available_at_once_whatever_it_was_cleared_from_before(noon):
    unit = cleared().unit
    later = noon + timedelta(minutes=1)
    sent = make_dispatch.sent(unit=unit, at=later)
    dispatch.withdraw(assignment=sent, reason="另有任务", actor=make.officer("zhao"), at=later)

    assert status(unit, later) == "available"


def test_returning_unit_is_recommended_and_sent_like_any_free_one(noon):
    make_dispatch.tables()
    unit = cleared().unit
    later = noon + timedelta(minutes=5)
    incident = make_dispatch.incident(type_code="0201", priority=1, at=later)

    advice = dispatch.recommend(incident=incident, at=later)
    make_dispatch.sent(incident, unit, at=later)

    assert [(pick.code, pick.taken_from) for pick in advice.found.picks] == [(unit.code, "")]
    assert status(unit, later) == "assigned"


def test_board_lists_a_returning_unit_after_the_available_ones_with_a_button(
    client, noon, monkeypatch
):
    unit, waiting = cleared().unit, make_dispatch.incident()
    free = make.unit()
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    client.force_login(make.officer("zhao"))

    body = client.get(reverse("dispatch:units"), {"open": waiting.number}).content.decode()

    assert "返回中" in body
    assert body.index(f"unit-{free.pk}") < body.index(f"unit-{unit.pk}")
    assert f"派出{unit.name}" in body or f"派出 {unit.name}" in body


def test_board_asks_no_more_for_units_that_return(noon, django_assert_num_queries):
    home = cleared().unit.bureau
    with django_assert_num_queries(2):
        units_on_board(home, noon)
    for _ in range(5):
        cleared()
    with django_assert_num_queries(2):
        assert len(units_on_board(home, noon)[0].units) == 6


def test_phone_of_a_returning_unit_offers_both_being_back_and_being_unavailable(client):
    sent = make_duty.sent()
    make_dispatch.stamp(sent, "departed", "arrived", "cleared", at=moment.now())

    body = make_duty.phone(client).get("/phone/card/").content.decode()

    assert "返回中" in body
    assert 'data-duty="available"' in body
    assert 'data-duty="unavailable"' in body
