"""Where units are."""

from datetime import timedelta

import pytest

from tests import make
from tocsin.kernel.events.models import Outbox
from tocsin.registers.units.api import DutyStatus, Fix, fixes, purge_trail, record_fixes, trail
from tocsin.registers.units.models import TrailPoint

pytestmark = pytest.mark.django_db

LATER = make.NOON + timedelta(seconds=10)
LATEST = make.NOON + timedelta(seconds=20)


def test_the_newest_fix_is_the_position_and_all_are_the_trail():
    unit = make.unit()
    record_fixes(
        make.bureau(),
        [Fix(unit.pk, 106.7, 35.3, LATEST), Fix(unit.pk, 106.6, 35.2, LATER)],
        LATEST,
    )
    here = fixes(make.bureau(), LATEST)[unit.pk]
    assert (here.lon, here.lat, here.age) == (106.7, 35.3, timedelta(0))
    assert [point.lon for point in trail(unit, make.NOON, LATEST)] == [106.6, 106.7]


def test_a_late_fix_does_not_move_the_unit_back():
    unit = make.unit()
    record_fixes(make.bureau(), [Fix(unit.pk, 106.7, 35.3, LATEST)], LATEST)
    assert record_fixes(make.bureau(), [Fix(unit.pk, 106.6, 35.2, LATER)], LATEST) == []
    assert fixes(make.bureau(), LATEST)[unit.pk].lon == 106.7


def test_a_unit_off_duty_is_not_followed():
    unit = make.unit(duty=DutyStatus.OFF_DUTY)
    record_fixes(make.bureau(), [Fix(unit.pk, 106.7, 35.3, LATER)], LATER)
    assert fixes(make.bureau(), LATER)[unit.pk].lon == make.HERE[0]
    assert not TrailPoint.objects.exists()


def test_units_of_another_bureau_are_not_moved():
    stranger = make.unit(of=make.bureau("620822"))
    assert record_fixes(make.bureau(), [Fix(stranger.pk, 106.7, 35.3, LATER)], LATER) == []


def test_any_number_of_fixes_is_written_in_one_statement_of_one_transaction(
    django_assert_num_queries,
):
    sent = [Fix(make.unit().pk, 106.7, 35.3, LATER) for _number in range(20)]
    home = make.bureau()
    with django_assert_num_queries(3):  # the transaction's beginning, the statement, its end
        record_fixes(home, sent, LATER, tell=False)


def test_one_event_carries_all_moves():
    first, second = make.unit(), make.unit()
    sent = [Fix(unit.pk, 106.7, 35.3, LATER) for unit in (first, second)]
    record_fixes(make.bureau(), sent, LATER)
    told = Outbox.objects.get(kind="unit.moved").facts
    assert told["units"] == [first.pk, second.pk]
    assert told["positions"][0] == [first.pk, 106.7, 35.3, LATER.timestamp()]


def test_half_an_hour_makes_a_position_stale():
    unit = make.unit(fixed_at=make.NOON)
    assert not fixes(make.bureau(), make.NOON + timedelta(minutes=30))[unit.pk].stale
    assert fixes(make.bureau(), make.NOON + timedelta(minutes=31))[unit.pk].stale


def test_old_trails_are_forgotten():
    unit = make.unit()
    record_fixes(make.bureau(), [Fix(unit.pk, 106.7, 35.3, LATER)], LATER)
    assert purge_trail(bureau=make.bureau(), at=LATER + timedelta(days=31), days=30) == 1
