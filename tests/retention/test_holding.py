"""A hold names its case, its reason and its end; two people lift it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import make, make_dispatch
from tests.make_calls import incident_of
from tests.retention import county
from tests.retention.county import DAY, YEAR, is_here, night
from tocsin.kernel.retention import api as retention
from tocsin.kernel.retention.errors import (
    HoldOver,
    HoldUnclear,
    NothingAsked,
    SecondPersonNeeded,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def call(noon):
    return county.call_with_incident(at=noon)


def held(case, noon, **facts):
    terms = {"reason": "诉讼", "until": (noon + YEAR).date(), "actor": make.officer("guan")}
    return retention.hold(case=case, at=noon, **(terms | facts))


@pytest.mark.parametrize("of", ["call:{call.number}", "incident:{call.incident.number}"])
def test_a_hold_on_the_call_or_on_its_incident_keeps_the_caller(call, noon, of):
    county.close(incident_of(call), noon)
    held(of.format(call=call), noon, until=(noon + 20 * YEAR).date())

    night(noon + 10 * YEAR)
    assert is_here(call.caller)
    night(noon + 21 * YEAR)

    assert not is_here(call.caller)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"reason": "长" * 201},
        {"until": make.NOON.date()},
        {"case": "incident:nowhere"},
        {"case": "person:1"},
        {"case": ""},
    ],
)
def test_a_hold_that_does_not_say_what_why_or_until_when_is_refused(call, noon, wrong):
    with pytest.raises(HoldUnclear):
        held(**{"case": f"call:{call.number}", "noon": noon} | wrong)


def test_a_case_of_another_bureau_is_none_that_can_be_held(call, noon):
    stranger = make.officer("guan", of=make.bureau("620899"))
    with pytest.raises(HoldUnclear):
        held(f"call:{call.number}", noon, actor=stranger)


def test_who_asks_for_a_lift_does_not_grant_it(call, noon):
    one = held(f"call:{call.number}", noon)
    guan, admin = make.officer("guan"), make.officer("admin")
    with pytest.raises(NothingAsked):
        retention.answer_lift(held=one, lifted=True, actor=admin, at=noon)
    retention.ask_to_lift(held=one, reason="结案", actor=guan, at=noon)
    with pytest.raises(SecondPersonNeeded):
        retention.answer_lift(held=one, lifted=True, actor=guan, at=noon)

    retention.answer_lift(held=one, lifted=True, actor=admin, at=noon)

    assert retention.cases_held(make.bureau(), noon) == frozenset()
    with pytest.raises(HoldOver):
        retention.ask_to_lift(held=one, reason="结案", actor=guan, at=noon)


def test_the_database_itself_wants_a_second_person(call, noon):
    one = held(f"call:{call.number}", noon)
    guan = make.officer("guan")
    with pytest.raises(IntegrityError), transaction.atomic():
        retention.Hold.objects.filter(pk=one.pk).update(
            lift_asked_by=guan, lifted_by=guan, lifted_at=noon
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        retention.Hold.objects.filter(pk=one.pk).update(lifted_by=guan, lifted_at=noon)


def test_a_lift_that_is_turned_down_leaves_the_hold(call, noon):
    one = held(f"call:{call.number}", noon)
    retention.ask_to_lift(held=one, reason="结案", actor=make.officer("guan"), at=noon)

    retention.answer_lift(held=one, lifted=False, actor=make.officer("admin"), at=noon)

    assert retention.cases_held(make.bureau(), noon) == {f"call:{call.number}"}


def test_a_hold_gets_longer_and_never_shorter(call, noon):
    one = held(f"call:{call.number}", noon)
    guan = make.officer("guan")
    with pytest.raises(HoldUnclear):
        retention.extend(held=one, until=one.until - timedelta(days=1), actor=guan, at=noon)

    retention.extend(held=one, until=one.until + timedelta(days=10), actor=guan, at=noon)

    day_after = noon + YEAR + 5 * DAY
    assert retention.cases_held(make.bureau(), day_after) == {f"call:{call.number}"}


def test_the_last_day_belongs_to_the_hold(call, noon):
    held(f"call:{call.number}", noon)

    assert retention.cases_held(make.bureau(), noon + YEAR)
    assert not retention.cases_held(make.bureau(), noon + YEAR + DAY)
