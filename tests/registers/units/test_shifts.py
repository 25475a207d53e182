"""Duty, crews and shifts."""

from datetime import timedelta

import pytest

from tests import make
from tocsin.kernel.audit.api import trail
from tocsin.kernel.events.models import Outbox
from tocsin.registers.units.api import (
    DutyStatus,
    UnitKind,
    add_unit,
    available,
    crew_of,
    end_shift,
    on_duty,
    retire_unit,
    set_duty,
    start_shift,
    unit_for,
    units_here,
    units_of,
)
from tocsin.registers.units.errors import (
    AlreadyOnShift,
    CodeTaken,
    NobodyOnShift,
    NotOnShift,
    ReasonMissing,
    StillOnShift,
)
from tocsin.registers.units.models import StandingChange, Vehicle

pytestmark = pytest.mark.django_db


def resting():
    return make.unit(duty=DutyStatus.OFF_DUTY)


def start(unit, *people, vehicle=None):
    return start_shift(
        unit=unit,
        members=people,
        shift="day",
        vehicle=vehicle,
        actor=make.officer("guan"),
        at=make.NOON,
    )


def test_a_shift_puts_the_unit_on_duty_with_its_people():
    unit = resting()
    start(unit, make.officer("ma"), make.officer("bai"))
    assert [found.code for found in available(make.bureau())] == [unit.code]
    crew = crew_of(unit)
    assert crew is not None
    assert {member.username for member in crew.members.all()} == {"ma", "bai"}
    assert unit_for(make.officer("ma")) == unit


def test_the_end_of_a_shift_takes_unit_and_people_off_duty():
    unit = resting()
    start(unit, make.officer("ma"))
    end_shift(unit=unit, actor=make.officer("guan"), at=make.NOON + timedelta(hours=8))
    assert not on_duty(make.bureau()).exists()
    assert unit_for(make.officer("ma")) is None
    assert crew_of(unit) is None


def test_nobody_is_on_two_shifts():
    start(resting(), make.officer("ma"))
    with pytest.raises(AlreadyOnShift):
        start(resting(), make.officer("ma"))


def test_a_unit_has_one_crew():
    unit = resting()
    start(unit, make.officer("ma"))
    with pytest.raises(AlreadyOnShift):
        start(unit, make.officer("bai"))


def test_a_vehicle_is_with_one_unit():
    car = Vehicle.objects.create(bureau=make.bureau(), code="甘L0001警", kind="car")
    start(resting(), make.officer("ma"), vehicle=car)
    with pytest.raises(AlreadyOnShift):
        start(resting(), make.officer("bai"), vehicle=car)


def test_a_shift_without_people_is_refused():
    with pytest.raises(NobodyOnShift):
        start(resting())


def test_a_unit_that_is_not_on_shift_cannot_end_one():
    with pytest.raises(NotOnShift):
        end_shift(unit=resting(), actor=make.officer("guan"), at=make.NOON)


def test_unavailable_needs_a_reason():
    unit = make.unit()
    with pytest.raises(ReasonMissing):
        set_duty(
            unit=unit,
            duty=DutyStatus.UNAVAILABLE,
            actor=make.officer("ma"),
            at=make.NOON,
            reason=" ",
        )


def test_duty_changes_are_kept_recorded_and_told():
    unit = make.unit()
    set_duty(
        unit=unit,
        duty=DutyStatus.UNAVAILABLE,
        reason="加油",
        actor=make.officer("ma"),
        at=make.NOON,
    )
    assert StandingChange.objects.get(unit=unit).reason == "加油"
    assert [entry["action"] for entry in trail(unit)] == ["units.duty_set"]
    assert Outbox.objects.get(kind="unit.changed").facts["duty"] == "unavailable"
    assert not available(make.bureau()).exists()
    assert on_duty(make.bureau()).exists()


def added(code="D1"):
    return add_unit(
        bureau=make.bureau(),
        code=code,
        name="警犬-01",
        kind=UnitKind.DOG_TEAM,
        home=make.HERE,
        station=make.station(),
        capabilities=["tracking"],
        actor=make.officer("admin"),
        at=make.NOON,
    )


def test_a_new_unit_begins_off_duty():
    unit = added()
    assert unit.standing.duty == DutyStatus.OFF_DUTY


def test_two_units_have_two_codes():
    added()
    with pytest.raises(CodeTaken):
        added()


def test_a_retired_unit_leaves_the_list_but_not_the_record():
    unit = added()
    retire_unit(unit=unit, actor=make.officer("admin"), at=make.NOON)
    assert not units_of(make.bureau()).exists()
    assert [entry["action"] for entry in trail(unit)] == ["units.added", "units.retired"]


def test_a_unit_with_a_crew_is_not_retired():
    unit = resting()
    start(unit, make.officer("ma"))
    with pytest.raises(StillOnShift):
        retire_unit(unit=unit, actor=make.officer("admin"), at=make.NOON)


def test_the_register_lists_any_number_of_units_with_the_same_queries(django_assert_num_queries):
    for _number in range(5):
        make.unit()
    start(resting(), make.officer("ma"))
    home = make.bureau()
    with django_assert_num_queries(3):
        listed = units_here(home, make.NOON + timedelta(minutes=5))
    assert [here.members for here in listed if here.members] == [("马巡",)]
    assert {here.fix.age for here in listed if here.fix} == {timedelta(minutes=5)}
