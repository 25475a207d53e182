"""Ways to get in or out that must stay closed."""

import pytest
from django.urls import reverse

from tests import make, make_calls, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import issue_token
from tocsin.kernel.web.headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
SCRIPT = "<script>alert('x')</script>"
ELSEWHERE = "//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"


def signed_in(client, who, **facts):
    officer = make.officer(who, **facts)
    client.force_login(officer, backend=BACKEND)
    return officer


@pytest.mark.parametrize("target", ELSEWHERE)
def test_choosing_a_language_never_leads_elsewhere(client, target):
    answer = client.post("/language/", {"language": "en", "next": target})

    assert answer["Location"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(client, target):
    officer = make.officer("lin")
    officer.set_password("correct horse battery")
    officer.save()

    answer = client.post(
        reverse("account_login"),
        {"login": "lin", "password": "correct horse battery", "next": target},
    )

    assert "evil" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


def test_guessing_a_password_is_slowed_down(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,3/5m/key"}
    officer = make.officer("lin")
    officer.set_password("correct horse battery")
    officer.save()
    for _ in range(4):
        client.post(reverse("account_login"), {"login": "lin", "password": "wrong"})

    answer = client.post(
        reverse("account_login"), {"login": "lin", "password": "correct horse battery"}
    )

    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 403, 429}


def test_session_of_an_officer_who_left_opens_nothing(client):
    officer = signed_in(client, "lin")
    assert client.get("/calls/").status_code == 200

    officer.is_active = False
    officer.save(update_fields=["is_active"])

    assert client.get("/calls/").status_code == 302


def test_key_of_an_officer_who_left_opens_nothing(client):
    officer = make.officer("lin")
    key = issue_token(officer=officer, label="phone", at=make.NOON)
    officer.is_active = False
    officer.save(update_fields=["is_active"])

    answer = client.get("/api/v1/calls", headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 401


@pytest.mark.parametrize("key", ["", "x", "\xff", "a" * 10_000, "null"])
def test_key_that_was_never_issued_opens_nothing_even_beside_a_session(client, key):
    signed_in(client, "lin")

    answer = client.get("/api/v1/calls", headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 401


@pytest.fixture
def foreign():
    """A bureau nearby with a call and an incident of its own."""
    home = make.bureau("620899")
    make_calls.tables(of=home)
    make.beat(at=make.station(of=home))
    return make_calls.saved(of=home)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("lin", "/calls/{call}/"),
        ("lin", "/api/v1/calls/{call}"),
        ("zhao", "/dispatch/incidents/{incident}/"),
        ("zhao", "/dispatch/incidents/{incident}/panel/"),
        ("guan", "/supervision/replay/{incident}/"),
        ("guan", "/supervision/replay/{incident}/frames.json"),
    ],
)
def test_things_of_another_bureau_are_not_there(client, foreign, who, address):
    # The numbers of two bureaus are alike: ours has nothing by this one.
    signed_in(client, who)

    path = address.format(call=foreign.number, incident=foreign.incident.number)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("verb", ["assign", "note", "close", "merge", "link", "urgency", "amend"])
def test_nothing_is_done_to_an_incident_of_another_bureau(client, foreign, verb):
    signed_in(client, "zhao")
    before = dispatch.Incident.objects.get().version
    form = {"act_id": make_dispatch.act_id(), "text": "x", "reason": "x", "number": "x"}

    answer = client.post(f"/dispatch/incidents/{foreign.incident.number}/{verb}/", form)

    assert answer.status_code in {404, 422}
    assert dispatch.Incident.objects.get().version == before


def test_incidents_of_two_bureaus_cannot_be_merged_through_an_act_on_ones_own(client, foreign):
    signed_in(client, "zhao")
    own = make_dispatch.incident(at=make.NOON.replace(day=5))

    answer = client.post(
        f"/dispatch/incidents/{own.number}/merge/",
        {
            "act_id": make_dispatch.act_id(),
            "number": foreign.incident.number,
            "reason": "同一起",
        },
    )

    assert answer.status_code == 404


def test_unit_of_another_bureau_is_not_sent(client, foreign):
    signed_in(client, "zhao")
    make_dispatch.tables()
    own, theirs = make_dispatch.incident(), make.unit(of=foreign.bureau)
    shown = sealed(client, own.number)

    answer = client.post(
        f"/dispatch/incidents/{own.number}/assign/",
        {"act_id": make_dispatch.act_id(), "unit": theirs.code, "shown": shown, "reason": "x"},
    )

    assert answer.status_code == 404
    assert not dispatch.Assignment.objects.filter(unit=theirs).exists()


def test_recommendation_written_by_hand_is_refused(client):
    signed_in(client, "zhao")
    make_dispatch.tables()
    own, unit = make_dispatch.incident(), make.unit()

    answer = client.post(
        f"/dispatch/incidents/{own.number}/assign/",
        {"act_id": make_dispatch.act_id(), "unit": unit.code, "shown": "eyJ9:x:y", "reason": "x"},
    )

    assert answer.status_code == 422


def sealed(client, number):
    page = client.get(f"/dispatch/incidents/{number}/panel/").content.decode()
    return page.partition('name="shown" value="')[2].partition('"')[0]


def test_what_people_type_is_shown_as_text_never_as_markup(client):
    make_calls.tables()
    make.beat()
    told = make_calls.told(words=SCRIPT, text=SCRIPT)
    call = make_calls.saved(said=told)
    incident = make_calls.incident_of(call)
    signed_in(client, "zhao")
    dispatch.add_note(incident=incident, text=SCRIPT, actor=make.officer("zhao"), at=make.NOON)

    for path in (
        f"/dispatch/incidents/{incident.number}/",
        "/dispatch/",
        f"/calls/{call.number}/",
        "/calls/all/",
        "/dispatch/incidents/",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert SCRIPT not in page.content.decode()


def test_words_asked_for_are_not_mirrored_as_markup(client):
    signed_in(client, "zhao")

    for path in ("/places/", "/dispatch/incidents/", "/calls/all/", "/supervision/replay/"):
        page = client.get(path, {"q": SCRIPT, "before": SCRIPT, "station": SCRIPT})
        assert SCRIPT not in page.content.decode()


def test_no_page_may_load_or_run_anything_from_elsewhere(client):
    answer = client.get(reverse("account_login"))

    assert answer["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/%2e%2e/etc/passwd"])
def test_static_files_are_not_left_upwards(client, path):
    assert client.get(path).status_code == 404


def test_header_cannot_be_smuggled_in(client):
    answer = client.post("/language/", {"language": "en", "next": "/a\r\nSet-Cookie: x=1"})

    assert "x" not in answer.cookies
    assert "\n" not in answer["Location"]


def test_demonstration_sign_in_is_not_there_outside_the_demonstration(client, settings):
    settings.DEMO = False

    assert client.post("/demo/sign-in/dispatcher/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_forged_post_of_another_site_is_refused(client):
    officer = make.officer("lin")
    forged = type(client)(enforce_csrf_checks=True)
    forged.force_login(officer, backend=BACKEND)

    answer = forged.post("/calls/new/", {"act_id": make_dispatch.act_id()})

    assert answer.status_code == 403


def test_session_from_before_the_sign_in_is_worth_nothing_after_it(client, settings):
    officer = make.officer("lin")
    officer.set_password("correct horse battery")
    officer.save()
    client.get(reverse("account_login"))
    client.session.save()
    planted = client.session.session_key

    client.post(reverse("account_login"), {"login": "lin", "password": "correct horse battery"})
    victim = client.session.session_key
    attacker = type(client)()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted or "x" * 32

    assert "_auth_user_id" in client.session
    assert victim != planted
    assert attacker.get("/calls/").status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil"])
def test_request_for_another_host_is_refused(client, host):
    assert client.get(reverse("account_login"), headers={"host": host}).status_code == 400


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "X-Original-URL"])
def test_headers_of_a_proxy_that_is_not_there_change_nothing(client, header):
    answer = client.get("/calls/", headers={header: "evil.example"})

    assert answer.status_code == 302
    assert "evil" not in answer["Location"] + answer.content.decode()


@pytest.mark.parametrize("path", ["/calls/new/", "/dispatch/command/", "/phone/acts/", "/lock/"])
def test_nothing_is_done_by_following_a_link(client, path):
    signed_in(client, "lin")

    assert client.get(path, {"act_id": make_dispatch.act_id()}).status_code in {403, 405}


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_post_from_another_origin_is_refused_even_with_its_token(client, origin):
    officer = make.officer("lin")
    forged = type(client)(enforce_csrf_checks=True)
    forged.force_login(officer, backend=BACKEND)
    forged.get("/calls/")
    token = next((one.value for name, one in forged.cookies.items() if "csrf" in name), "")

    answer = forged.post(
        "/calls/new/",
        {"act_id": make_dispatch.act_id(), "csrfmiddlewaretoken": token},
        headers={"origin": origin},
    )

    assert answer.status_code == 403
