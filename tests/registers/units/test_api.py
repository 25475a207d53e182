"""The register of units for other programs."""

from uuid import uuid4

import pytest

from tests import make
from tocsin.kernel.accounts.api import issue_token
from tocsin.registers.units.models import StandingChange

pytestmark = pytest.mark.django_db


def headers(who):
    key = issue_token(officer=make.officer(who), label="test", at=make.NOON)
    return {"Authorization": f"Bearer {key}"}


def set_duty(client, who, unit, *, act=None, duty="unavailable", reason="加油"):
    return client.post(
        f"/api/v1/units/{unit.code}/duty",
        {"duty": duty, "reason": reason},
        content_type="application/json",
        headers={**headers(who), "X-Act-Id": str(act or uuid4())},
    )


def test_units_are_listed_without_the_names_of_their_people(client):
    make.unit(crew=(make.officer("ma"),))
    (unit,) = client.get("/api/v1/units", headers=headers("switch")).json()
    assert (unit["crew"], unit["duty"], unit["fix"]["lon"]) == (1, "available", make.HERE[0])
    assert "马巡" not in str(unit)


def test_units_of_another_bureau_are_out_of_sight(client):
    make.unit(of=make.bureau("620822"))
    assert client.get("/api/v1/units", headers=headers("switch")).json() == []


def test_a_dispatcher_sets_the_duty_of_a_unit(client):
    unit = make.unit()
    answer = set_duty(client, "zhao", unit)
    assert (answer.status_code, answer.json()["duty"]) == (200, "unavailable")


def test_the_same_act_twice_is_one_change(client):
    unit, act = make.unit(), uuid4()
    answers = [set_duty(client, "zhao", unit, act=act) for _again in range(2)]
    assert answers[0].content == answers[1].content
    assert StandingChange.objects.count() == 1


def test_a_unit_is_not_unavailable_without_a_reason(client):
    assert set_duty(client, "zhao", make.unit(), reason="").status_code == 422


def test_patrol_officers_do_not_set_the_duty_of_units(client):
    assert set_duty(client, "ma", make.unit()).status_code == 403


def test_a_unit_that_is_not_there_is_not_found(client):
    stranger = make.unit(of=make.bureau("620822"))
    assert set_duty(client, "zhao", stranger).status_code == 404


@pytest.mark.parametrize("reason", ["a\x00b", "\ud800"])
def test_a_reason_that_cannot_be_stored_is_refused(client, reason):
    assert set_duty(client, "zhao", make.unit(), reason=reason).status_code == 422
