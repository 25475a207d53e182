"""What every answer tells a browser, which cookies it sets, and which doors are not there."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make
from tests.kernel.test_access import BACKEND
from tocsin.kernel.accounts.api import SessionStore
from tocsin.project import settings as ours

pytestmark = pytest.mark.django_db
NEW = "a long enough word of mine"
NEWER = "another long word of mine"
PUBLIC = ("/accounts/login/", "/transparency/", "/health/", "/nowhere/", "/api/v1/calls")


@pytest.fixture
def lin():
    officer = make.officer("lin")
    officer.set_password(NEW)
    officer.save()
    return officer


@pytest.mark.parametrize("url", PUBLIC)
def test_every_answer_names_its_kind_and_keeps_to_it(client, url):
    answer = client.get(url, headers={"Origin": "https://elsewhere.example"})
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "base-uri 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Type"].startswith(("text/html; charset=utf-8", "application/json"))
    assert not answer.has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize("url", PUBLIC)
def test_nothing_but_what_never_changes_is_kept_by_a_browser(client, url):
    assert client.get(url)["Cache-Control"] == "no-store" or url == "/accounts/login/"
    assert "no-store" in client.get(url)["Cache-Control"]


def test_session_and_language_stay_out_of_the_reach_of_scripts_and_of_other_sites(client, lin):
    client.post(reverse("account_login"), {"login": "lin", "password": NEW})
    client.post(reverse("choose_language"), {"language": "en"})
    for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_the_token_against_forgery_is_sent_to_this_site_alone(client):
    client.get(reverse("account_login"))
    assert client.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


def test_sessions_are_named_by_long_chance():
    keys = set()
    for _number in range(20):
        session = SessionStore()
        session.create()
        keys.add(str(session.session_key))
    assert len(keys) == 20
    # Letters and figures, more than five bits each.
    assert {len(key) for key in keys} == {32}


def test_every_desk_offers_to_sign_out(client):
    client.force_login(make.officer("lin"), backend=BACKEND)
    for url in (reverse("start"), reverse("calls:desk")):
        assert f'action="{reverse("account_logout")}"' in client.get(url).content.decode()


def test_faults_are_not_explained_to_visitors():
    assert ours.DEBUG is False


@pytest.mark.parametrize(
    "url", ["/static/", "/static/shell/", "/.git/config", "/api/v1/docs", "/media/"]
)
def test_folders_sources_and_pages_for_programmers_are_not_there(client, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/accounts/login/", "/transparency/", "/health/"])
def test_what_was_sent_is_never_mirrored(client, url):
    assert client.trace(url).status_code == 405
