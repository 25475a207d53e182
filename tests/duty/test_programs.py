"""The officer's phone for programs: the same acts as on its page, each exactly once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make, make_dispatch, make_duty, make_places
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import Incident, Milestone, StandBy, TimelineEntry
from tocsin.desks.duty.models import HelpRequest
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import issue_token
from tocsin.kernel.files.api import Attachment
from tocsin.registers.units.api import fixes, set_duty
from tocsin.registers.units.states import DutyStatus

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/phone"
MINUTE = timedelta(minutes=1)
NOBODY = "00000000-0000-4000-8000-000000000000"


class Device:
    """A program on the device of one officer, with the officer's key."""

    def __init__(self, client, who="ma"):
        self.client = client
        key = issue_token(officer=make.officer(who), label="device", at=make.NOON)
        self.headers = {"Authorization": f"Bearer {key}"}

    def card(self):
        return self.client.get(ROOT, headers=self.headers)

    def send(self, path, act=None, **sent):
        return self.client.post(
            f"{ROOT}{path}",
            sent,
            content_type="application/json",
            headers={**self.headers, "X-Act-Id": str(act or uuid4())},
        )

    def photograph(self, sent, content, act=None, **facts):
        return self.client.post(
            f"{ROOT}/assignments/{sent.pk}/photographs",
            {"photo": SimpleUploadedFile("x.php", content, content_type="text/html"), **facts},
            headers={**self.headers, "X-Act-Id": str(act or uuid4())},
        )


@pytest.fixture
def sent():
    make_dispatch.tables()
    return make_duty.sent()


@pytest.fixture
def device(client):
    return Device(client)


def work(sent, act="milestones"):
    return f"/assignments/{sent.pk}/{act}"


def test_my_assignment_is_shown_with_its_steps_and_endings(device, sent):
    make_dispatch.stamp(sent, "received")

    card = device.card().json()

    shown = card["work"]
    assert card["unit"] == sent.unit.code
    assert card["status"] == "assigned"
    assert (shown["assignment"], shown["number"]) == (str(sent.pk), sent.incident.number)
    stamped = {step["step"]: step["at"] is not None for step in shown["steps"]}
    assert stamped == {
        "received": True, "departed": False, "arrived": False, "feedback": False, "cleared": False,
    }  # fmt: skip
    assert {ending["needs_words"] for ending in shown["endings"]} == {True, False}
    assert shown["way"]["metres"] >= 0


def test_unit_without_an_assignment_is_told_where_to_stand_by(device, sent):
    make_dispatch.stamp(sent, "received")
    assert (device.card().json()["stand_by"], device.card().json()["work"]["post"]) == (None, None)
    dispatch.withdraw(assignment=sent, reason="误报", actor=make.officer("zhao"), at=make.NOON)
    StandBy.objects.create(
        bureau=sent.bureau, unit=sent.unit, post_code="east", post_name="东门",
        lon=106.69, lat=35.21, rule="table", seconds=240, gained_minutes=1.5,
        coverage_before=0.5, coverage_after=0.7, accepted=True,
        at=make.NOON + timedelta(seconds=1), by=make.officer("zhao"),
    )  # fmt: skip

    card = device.card().json()

    assert card["work"] is None
    assert card["stand_by"]["way"]["seconds"] > 0
    assert {name: card["stand_by"][name] for name in ("post", "lon", "seconds")} == {
        "post": "东门",
        "lon": 106.69,
        "seconds": 240,
    }


def test_officer_without_a_shift_is_shown_an_empty_card(device):
    card = device.card().json()

    assert (card["unit"], card["status"], card["work"]) == (None, "off_duty", None)


def test_card_is_told_in_the_language_of_the_officer(device, sent):
    officer, names = make.officer("ma"), {}
    for language in ("zh-hans", "en"):
        officer.language = language
        officer.save()
        names[language] = device.card().json()["work"]["type_name"]

    assert names["en"].isascii()
    assert not names["zh-hans"].isascii()


@pytest.mark.parametrize(
    ("who", "status"),
    [("ma", 200), ("bai", 200), ("zhao", 403), ("guan", 403), ("switch", 403), ("stranger", 403)],
)
def test_phone_of_programs_is_for_officers_on_the_street(client, who, status):
    assert Device(client, who).card().status_code == status


def test_nobody_without_a_key_is_let_in(client, sent):
    assert client.get(ROOT).status_code == 401
    assert client.post(f"{ROOT}{work(sent)}", {}, "application/json").status_code == 401


def test_each_step_is_one_stamp_however_often_it_is_sent(device, sent):
    for step in ("received", "departed", "arrived"):
        act = uuid4()
        answers = [device.send(work(sent), act, step=step) for _again in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert answers[2].headers["X-Replayed"] == "1"

    assert sent.milestones.count() == 4


def test_same_id_for_another_step_is_a_conflict(device, sent):
    act = uuid4()
    device.send(work(sent), act, step="received")

    answer = device.send(work(sent), act, step="departed")

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.act_reused")
    assert not sent.milestones.filter(kind="departed").exists()


def test_act_without_its_id_is_refused(client, device, sent):
    answer = client.post(
        f"{ROOT}{work(sent)}",
        {"step": "received"},
        content_type="application/json",
        headers=device.headers,
    )

    assert answer.status_code == 422
    assert not sent.milestones.filter(kind="received").exists()


def test_time_of_the_device_is_a_claim_beside_the_time_of_receipt(device, sent):
    claimed = moment.now() - 7 * MINUTE

    device.send(work(sent), step="received", claimed_at=claimed.isoformat())

    stamp = sent.milestones.get(kind="received")
    assert stamp.claimed_at == claimed
    assert stamp.at > claimed + 6 * MINUTE


@pytest.mark.parametrize("claim", ["1970-01-01T00:00:00+00:00", "2099-01-01T00:00:00Z"])
def test_impossible_clock_of_a_device_does_not_hold_the_act_back(device, sent, claim):
    assert device.send(work(sent), step="received", claimed_at=claim).status_code == 200
    assert sent.milestones.get(kind="received").claimed_at is None


def test_step_that_is_stamped_already_is_refused_in_words(device, sent):
    make_dispatch.stamp(sent, "arrived")

    answer = device.send(work(sent), step="departed")

    assert (answer.status_code, answer.json()["code"]) == (409, "dispatch.milestone_refused")


def test_assignment_of_another_unit_is_not_there(device, sent):
    other = make_dispatch.sent()

    assert device.send(work(other), step="received").status_code == 404
    assert device.send(work(other, "notes"), words="看看").status_code == 404
    assert device.photograph(other, make_duty.jpeg()).status_code == 404
    assert device.send(f"/assignments/{NOBODY}/notes", words="x").status_code == 404


def test_feedback_stamps_once_and_each_note_is_one_line(device, sent):
    make_dispatch.stamp(sent, "arrived")
    for path in ("feedback", "notes"):
        act = uuid4()
        for _again in range(2):
            assert device.send(work(sent, path), act, words=f"{path} 一人轻伤").status_code == 200

    assert Milestone.objects.filter(assignment=sent, kind="feedback").count() == 1
    told = TimelineEntry.objects.filter(kind="note").order_by("pk").values_list("text", flat=True)
    assert list(told) == ["feedback 一人轻伤", "notes 一人轻伤"]


def test_transport_is_stated_once_and_shows_until_the_clearing(device, sent):
    there, act = work(sent, "transport"), uuid4()
    assert device.send(there, to="hospital").status_code == 409
    make_dispatch.stamp(sent, "arrived")
    assert device.send(there, to="").status_code == 422

    answers = [device.send(there, act, to="hospital") for _again in range(2)]

    assert [(one.status_code, one.json()) for one in answers] == [(200, {"step": "transport"})] * 2
    assert device.card().json()["status"] == "transporting"
    assert Milestone.objects.filter(assignment=sent, kind="transport").count() == 1


def test_clearing_asks_how_it_ended_and_frees_the_unit_once(device, sent):
    make_dispatch.stamp(sent, "arrived")
    clearing, act = work(sent, "clearing"), uuid4()
    endings = device.card().json()["work"]["endings"]
    asking = next(ending for ending in endings if ending["needs_words"])
    plain = next(ending for ending in endings if not ending["needs_words"])

    assert device.send(clearing, disposition="no-such").status_code == 422
    assert device.send(clearing, disposition=asking["code"]).status_code == 422
    answers = [device.send(clearing, act, disposition=plain["code"]) for _again in range(2)]

    assert [answer.json() for answer in answers] == [{"step": "cleared"}] * 2
    sent.refresh_from_db()
    assert sent.ended_at is not None
    assert TimelineEntry.objects.filter(kind="note").count() == 1


def test_photograph_is_kept_once_and_shown_to_those_within_reach(client, device, sent):
    act, content = uuid4(), make_duty.jpeg(metadata=make_duty.exif())

    answers = [device.photograph(sent, content, act, caption="车头") for _again in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert Attachment.objects.count() == 1
    (line,) = device.card().json()["work"]["lines"]
    assert (line["text"], line["photograph"]) == ("车头", answers[0].json()["photo"])
    path = f"{ROOT}/photographs/{line['photograph']}"
    shown = client.get(path, headers=device.headers)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert make_duty.PLACE not in shown.content
    reach = {"zhao": 200, "guan": 200, "bai": 404, "stranger": 403, "switch": 403}
    for who, status in reach.items():
        assert client.get(path, headers=Device(client, who).headers).status_code == status, who


def test_other_photograph_under_the_same_id_is_a_conflict(device, sent):
    act = uuid4()
    device.photograph(sent, make_duty.jpeg(), act)

    answer = device.photograph(sent, make_duty.jpeg(metadata=make_duty.exif()), act)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.act_reused")


def test_photograph_of_four_megabytes_passes(device, sent):
    padding = make_duty.segment(0xFE, b"x" * 65_000) * 64

    assert device.photograph(sent, make_duty.jpeg(metadata=padding)).status_code == 200


@pytest.mark.parametrize("facts", [
    {"sha256": "0" * 64}, {"sha256": "x"}, {"caption": "字" * 201}, {"caption": "a\x00b"},
    {"strange": "1"}, {"claimed_at": "yesterday"},
])  # fmt: skip
def test_photograph_with_strange_facts_is_refused(device, sent, facts):
    assert device.photograph(sent, make_duty.jpeg(), **facts).status_code == 422
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)/>", make_duty.jpeg()[:30]])
def test_file_that_is_no_picture_is_refused(device, sent, content):
    assert device.photograph(sent, content).status_code == 422


def test_photographs_are_not_taken_as_json_nor_steps_as_forms(client, device, sent):
    assert device.send(work(sent, "photographs"), caption="x").status_code == 422
    answer = client.post(
        f"{ROOT}{work(sent)}",
        {"step": "received"},
        headers={**device.headers, "X-Act-Id": str(uuid4())},
    )
    assert answer.status_code == 400


def test_incident_that_an_officer_comes_upon_is_opened_once(device):
    make_dispatch.tables()
    make_places.address("东大街12号")
    unit, act = make_duty.patrol(), uuid4()
    lon, lat = make.HERE
    facts = {"type": "0301", "lon": lon, "lat": lat, "words": "两车剐蹭", "on_scene": True}

    answers = [device.send("/incidents", act, **facts) for _again in range(2)]

    incident = Incident.objects.get()
    assert [answer.json()["number"] for answer in answers] == [incident.number] * 2
    assert (incident.place_text, incident.state) == ("东大街12号", "on_scene")
    assert incident.assignments.get().unit == unit


def test_place_that_is_not_on_the_map_is_asked_for_again(device):
    make_dispatch.tables()
    make_duty.patrol()

    answer = device.send("/incidents", type="0301", where="无此地")

    assert (answer.status_code, answer.json()["code"]) == (422, "duty.place_unknown")
    assert device.send("/incidents", type="9999", where="x").status_code in {404, 422}
    assert not Incident.objects.exists()


def test_call_for_help_is_one_call_and_the_card_says_who_has_it(device, sent):
    lon, lat = make.HERE
    act = uuid4()

    for one in (act, act, uuid4()):
        assert device.send("/help", one, lon=lon, lat=lat).status_code == 200

    asked = HelpRequest.objects.get()
    assert (asked.lon, asked.lat, asked.incident) == (lon, lat, sent.incident)
    shown = device.card().json()["help"]
    assert (shown["help"], shown["answered_by"]) == (asked.pk, "")


def test_help_may_be_called_without_a_place_or_a_shift(device):
    assert device.send("/help").status_code == 200
    assert HelpRequest.objects.get().lon is None


def test_unavailable_needs_a_reason(device):
    unit = make_duty.patrol()

    assert device.send("/duty", duty="unavailable").status_code == 422
    assert device.send("/duty", duty="off_duty").status_code == 422
    assert device.send("/duty", duty="unavailable", reason="就餐").json() == {"duty": "unavailable"}
    unit.standing.refresh_from_db()
    assert unit.standing.reason == "就餐"


def test_position_is_taken_only_while_it_is_shared(device):
    unit = make_duty.patrol()
    lon, lat = make.HERE
    facts = {"lon": lon + 0.01, "lat": lat, "fixed_at": moment.now().isoformat()}

    assert device.send("/position", **facts).status_code == 409
    assert device.send("/sharing", sharing=True).json() == {"sharing": True}
    act = uuid4()
    answers = [device.send("/position", act, **facts) for _again in range(2)]

    assert [answer.json() for answer in answers] == [{"moved": True}] * 2
    assert fixes(unit.bureau, moment.now())[unit.pk].lon == pytest.approx(lon + 0.01)
    assert device.send("/sharing", sharing=False).json() == {"sharing": False}
    assert device.send("/position", **facts).status_code == 409


def test_position_is_not_shared_off_duty(device):
    unit = make_duty.patrol()
    set_duty(unit=unit, duty=DutyStatus.OFF_DUTY, actor=make.officer("zhao"), at=moment.now())

    assert device.send("/sharing", sharing=True).status_code == 409


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("/help", {"lon": 500, "lat": 1}),
        ("/help", {"lon": "NaN", "lat": 1}),
        ("/help", {"extra": 1}),
        ("/help", {"claimed_at": "2026-03-02T12:00:00"}),
        ("/help", {"claimed_at": "0001-01-01T00:00:00+14:00"}),
        ("/duty", {"duty": "flying"}),
        ("/duty", {"duty": "unavailable", "reason": "\x00"}),
        ("/duty", {"duty": "unavailable", "reason": "\ud800"}),
        ("/position", {"lon": 1e400, "lat": 1, "fixed_at": "2026-03-02T12:00:00Z"}),
        ("/incidents", {"type": "x" * 9}),
        ("/assignments/1/milestones", {"step": "received"}),
    ],
)
def test_hostile_acts_are_answered_with_a_sentence(device, sent, path, facts):
    answer = device.send(path, **facts)

    assert answer.status_code == 422
    assert answer.json()["message"]
