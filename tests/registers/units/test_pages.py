"""Pages of the register of units."""

from uuid import uuid4

import pytest

from tests import make
from tocsin.registers.units.api import DutyStatus, crew_of
from tocsin.registers.units.models import Standing

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(make.officer(who), backend=BACKEND)
        return client

    return enter


def post(client, unit, act, **typed):
    return client.post(f"/units/{unit.code}/{act}/", {"act_id": str(uuid4()), **typed})


def test_the_list_shows_units_with_crew_and_age(sign_in):
    unit = make.unit("城关-01", crew=(make.officer("ma"),))
    page = sign_in("zhao").get("/units/").content.decode()
    assert unit.name in page
    assert "马巡" in page


def test_the_list_takes_the_same_queries_however_long(sign_in, django_assert_max_num_queries):
    for _number in range(30):
        make.unit()
    client = sign_in("zhao")
    with django_assert_max_num_queries(9):
        assert client.get("/units/").status_code == 200


def test_the_list_can_be_narrowed_to_a_duty(sign_in):
    make.unit("在岗")
    make.unit("休息", duty=DutyStatus.OFF_DUTY)
    page = sign_in("zhao").get("/units/", {"duty": "off_duty"}).content.decode()
    assert "休息</a>" in page
    assert "在岗</a>" not in page


def test_a_patrol_officer_sees_the_units_of_the_own_station_only(sign_in):
    make.unit("自己")
    other = make.unit("别处")
    other.station = make.station("S02")
    other.save()
    client = sign_in("ma")
    assert "别处" not in client.get("/units/").content.decode()
    assert client.get(f"/units/{other.code}/").status_code == 404


def test_a_supervisor_sets_the_duty(sign_in):
    unit = make.unit()
    assert post(sign_in("guan"), unit, "duty", duty="unavailable", reason="加油").status_code == 200
    assert Standing.objects.get(unit=unit).duty == "unavailable"


@pytest.mark.parametrize(
    ("typed", "status"), [({"duty": "asleep"}, 422), ({}, 422), ({"duty": "unavailable"}, 422)]
)
def test_a_duty_that_makes_no_sense_is_refused(sign_in, typed, status):
    assert post(sign_in("guan"), make.unit(), "duty", **typed).status_code == status


def test_a_dispatcher_starts_and_ends_a_shift(sign_in):
    unit, ma = make.unit(duty=DutyStatus.OFF_DUTY), make.officer("ma")
    client = sign_in("zhao")
    assert post(client, unit, "shift/start", shift="day", members=[ma.pk]).status_code == 200
    assert crew_of(unit) is not None
    assert post(client, unit, "shift/end").status_code == 200
    assert crew_of(unit) is None


def test_people_of_other_bureaus_cannot_be_crewed(sign_in):
    stranger = make.officer("ma", of=make.bureau("620822"))
    answer = post(sign_in("zhao"), make.unit(), "shift/start", shift="day", members=[stranger.pk])
    assert answer.status_code == 422


def test_call_takers_look_but_do_not_touch(sign_in):
    unit = make.unit()
    client = sign_in("lin")
    assert "button-main" not in client.get(f"/units/{unit.code}/").content.decode()
    assert post(client, unit, "duty", duty="off_duty").status_code == 403


def test_a_shift_is_named_in_the_language_of_the_page(sign_in, settings):
    unit, ma = make.unit(duty=DutyStatus.OFF_DUTY), make.officer("ma")
    client = sign_in("zhao")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert post(client, unit, "shift/start", shift="夜班", members=[ma.pk]).status_code == 200
    crew = crew_of(unit)
    assert crew is not None
    assert crew.shift == "night"
    page = client.get(f"/units/{unit.code}/").content.decode()
    assert "夜班" in page
    assert "---" not in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Night shift" in client.get(f"/units/{unit.code}/").content.decode()
