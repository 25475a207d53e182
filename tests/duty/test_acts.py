import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make, make_dispatch, make_duty, make_places
from tocsin.desks.dispatch.api import Incident, Milestone, TimelineEntry
from tocsin.desks.duty.forms import json_in
from tocsin.kernel import moment
from tocsin.kernel.errors import Refusal
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.units import api as units

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def step(client, assignment, name: str = "received", act_id: str = "", claimed_at: str = ""):
    facts = {"assignment": str(assignment.pk), "step": name, "claimed_at": claimed_at}
    return make_duty.send(client, act_id, "/phone/acts/", kind="step", **facts)


def test_each_step_is_one_act(client):
    sent = make_duty.sent()
    phone = make_duty.phone(client)

    for name in ("received", "departed", "arrived"):
        assert step(phone, sent, name).status_code == 200

    assert set(sent.milestones.values_list("kind", flat=True)) == {
        "assigned", "received", "departed", "arrived",
    }  # fmt: skip


def test_same_act_sent_twice_is_one_stamp(client):
    sent, act = make_duty.sent(), make_dispatch.act_id()
    phone = make_duty.phone(client)

    answers = [step(phone, sent, act_id=act) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[2].headers["X-Replayed"] == "1"
    assert Milestone.objects.filter(kind="received").count() == 1


def test_time_of_the_phone_is_a_claim_beside_the_time_of_receipt(client):
    sent = make_duty.sent()
    claimed = moment.now() - 7 * MINUTE

    step(make_duty.phone(client), sent, claimed_at=claimed.isoformat())

    stamp = sent.milestones.get(kind="received")
    assert stamp.claimed_at == claimed
    assert stamp.at > claimed + 6 * MINUTE


@pytest.mark.parametrize("claim", ["1970-01-01T00:00:00+00:00", "2099-01-01T00:00:00Z"])
def test_impossible_clock_of_a_phone_does_not_hold_the_act_back(client, claim):
    sent = make_duty.sent()

    assert step(make_duty.phone(client), sent, claimed_at=claim).status_code == 200
    assert sent.milestones.get(kind="received").claimed_at is None


def test_stamp_that_is_there_already_is_a_conflict_with_a_sentence(client):
    sent = make_dispatch.stamp(make_duty.sent(), "arrived")

    answer = step(make_duty.phone(client), sent, "departed")

    assert answer.status_code == 409
    assert answer.json()["code"] == "dispatch.milestone_refused"
    assert answer.json()["message"]


def test_refused_act_may_be_sent_again_under_its_id(client):
    sent, act = make_dispatch.stamp(make_duty.sent(), "arrived"), make_dispatch.act_id()
    phone = make_duty.phone(client)

    assert step(phone, sent, "departed", act_id=act).status_code == 409
    assert step(phone, sent, "departed", act_id=act).status_code == 409


def test_assignment_of_another_unit_is_out_of_reach(client):
    make_duty.patrol()
    other = make_dispatch.sent()

    assert step(make_duty.phone(client), other).status_code == 404


def test_assignment_of_another_bureau_is_out_of_reach(client):
    make_duty.patrol()
    elsewhere = make.bureau("620999")
    unit = make.unit(of=elsewhere, crew=(make.officer("ma", of=elsewhere),))
    sent = make_dispatch.sent(make_dispatch.incident(of=elsewhere), unit)

    assert step(make_duty.phone(client), sent).status_code == 404


def test_act_sent_after_the_shift_still_belongs_to_it(client, noon):
    unit = make_duty.patrol()
    sent = make_duty.sent(unit)
    units.end_shift(unit=unit, actor=make.officer("zhao"), at=moment.now())

    assert step(make_duty.phone(client), sent).status_code == 200


def test_assignment_after_the_officers_shift_is_out_of_reach(client, noon):
    unit = make_duty.patrol()
    units.end_shift(unit=unit, actor=make.officer("zhao"), at=noon + MINUTE)
    units.start_shift(
        unit=unit,
        members=[make.officer("bai")],
        shift="late",
        actor=make.officer("zhao"),
        at=noon + 2 * MINUTE,
    )
    sent = make_dispatch.sent(unit=unit, at=noon + 3 * MINUTE)

    assert step(make_duty.phone(client), sent).status_code == 404


def test_what_another_officer_wrote_on_this_phone_is_not_sent_in_the_wrong_name(client):
    sent = make_duty.sent()
    phone = make_duty.phone(client)
    answer = phone.post(
        "/phone/acts/",
        json.dumps({"kind": "step", "assignment": str(sent.pk), "step": "received"}),
        content_type="application/json",
        headers={"X-Act-Id": make_dispatch.act_id(), "X-Tocsin-Officer": "999999"},
    )

    assert answer.status_code == 403
    assert not sent.milestones.filter(kind="received").exists()


def test_first_feedback_is_stamped_and_further_ones_are_notes(client):
    sent = make_dispatch.stamp(make_duty.sent(), "arrived")
    phone = make_duty.phone(client)
    for words in ("一人轻伤", "救护车已到"):
        answer = make_duty.send(phone, kind="feedback", assignment=str(sent.pk), words=words)
        assert answer.status_code == 200

    assert sent.milestones.filter(kind="feedback").count() == 1
    notes = TimelineEntry.objects.filter(kind="note").values_list("text", flat=True)
    assert list(notes) == ["一人轻伤", "救护车已到"]


def test_done_asks_for_the_outcome_and_frees_the_unit(client):
    make_dispatch.tables()
    sent = make_dispatch.stamp(make_duty.sent(), "arrived")
    phone = make_duty.phone(client)
    facts = {"kind": "done", "assignment": str(sent.pk)}

    assert make_duty.send(phone, **facts).status_code == 422
    assert make_duty.send(phone, **facts, disposition="no-such").status_code == 422
    assert sent.milestones.filter(kind="cleared").count() == 0
    endings = catalogue.dispositions(make.bureau(), incident_class="03")
    ending = next(row for row in endings if not row.needs_reason)
    facts |= {"disposition": ending.code, "words": "已劝离"}
    assert make_duty.send(phone, **facts).status_code == 200
    sent.refresh_from_db()
    assert sent.ended_at is not None
    note = TimelineEntry.objects.get(kind="note")
    assert "已劝离" in note.text
    assert note.facts["disposition"] == ending.code


def test_officer_opens_an_incident_where_the_phone_is_and_is_there(client):
    make_dispatch.tables()
    make_places.address("东大街12号")
    unit = make_duty.patrol()
    lon, lat = make.HERE

    answer = make_duty.send(
        make_duty.phone(client),
        kind="open", type="0301", lon=lon, lat=lat, words="两车剐蹭", on_scene=True,
    )  # fmt: skip

    incident = Incident.objects.get(number=answer.json()["number"])
    assert incident.place_text == "东大街12号"
    assert incident.state == "on_scene"
    assert incident.assignments.get().unit == unit
    assert set(incident.assignments.get().milestones.values_list("kind", flat=True)) == {
        "assigned", "arrived",
    }  # fmt: skip


def test_busy_unit_opens_an_incident_and_stays_where_it_is(client):
    make_dispatch.tables()
    sent = make_duty.sent()
    lon, lat = make.HERE

    answer = make_duty.send(
        make_duty.phone(client), kind="open", type="0301", lon=lon, lat=lat, on_scene=True
    )

    assert Incident.objects.get(number=answer.json()["number"]).state == "waiting"
    sent.refresh_from_db()
    assert sent.ended_at is None


def test_typed_place_that_the_map_does_not_know_is_asked_for_again(client):
    make_dispatch.tables()
    make_duty.patrol()

    answer = make_duty.send(make_duty.phone(client), kind="open", type="0301", where="无此地")

    assert answer.status_code == 422
    assert answer.json()["code"] == "duty.place_unknown"
    assert not Incident.objects.exists()


def test_unavailable_needs_a_reason(client):
    unit = make_duty.patrol()
    phone = make_duty.phone(client)

    assert make_duty.send(phone, kind="duty", duty="unavailable").status_code == 422
    assert make_duty.send(phone, kind="duty", duty="off_duty").status_code == 422
    assert make_duty.send(phone, kind="duty", duty="unavailable", reason="就餐").status_code == 200
    unit.standing.refresh_from_db()
    assert (unit.standing.duty, unit.standing.reason) == ("unavailable", "就餐")


def photo_sent(client, sent, content: bytes, *, act_id: str = "", **facts: str):
    return client.post(
        "/phone/photos/",
        {
            "assignment": str(sent.pk),
            "photo": SimpleUploadedFile("x.php", content, content_type="text/html"),
            "act_id": act_id or make_dispatch.act_id(),
            **facts,
        },
        headers={"Accept": "application/json"},
    )


def test_photograph_joins_the_timeline_and_is_shown_to_those_within_reach(client):
    sent, act = make_duty.sent(), make_dispatch.act_id()
    phone = make_duty.phone(client)

    answers = [
        photo_sent(phone, sent, make_duty.jpeg(metadata=make_duty.exif()), act_id=act)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    entry = TimelineEntry.objects.get(kind="photo")
    url = f"/phone/photos/{entry.facts['attachment']}/"
    shown = phone.get(url)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert make_duty.PLACE not in shown.content
    reach = {"zhao": 200, "guan": 200, "lin": 200, "bai": 404, "stranger": 404, "switch": 404}
    for who, status in reach.items():
        assert make_duty.phone(client, who).get(url).status_code == status, who


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)/>", b"GIF89a" + bytes(9), make_duty.jpeg()[:30]]
)
def test_file_that_is_no_picture_is_refused_whatever_its_name_says(client, content):
    sent = make_duty.sent()

    answer = photo_sent(make_duty.phone(client), sent, content)

    assert answer.status_code == 422
    assert not TimelineEntry.objects.filter(kind="photo").exists()


HOSTILE = [
    b"", b"null", b"[]", b"1e999", b"{", b'{"kind": "step"}', b'{"kind": "no-such"}', b"\xff\xfe",
    b'{"kind": "step", "assignment": "x", "step": "received"}',
    b'{"kind": "step", "assignment": {"a": 1}, "step": "received"}',
    b'{"kind": "help", "lon": NaN, "lat": 1}', b'{"kind": "help", "lon": 1e400, "lat": 1}',
    b'{"kind": "help", "lon": 500, "lat": 1}', b'{"kind": "help", "lon": true, "lat": 1}',
    b'{"kind": "help", "extra": 1}', b'{"kind": "help", "claimed_at": "yesterday"}',
    b'{"kind": "help", "claimed_at": "0001-01-01T00:00:00+14:00"}',
    b'{"kind": "help", "claimed_at": "2026-03-02T12:00:00"}',
    b'{"kind": "duty", "duty": "unavailable", "reason": "\\u0000"}',
    b'{"kind": "duty", "duty": "unavailable", "reason": "\\ud800"}',
    b'{"kind": "\\ud800"}', b'{"kind": "duty", "duty": "flying"}',
    b'{"kind": "duty", "duty": "unavailable", "reason": "' + b"x" * 200 + b'"}',
    b"[" * 100_000, b'{"kind": ' + b"9" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_acts_are_answered_with_a_sentence(client, body):
    make_duty.sent()
    answer = make_duty.phone(client).post(
        "/phone/acts/",
        body,
        content_type="application/json",
        headers={"X-Act-Id": make_dispatch.act_id(), "Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert answer.json()["message"]


def test_ten_megabytes_of_text_are_refused_and_not_read(client):
    make_duty.sent()
    body = b'{"kind": "note", "words": "' + b"x" * 10_000_000 + b'"}'
    answer = make_duty.phone(client).post(
        "/phone/acts/",
        body,
        content_type="application/json",
        headers={"X-Act-Id": make_dispatch.act_id()},
    )

    assert 400 <= answer.status_code < 500


def test_act_without_its_number_is_refused(client):
    make_duty.sent()
    answer = make_duty.phone(client).post(
        "/phone/acts/", b"{}", content_type="application/json", headers={"Accept": "*/*"}
    )

    assert answer.status_code == 422


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_bytes_are_read_or_refused(body):
    with suppress(Refusal):
        assert all(isinstance(value, str) for value in json_in(body).values())


@pytest.mark.parametrize("who", ["lin", "zhao", "guan", "switch", "stranger"])
def test_phone_is_for_officers_on_the_street(client, who):
    make_duty.phone(client, who)

    for url in ("/phone/", "/phone/card/", "/phone/places/?q=x"):
        assert client.get(url).status_code == 403
    assert make_duty.send(client, kind="help").status_code == 403


def test_sentences_come_in_the_language_of_the_reader(client):
    sent = make_dispatch.stamp(make_duty.sent(), "arrived")
    with translation.override("en"):
        client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
        answer = step(make_duty.phone(client), sent, "arrived")

    assert "already" in answer.json()["message"]
