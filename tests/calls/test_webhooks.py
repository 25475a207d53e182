import json
from datetime import timedelta

import pytest

from tests import make, make_calls
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.queries import waited
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import issue_token

PLACE = {"lon": 106.65, "lat": 35.21, "metres": 250}


@pytest.fixture
def key() -> dict[str, str]:
    token = issue_token(officer=make.officer("switch"), label="test", at=moment.now())
    return {"Authorization": f"Bearer {token}"}


def send(client, address: str, headers: dict[str, str], **body: object):
    sent = {"at": moment.now().isoformat()} | body
    return client.post(
        f"/api/v1/{address}", json.dumps(sent), content_type="application/json", headers=headers
    )


def signal(client, key, kind: str = "ringing", **facts: object):
    body = {"signal_id": f"s-{kind}", "kind": kind, "source_id": "c-1"} | facts
    return send(client, "switch/signals", key, **body)


BODIES: dict[str, dict[str, object]] = {
    "intake/text-messages": {"message_id": "m1", "telephone": "13900000000", "text": "有人打架"},
    "intake/device-alarms": {"alarm_id": "a1", "device": "烟感 3", "text": "烟雾", "place": PLACE},
    "intake/partner-calls": {"reference": "p1", "agency": "县医院", "text": "伤者", "name": "王某"},
    "switch/signals": {"signal_id": "s1", "kind": "ringing", "source_id": "c1"},
}


def test_a_switch_rings_answers_and_hangs_up_over_the_webhook(client, key):
    lin = make.officer("lin")
    start = moment.now() - timedelta(seconds=30)
    signal(client, key, telephone="13912345678", place=PLACE, at=start.isoformat())
    picked = (start + timedelta(seconds=6)).isoformat()
    signal(client, key, "answered", by="lin", at=picked)
    answer = signal(client, key, "hung_up")

    call = Call.objects.get()
    assert answer.json() == {"number": call.number, "state": "open"}
    assert call.answered_by == lin
    assert waited(call) == timedelta(seconds=6)
    assert call.caller_metres == 250


@pytest.mark.parametrize("address", BODIES)
def test_the_same_id_twice_is_one_call(client, key, address):
    first, again = (send(client, address, key, **BODIES[address]) for _ in range(2))

    assert first.status_code == again.status_code == 200, first.content
    assert first.json()["number"] == again.json()["number"]
    assert Call.objects.count() == 1


@pytest.mark.parametrize("address", BODIES)
def test_only_a_connected_system_may_send(client, address):
    assert send(client, address, {}, **BODIES[address]).status_code == 401
    wrong = {"Authorization": "Bearer nonsense"}
    assert send(client, address, wrong, **BODIES[address]).status_code == 401
    token = issue_token(officer=make.officer("lin"), label="test", at=moment.now())
    taker = {"Authorization": f"Bearer {token}"}
    assert send(client, address, taker, **BODIES[address]).status_code == 403
    assert Call.objects.count() == 0


BAD = [
    {"at": "yesterday"},
    {"at": "2026-03-02T12:00:00"},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": "9999-12-31T23:59:59-12:00"},
    {"text": "a\x00b"},
    {"text": "x" * 4001},
    {"text": None},
    {"text": "\ud800"},
    {"message_id": ""},
    {"message_id": "x" * 101},
    {"message_id": "号"},
    {"telephone": "x"},
    {"place": {"lon": 181, "lat": 0}},
    {"place": {"lon": float("nan"), "lat": 0}},
    {"place": {"lon": 1e308, "lat": float("inf")}},
    {"surprise": 1},
]


@pytest.mark.parametrize("bad", BAD, ids=[str(i) for i in range(len(BAD))])
def test_what_cannot_be_stored_is_refused_and_never_a_fault(client, key, bad):
    response = send(client, "intake/text-messages", key, **(BODIES["intake/text-messages"] | bad))

    assert response.status_code in {400, 422}, response.content
    assert Call.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 5000, b"null"])
def test_a_body_that_is_no_signal_is_refused(client, key, body):
    response = client.post(
        "/api/v1/switch/signals", body, content_type="application/json", headers=key
    )

    assert response.status_code in {400, 422}


def test_a_location_without_a_place_or_a_ring_is_refused(client, key):
    assert signal(client, key, "located").status_code == 422
    assert signal(client, key, "located", place=PLACE).status_code == 422


def test_personal_facts_that_come_in_are_kept_apart(client, key):
    send(client, "intake/partner-calls", key, **BODIES["intake/partner-calls"])
    call = Call.objects.get()

    assert make_calls.known_of(call)["name"] == "王某"
    assert "王某" not in str(Call.objects.values().get())


def test_programs_read_calls_without_personal_facts(client):
    call = make_calls.saved()
    token = issue_token(officer=make.officer("guan"), label="test", at=moment.now())
    headers = {"Authorization": f"Bearer {token}"}
    page = client.get("/api/v1/calls", headers=headers)
    one = client.get(f"/api/v1/calls/{call.number}", headers=headers)

    assert page.json()["calls"] == [one.json()]
    assert one.json()["incident"] == make_calls.incident_of(call).number
    assert make_calls.TELEPHONE not in one.content.decode()
    assert client.get("/api/v1/calls/J1", headers=headers).status_code == 404
    for query in ("limit=0", "limit=9999999999999999999999", "channel=x", "before=" + "x" * 90):
        assert client.get(f"/api/v1/calls?{query}", headers=headers).status_code == 422
