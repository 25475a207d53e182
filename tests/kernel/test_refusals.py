"""A refusal is an answer: a page, a fragment or JSON, in the reader's language."""

import pytest
from django.conf import settings
from django.urls import path

from tests import make
from tocsin.kernel.access.api import for_officers
from tocsin.kernel.errors import NotForYou, NotThere, Refusal, Unacceptable
from tocsin.project.urls import urlpatterns as project_addresses

BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
KINDS = {"refused": Refusal, "unacceptable": Unacceptable, "not_for_you": NotForYou}
KINDS["not_there"] = NotThere


@for_officers
def refuse(request, kind):
    raise KINDS[kind]("The sentence.")


@for_officers
def break_down(request):
    raise ZeroDivisionError


urlpatterns = [
    path("refuse/<str:kind>/", refuse),
    path("break/", break_down),
    # The pages around a refusal lead to the real ones.
    *project_addresses,
]


@pytest.fixture
def lin(client, settings):
    settings.ROOT_URLCONF = "tests.kernel.test_refusals"
    client.force_login(make.officer("lin"), backend=BACKEND)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status"),
    [("refused", 409), ("unacceptable", 422), ("not_for_you", 403), ("not_there", 404)],
)
class TestEachKind:
    def test_a_person_gets_a_page(self, lin, kind, status):
        answer = lin.get(f"/refuse/{kind}/", headers={"Accept": "text/html"})
        assert answer.status_code == status
        assert "<html" in answer.content.decode()
        assert "The sentence." in answer.content.decode()

    def test_a_desk_gets_a_fragment(self, lin, kind, status):
        answer = lin.get(f"/refuse/{kind}/", headers={"HX-Request": "true"})
        assert answer.status_code == status
        assert "<html" not in answer.content.decode()
        assert "The sentence." in answer.content.decode()

    def test_a_program_gets_json(self, lin, kind, status):
        answer = lin.get(f"/refuse/{kind}/", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()) == (
            status,
            {"code": kind, "message": "The sentence."},
        )


@pytest.mark.django_db
def test_a_fault_is_not_dressed_up_as_a_refusal(lin):
    with pytest.raises(ZeroDivisionError):
        lin.get("/break/")


@pytest.mark.django_db
def test_without_signing_in_a_person_is_sent_to_the_sign_in_page_and_back(client, settings):
    settings.ROOT_URLCONF = "tests.kernel.test_refusals"
    answer = client.get("/refuse/refused/")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/accounts/login/?next=/refuse/refused/",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_without_signing_in_scripts_and_programs_are_told_so(client, settings, headers):
    settings.ROOT_URLCONF = "tests.kernel.test_refusals"
    assert client.get("/refuse/refused/", headers=headers).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "account", "expected"),
    [("", "", "zh-hans"), ("en", "", "en"), ("", "en", "en"), ("klingon", "", "zh-hans")],
)
def test_refusals_speak_the_readers_language(lin, cookie, account, expected):
    officer = make.officer("lin")
    officer.language = account
    officer.save()
    lin.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = lin.get("/refuse/refused/", headers={"Accept": "text/html"})
    assert answer["Content-Language"] == expected


@pytest.mark.django_db
def test_every_answer_forbids_what_comes_from_elsewhere(lin):
    answer = lin.get("/refuse/refused/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_an_address_without_a_page_says_so(client):
    client.force_login(make.officer("lin"), backend=BACKEND)
    answer = client.get("/nothing/here/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_there")
