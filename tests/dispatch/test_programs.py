"""Incidents for programs: dispatchers by key, and connected agencies for their own unit."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.assignments.assigning import Standing
from tocsin.desks.dispatch.models import Assignment, Incident, TimelineEntry
from tocsin.kernel.accounts.api import issue_token
from tocsin.registers.units.api import UnitKind

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/incidents"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


@pytest.fixture
def now(monkeypatch, noon):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    return noon


class Program:
    """A program with the key of one officer."""

    def __init__(self, client, who):
        self.client = client
        key = issue_token(officer=make.officer(who), label="test", at=make.NOON)
        self.headers = {"Authorization": f"Bearer {key}"}

    def get(self, path="", **query):
        return self.client.get(f"{ROOT}{path}", query, headers=self.headers)

    def post(self, path, act=None, **sent):
        return self.client.post(
            f"{ROOT}{path}",
            sent,
            content_type="application/json",
            headers={**self.headers, "X-Act-Id": str(act or uuid4())},
        )


@pytest.fixture
def zhao(client):
    return Program(client, "zhao")


@pytest.fixture
def agency(client):
    return Program(client, "switch")


@pytest.fixture
def partner():
    return make.unit("县医院-救01", kind=UnitKind.PARTNER, crew=(make.officer("switch"),))


def sent_to(unit, incident=None):
    return make_dispatch.sent(incident or make_dispatch.incident(), unit)


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 200), ("guan", 200), ("switch", 200), ("lin", 403), ("ma", 403), ("stranger", 403)],
)
def test_incidents_are_for_dispatchers_supervisors_and_connected_agencies(client, who, status):
    assert Program(client, who).get().status_code == status


def test_the_list_is_turned_page_by_page_without_gap_or_repeat(zhao, noon):
    made = [make_dispatch.incident(at=noon - timedelta(minutes=n // 2)) for n in range(5)]
    seen, mark = [], ""
    while True:
        page = zhao.get(limit=2, before=mark).json()
        seen += [one["number"] for one in page["incidents"]]
        if page["next"] is None:
            break
        mark = page["next"]
    assert sorted(seen) == sorted(one.number for one in made)
    assert len(seen) == len(set(seen))


def test_the_list_asks_few_questions_however_long_it_is(zhao, django_assert_num_queries, noon):
    for _n in range(4):
        make_dispatch.incident(at=noon)
    zhao.get()
    with django_assert_num_queries(4):
        zhao.get()


def test_the_list_is_narrowed_by_state_urgency_and_time(zhao, noon):
    old = make_dispatch.incident(at=noon - timedelta(days=1), priority=1)
    new = make_dispatch.incident(at=noon, priority=3)
    make_dispatch.sent(new)

    def numbers(**query):
        return [one["number"] for one in zhao.get(**query).json()["incidents"]]

    assert numbers(state="waiting") == [old.number]
    assert numbers(priority=3) == [new.number]
    assert numbers(since=(noon - timedelta(hours=1)).isoformat()) == [new.number]
    assert numbers(until=(noon - timedelta(hours=1)).isoformat()) == [old.number]
    assert numbers(station="no-such") == []


@pytest.mark.parametrize(
    "query",
    [
        {"priority": 9},
        {"priority": "1" * 400},
        {"limit": 0},
        {"limit": 201},
        {"state": "asleep"},
        {"since": "yesterday"},
        {"since": "2026-03-02T12:00:00"},
        {"before": "x" * 81},
        {"station": "\x00"},
    ],
)
def test_a_list_that_cannot_be_understood_is_refused(zhao, query):
    assert zhao.get(**query).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {"before": "no mark"},
        {"before": "2026-03-02T12:00:00~" + NOBODY},
    ],
)
def test_marks_that_name_nothing_are_harmless(zhao, query):
    made = make_dispatch.incident()
    assert [one["number"] for one in zhao.get(**query).json()["incidents"]] == [made.number]


@pytest.mark.parametrize(
    "query",
    [{"since": "0001-01-01T00:00:00+14:00"}, {"until": "9999-12-31T23:59:59-14:00"}],
)
def test_moments_outside_the_calendar_are_refused_with_a_sentence(zhao, query):
    answer = zhao.get(**query)

    assert answer.status_code == 422
    assert answer.json()["message"]


def test_an_incident_is_shown_with_clocks_stamps_and_its_story(zhao, noon):
    incident = make_dispatch.incident("西关小区3号楼", at=noon)
    make_dispatch.stamp(make_dispatch.sent(incident, make.unit("城关-01")), "received")
    whole = zhao.get(f"/{incident.number}").json()
    (assignment,) = whole["assignments"]
    assert (whole["place_text"], whole["state"]) == ("西关小区3号楼", "assigned")
    assert [clock["tier"] for clock in whole["clocks"]] == [1, 2, 3]
    assert [stamp["kind"] for stamp in assignment["milestones"]] == ["assigned", "received"]
    assert "城关-01" in whole["timeline"][0]["sentence"]


def test_the_story_is_told_in_the_language_of_the_key(zhao):
    incident = make_dispatch.incident("东大街")
    officer = make.officer("zhao")
    told = {}
    for language in ("zh-hans", "en"):
        officer.language = language
        officer.save()
        whole = zhao.get(f"/{incident.number}").json()
        told[language] = (whole["type_name"], whole["timeline"][-1]["sentence"])
    assert told["zh-hans"][0] in told["zh-hans"][1]
    assert told["en"][0].isascii()
    assert told["en"][0] in told["en"][1]


def test_an_incident_of_another_bureau_is_not_there(zhao):
    elsewhere = make.bureau("620822")
    make_dispatch.tables(elsewhere)
    stranger = make_dispatch.incident(of=elsewhere)
    assert zhao.get(f"/{stranger.number}").status_code == 404
    assert zhao.post(f"/{stranger.number}/notes", text="看看").status_code == 404


def test_the_recommended_units_are_sent_by_their_seal(zhao, now):
    unit, incident = make.unit(), make_dispatch.incident(type_code="0201", priority=1)
    advice = zhao.get(f"/{incident.number}/recommendation").json()
    assert [pick["unit"] for pick in advice["picks"]] == [unit.code]
    answer = zhao.post(f"/{incident.number}/assignments", seal=advice["seal"]).json()
    assert [one["unit"] for one in answer["assignments"]] == [unit.code]
    assert answer["state"] == "assigned"
    row = Assignment.objects.get()
    assert (row.recommended, row.eta_seconds is not None) == (True, True)


def test_units_are_sent_by_their_codes_without_a_recommendation(zhao, now):
    unit, incident = make.unit(), make_dispatch.incident()
    zhao.post(f"/{incident.number}/assignments", units=[unit.code], reason="就在附近")
    row = Assignment.objects.get()
    assert (row.unit, row.recommended, row.overrule_reason) == (unit, False, "就在附近")


def test_the_seal_of_another_incident_is_refused(zhao, now):
    make.unit()
    one, other = make_dispatch.incident(), make_dispatch.incident()
    seal = zhao.get(f"/{one.number}/recommendation").json()["seal"]
    assert zhao.post(f"/{other.number}/assignments", seal=seal).status_code == 422
    assert zhao.post(f"/{other.number}/assignments", seal="made-up").status_code == 422
    assert not Assignment.objects.exists()


def test_sending_nobody_is_refused(zhao):
    assert zhao.post(f"/{make_dispatch.incident().number}/assignments").status_code == 422


def test_a_unit_that_is_taken_is_refused_in_words(zhao, now):
    unit = make.unit("城关-01")
    make_dispatch.sent(unit=unit)
    answer = zhao.post(f"/{make_dispatch.incident().number}/assignments", units=[unit.code])
    assert answer.status_code == 409
    assert "城关-01" in answer.json()["message"]


def test_the_same_act_twice_sends_once(zhao, now):
    unit, incident, act = make.unit(), make_dispatch.incident(), uuid4()
    path = f"/{incident.number}/assignments"
    answers = [zhao.post(path, act=act, units=[unit.code]) for _again in range(2)]
    assert answers[0].content == answers[1].content
    assert Assignment.objects.count() == 1


def test_an_act_without_a_number_is_refused(client, zhao):
    path = f"{ROOT}/{make_dispatch.incident().number}/notes"
    sent = {"text": "无编号"}
    answer = client.post(path, sent, content_type="application/json", headers=zhao.headers)
    assert answer.status_code == 422


def test_a_unit_is_called_back_with_a_reason(zhao, now):
    row = make_dispatch.sent()
    path = f"/{row.incident.number}/assignments/{row.pk}/withdrawal"
    assert zhao.post(path, reason="").status_code == 422
    assert zhao.post(path, reason="改派").json()["withdrawn"] is True
    assert zhao.post(path, reason="再撤").status_code == 409


def test_milestones_are_written_once(zhao, now):
    row = make_dispatch.sent()
    path = f"/{row.incident.number}/assignments/{row.pk}/milestones"
    claimed = now - timedelta(seconds=30)
    answer = zhao.post(path, kind="arrived", claimed_at=claimed.isoformat()).json()
    assert (answer["progress"], answer["milestones"][-1]["kind"]) == ("on_scene", "arrived")
    assert zhao.post(path, kind="arrived").status_code == 409
    assert zhao.post(path, kind="received").status_code == 409
    assert zhao.post(path, kind="assigned").status_code == 422


@pytest.mark.parametrize("claimed", ["0001-01-01T00:00:00+14:00", "2026-03-02T12:00:00", 1e400])
def test_a_claim_that_cannot_be_believed_is_refused(zhao, now, claimed):
    row = make_dispatch.sent()
    path = f"/{row.incident.number}/assignments/{row.pk}/milestones"
    assert zhao.post(path, kind="received", claimed_at=claimed).status_code == 422


def test_supervisors_read_and_note_but_do_not_act(client, now):
    guan, row = Program(client, "guan"), make_dispatch.sent()
    here = f"/{row.incident.number}"
    assert guan.post(f"{here}/notes", text="请注意安全").status_code == 200
    assert TimelineEntry.objects.filter(said="note", by=make.officer("guan")).exists()
    assert guan.post(f"{here}/assignments", units=["x"]).status_code == 403
    stamping = f"{here}/assignments/{row.pk}/milestones"
    assert guan.post(stamping, kind="received").status_code == 403


def test_an_incident_is_closed_with_how_it_ended(zhao, now):
    row = make_dispatch.stamp(make_dispatch.sent(), "cleared")
    path = f"/{row.incident.number}/closing"
    assert zhao.post(path, disposition="no-such").status_code == 422
    ending = zhao.post(path, disposition="settled_on_site", outcome="已当场处理")
    assert (ending.status_code, ending.json()["state"]) == (200, "closed")
    advice = zhao.get(f"/{row.incident.number}/recommendation")
    assert advice.status_code == 409
    assert row.incident.number in advice.json()["message"]


@pytest.mark.parametrize("text", ["", "   ", "字" * 4001, "a\x00b", "\ud800"])
def test_a_note_that_cannot_be_stored_is_refused(zhao, text):
    incident = make_dispatch.incident()
    assert zhao.post(f"/{incident.number}/notes", text=text).status_code == 422


def test_fields_that_nobody_knows_are_refused(zhao):
    incident = make_dispatch.incident()
    answer = zhao.post(f"/{incident.number}/notes", text="好", strike=True)
    assert answer.status_code == 422


@pytest.mark.parametrize("pk", ["1", NOBODY, "%00", "x" * 300])
def test_assignments_that_are_not_there_are_refused(zhao, now, pk):
    path = f"/{make_dispatch.incident().number}/assignments/{pk}/milestones"
    assert zhao.post(path, kind="received").status_code in {404, 422}


def test_a_connected_agency_sees_only_what_its_unit_was_sent_to(agency, partner):
    mine, other = make_dispatch.incident(), make_dispatch.incident()
    sent_to(partner, mine)
    sent_to(make.unit("城关-01"), mine)
    seen = agency.get().json()["incidents"]
    assert [one["number"] for one in seen] == [mine.number]
    assert agency.get(f"/{other.number}").status_code == 404
    whole = agency.get(f"/{mine.number}").json()
    assert [one["unit"] for one in whole["assignments"]] == [partner.code]
    assert (whole["timeline"], whole["links"], whole["merged"]) == ([], [], [])


def test_a_connected_agency_stamps_its_own_unit_only(agency, partner, now):
    incident = make_dispatch.incident()
    mine, theirs = sent_to(partner, incident), sent_to(make.unit("城关-01"), incident)
    here = f"/{incident.number}/assignments"
    assert agency.post(f"{here}/{mine.pk}/milestones", kind="departed").status_code == 200
    assert agency.post(f"{here}/{theirs.pk}/milestones", kind="departed").status_code == 404
    assert agency.post(f"{here}/{mine.pk}/withdrawal", reason="不去了").status_code == 403
    assert agency.post(f"/{incident.number}/notes", text="到了").status_code == 403


def test_a_connected_system_without_a_partner_unit_sees_nothing(agency):
    incident = sent_to(make.unit(crew=(make.officer("switch"),))).incident
    assert agency.get().json()["incidents"] == []
    assert agency.get(f"/{incident.number}").status_code == 404
    assert Incident.objects.count() == 1


def test_assignment_to_a_post_of_the_cordon_tells_where_the_unit_stands(zhao, noon):
    scene = make_dispatch.sent(at=noon)
    posted = dispatch.assign(
        incident=scene.incident,
        unit=make.unit(),
        actor=make.officer("zhao"),
        at=noon,
        post=Standing(2, "中山路", 106.65, 35.21),
    )

    sent = zhao.get(f"/{scene.incident.number}").json()["assignments"]

    posts = {row["id"]: row["post"] for row in sent}
    assert posts[str(scene.pk)] is None
    assert posts[str(posted.pk)] == {"number": 2, "road": "中山路", "lon": 106.65, "lat": 35.21}
