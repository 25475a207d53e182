"""The trail says who did what, and nothing about people."""

import pytest

from tests import make
from tocsin.kernel.audit import api as audit

FACTS_ABOUT_PEOPLE = ("name", "phone", "telephone", "identity", "caller", "words", "address_of")


@pytest.fixture
def tested():
    known = audit.registered().get("tests.tested")
    return known or audit.act("tests.tested", "Tested", "number", "kind")


@pytest.mark.django_db
def test_an_act_is_written_with_its_facts(tested):
    unit = make.unit()
    audit.record(
        tested, subject=unit, actor=make.officer("lin"), at=make.NOON, number="J1", kind="car"
    )
    (entry,) = audit.trail(unit)
    assert (entry["action"], entry["detail"], entry["actor__name"], entry["at"]) == (
        "tests.tested",
        {"number": "J1", "kind": "car"},
        "林接警",
        make.NOON,
    )


@pytest.mark.django_db
def test_facts_that_were_not_declared_are_refused(tested):
    with pytest.raises(ValueError, match="telephone"):
        audit.record(
            tested,
            subject=make.unit(),
            actor=make.officer("lin"),
            at=make.NOON,
            telephone="13000000000",
        )


def test_an_act_is_registered_once(tested):
    with pytest.raises(ValueError, match="already registered"):
        audit.act("tests.tested", "Tested")


def test_every_registered_act_is_named_after_its_app_and_has_a_label():
    wrong = [
        name for name, act in audit.registered().items() if "." not in name or not str(act.label)
    ]
    assert wrong == []


def test_no_registered_act_carries_a_fact_about_a_person():
    carried = {
        f"{name}: {fact}"
        for name, act in audit.registered().items()
        for fact in act.facts
        if fact in FACTS_ABOUT_PEOPLE
    }
    assert carried == set()
