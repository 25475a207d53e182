"""One press signs in to the demonstration, and only there."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.simulation.conftest import BEGINS
from tocsin.adapters.simulation.accounts import PASSWORD, ROLES
from tocsin.adapters.simulation.showing import landing_of
from tocsin.kernel.accounts.api import Officer

pytestmark = pytest.mark.django_db

SIGNED_IN = "_auth_user_id"


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def crewed(ground):
    ground.simulation(BEGINS).begin()
    return ground


@pytest.mark.parametrize("role", ROLES)
def test_one_press_signs_in_to_each_role(crewed, demo, client, role):
    answer = client.post(f"/demo/sign-in/{role}/")
    assert answer.status_code == 302
    officer = Officer.objects.get(pk=client.session[SIGNED_IN])
    assert role in officer.roles
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        ("call_taker", "/calls/"),
        ("dispatcher", "/dispatch/"),
        ("officer", "/phone/"),
        ("community_officer", "/window/"),
        ("supervisor", "/supervision/"),
        ("administrator", "/officers/"),
        ("security_officer", "/review/"),
        ("auditor", "/exports/"),
    ],
)
def test_each_role_begins_at_the_desk_of_its_work(role, begins):
    assert landing_of(role)[0] == begins


def test_the_password_on_the_card_is_the_officers(crewed, demo, client):
    client.post("/demo/sign-in/call_taker/")
    officer = Officer.objects.get(pk=client.session[SIGNED_IN])
    assert officer.check_password(PASSWORD)
    assert PASSWORD in client.get("/").text


def test_the_sign_in_page_shows_a_card_for_each_role(crewed, demo, client):
    page = client.get("/accounts/login/").text
    assert [f"/demo/sign-in/{role}/" in page for role in ROLES] == [True] * len(ROLES)


def test_nothing_of_it_exists_outside_the_demonstration(crewed, client):
    assert client.post("/demo/sign-in/call_taker/").status_code == 404
    assert SIGNED_IN not in client.session
    assert "/demo/" not in client.get("/accounts/login/").text
    officer = Officer.objects.filter(is_service=False).first()
    client.force_login(officer, backend="tocsin.kernel.accounts.backends.OfficerBackend")
    for url in ("/demo/desks/calls/take/", "/demo/desks/calls/give/"):
        assert client.post(url, {"act_id": str(uuid4())}).status_code == 404
    assert client.get("/demo/strip/").status_code == 404


def test_an_unknown_role_is_nobody(crewed, demo, client):
    assert client.post("/demo/sign-in/integration/").status_code == 404
    assert client.post("/demo/sign-in/king/").status_code == 404


def test_signing_in_wants_the_forms_own_secret(crewed, demo):
    assert Client(enforce_csrf_checks=True).post("/demo/sign-in/call_taker/").status_code == 403
