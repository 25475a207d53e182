from datetime import timedelta

import pytest

from tests import make
from tocsin.kernel.events.models import Outbox
from tocsin.kernel.idempotency.models import DoneAct
from tocsin.project.housekeeping import Rounds, Tidied, tidy
from tocsin.registers.units.models import TrailPoint

pytestmark = pytest.mark.django_db


def event(at):
    return Outbox.objects.create(bureau=make.bureau(), kind="call.changed", subject="call:1", at=at)


def test_events_that_no_browser_asks_for_are_forgotten_after_a_day(noon):
    event(noon - timedelta(hours=25))
    young = event(noon - timedelta(hours=23))

    tidy(at=noon)

    assert list(Outbox.objects.all()) == [young]


def test_answers_are_kept_for_a_week_so_that_a_phone_may_return_late(noon):
    for number, days in enumerate([8, 6]):
        DoneAct.objects.create(
            bureau=make.bureau(),
            act_id=f"00000000-0000-4000-8000-00000000000{number}",
            officer=make.officer("ma"),
            fingerprint="",
            at=noon - timedelta(days=days),
        )

    assert tidy(at=noon).answers == 1


def test_where_units_were_is_forgotten_after_thirty_days(noon):
    unit = make.unit()
    for days in (31, 29):
        TrailPoint.objects.create(
            bureau=unit.bureau, unit=unit, lon=1, lat=1, fixed_at=noon - timedelta(days=days)
        )

    assert tidy(at=noon).trail_points == 1


def test_rounds_are_made_once_an_hour(noon):
    rounds = Rounds()

    assert rounds.pass_by(noon) == Tidied(0, 0, 0, 0)
    assert rounds.pass_by(noon + timedelta(minutes=59)) is None
    assert rounds.pass_by(noon + timedelta(minutes=61)) is not None
