"""Input that no field could hold is turned away with a sentence."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make, make_dispatch
from tocsin.kernel import moment
from tocsin.kernel.web.hygiene import encodable, texts_in, unwritable

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"


@pytest.fixture
def lin(client):
    client.force_login(make.officer("lin"), backend=BACKEND)
    return client


@pytest.mark.parametrize("words", ["%00", "a%00b", "%ED%A0%80"])
def test_addresses_with_characters_that_cannot_be_stored_are_refused(lin, words):
    answer = lin.get(f"/places/?q={words}")
    # Broken bytes are replaced by Django; a NUL is refused.
    assert answer.status_code == (422 if "%00" in words else 200)


def test_a_path_with_a_nul_is_refused(lin):
    assert lin.get("/places/address/a%00b/").status_code == 422


@pytest.mark.parametrize("typed", ["a\x00b", "\x00"])
def test_forms_with_a_nul_are_refused_and_say_that_the_rest_is_kept(lin, typed):
    answer = lin.post("/language/", {"language": typed}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_text_of_ten_megabytes_is_refused(lin):
    body = "language=" + "x" * 10_000_000
    answer = lin.post("/language/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {413, 422}


def test_a_form_with_thousands_of_fields_is_refused(lin):
    answer = lin.post("/language/", {f"f{number}": "1" for number in range(2_000)})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (b"a=%FF%FE", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(lin, body, content_type):
    answer = lin.generic("POST", "/language/", body, content_type)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "body", [b'{"a": "x\\u0000"}', b'["\\ud800"]', b'{"\\u0000": 1}', b'[[[{"a": ["\\udfff"]}]]]']
)
def test_json_with_characters_that_cannot_be_stored_is_refused(lin, body):
    answer = lin.post("/api/v1/units/x/duty", body, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b"9" * 10_000])
def test_json_that_cannot_be_read_is_left_to_its_reader(body):
    assert texts_in(body) == []


@given(st.text())
def test_whole_texts_pass(text):
    assert encodable(text)
    assert unwritable([text]) == ("\x00" in text)


@given(st.characters(categories=["Cs"]), st.text(), st.text())
def test_half_characters_never_pass(half, before, after):
    assert unwritable([before + half + after])


@pytest.mark.parametrize("address", ["/api/v1/switch/signals", "/api/v1/intake/text-messages"])
def test_a_program_that_sends_a_form_is_told_to_send_json(client, address):
    client.force_login(make.officer("switch"), backend=BACKEND)

    answer = client.post(address, {"signal_id": "x"})

    assert 400 <= answer.status_code < 500
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "stated",
    [
        "7141-12-14T19:51:06-18:10",
        "1271-02-23T05:50:09+23:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_offsets_that_no_database_knows_are_no_fault(client, stated):
    client.force_login(make.officer("zhao"), backend=BACKEND)
    mark = f"{stated}~{make_dispatch.act_id()}", f"{stated}_{make_dispatch.act_id()}"

    asked = client.get("/api/v1/incidents", {"since": stated, "until": stated})
    pages = [client.get("/dispatch/incidents/", {"before": mark[0]})]
    pages.append(client.get("/calls/all/", {"before": mark[1]}))

    assert asked.status_code in {200, 422}
    assert [page.status_code for page in pages] == [200, 200]


def test_call_stamped_with_a_far_offset_is_taken_in(client):
    client.force_login(make.officer("switch"), backend=BACKEND)
    at = moment.now().astimezone(timezone(timedelta(hours=23))).isoformat()
    body = {"message_id": "m1", "telephone": "139", "text": "x", "at": at}

    answer = client.post("/api/v1/intake/text-messages", body, content_type="application/json")

    assert answer.status_code == 200
