import json
import re

import pytest
from django.contrib.staticfiles import finders

from tests import make, make_calls, make_dispatch, make_duty, make_places
from tocsin.desks.dispatch.api import Assignment, StandBy
from tocsin.desks.duty.queries import card_of
from tocsin.desks.duty.turns import distance_words
from tocsin.kernel import moment
from tocsin.kernel.audit import api as audit
from tocsin.kernel.personal import api as personal

pytestmark = pytest.mark.django_db


def is_there(address: str) -> bool:
    return finders.find(address.removeprefix("/static/")) is not None


def card(client) -> str:
    return make_duty.phone(client).get("/phone/card/").content.decode()


def drawn_posts(way):
    """Where posts are drawn on the map of a way, and what they are called."""
    features = json.loads(json.dumps(way.features))["features"]
    return [
        (one["geometry"]["coordinates"], one["properties"]["label"])
        for one in features
        if one["properties"]["kind"] == "post"
    ]


def test_officer_without_a_shift_is_told_so(client):
    assert "你现在没有当班" in card(client)


def test_unit_without_an_assignment_is_told_so(client):
    make_duty.patrol()

    assert "现在没有派给你的警情" in card(client)


def test_card_shows_place_words_hazards_and_the_way(client):
    make_places.premises("老石化家属院", at=make.HERE, hazards=["地下室存放蓄电池"])
    incident = make_dispatch.incident("东大街12号", words="两车相撞", where=make.HERE)
    make_dispatch.sent(incident, make.unit(at=(106.60, 35.21), crew=(make.officer("ma"),)))

    shown = card(client)

    for words in ("东大街12号", "两车相撞", "地下室存放蓄电池", incident.number, "km"):
        assert words in shown
    assert "按直线估算" in shown


def test_unit_that_stands_by_is_shown_the_way_to_its_post(client):
    unit = make_duty.patrol()
    told = {"rule": "best", "seconds": 240.0, "coverage_before": 0.5, "coverage_after": 0.6}
    row = StandBy.objects.create(
        bureau=unit.bureau, unit=unit, post_code="P1", post_name="南关路口", lon=106.70, lat=35.25,
        gained_minutes=0.5, accepted=True, at=make.NOON, by=make.officer("zhao"), **told,
    )  # fmt: skip

    shown = card(client)

    assert "南关路口" in shown
    way = card_of(make.officer("ma"), moment.now()).way_to_post
    assert way is not None
    assert way.arrival.left.words in shown
    assert drawn_posts(way) == [([row.lon, row.lat], "南关路口")]


def test_crew_that_stands_at_a_cordon_sees_its_post_on_the_map(client):
    sent = make_duty.sent()
    Assignment.objects.filter(pk=sent.pk).update(
        post_number=3, post_road="东大街", post_lon=106.66, post_lat=35.22
    )

    work = card_of(make.officer("ma"), moment.now()).work

    assert work is not None
    assert work.way is not None
    ((place, label),) = drawn_posts(work.way)
    assert place == [106.66, 35.22]
    assert "东大街" in label


def test_assignment_of_another_unit_is_not_on_the_card(client):
    make_duty.patrol()
    other = make_dispatch.sent(make_dispatch.incident("别处1号"))

    assert other.incident.number not in card(client)


def test_next_step_is_marked_and_passed_ones_have_no_time():
    make_dispatch.stamp(make_duty.sent(), "departed")

    work = card_of(make.officer("ma"), moment.now()).work

    assert work is not None
    steps = {
        step.kind.value: (step.at is not None, step.is_next, step.passed) for step in work.steps
    }
    assert steps == {
        "received": (False, False, True),
        "departed": (True, False, False),
        "arrived": (False, True, False),
        "feedback": (False, False, False),
        "cleared": (False, False, False),
    }


def with_caller():
    make_calls.tables()
    make_calls.street()
    call = make_calls.saved(at=moment.now())
    return call, make_dispatch.sent(
        make_calls.incident_of(call), make_duty.patrol(), at=moment.now()
    )


def test_number_of_the_caller_is_shown_only_after_the_look_is_recorded(client):
    call, sent = with_caller()
    assert make_calls.TELEPHONE not in card(client)
    subject = make_calls.caller_of(call)
    before = len(personal.looks(subject))

    answer = client.post("/phone/caller/", {"assignment": str(sent.pk)})

    assert f'href="tel:{make_calls.TELEPHONE}"' in answer.content.decode()
    look = personal.looks(subject)[before]
    assert (look["case"], look["task"]) == (f"call:{call.number}", "call_back")
    assert "calls.caller_shown" in [entry["action"] for entry in audit.trail(call)]
    assert answer.headers["Cache-Control"] == "no-store"


def test_caller_is_out_of_reach_of_other_crews_and_after_the_assignment(client):
    call, sent = with_caller()
    looks = len(personal.looks(make_calls.caller_of(call)))
    make_duty.patrol("bai")
    body = {"assignment": str(sent.pk)}

    assert make_duty.phone(client, "bai").post("/phone/caller/", body).status_code == 404
    make_dispatch.stamp(sent, "cleared", at=moment.now())
    assert make_duty.phone(client).post("/phone/caller/", body).status_code == 404
    assert len(personal.looks(make_calls.caller_of(call))) == looks


def test_incident_that_nobody_rang_about_has_no_caller(client):
    sent = make_duty.sent()

    answer = make_duty.phone(client).post("/phone/caller/", {"assignment": str(sent.pk)})

    assert answer.status_code == 409


def test_shell_carries_no_facts_of_anyone(client):
    make_duty.sent()
    make_duty.phone(client)

    shell = client.get("/phone/shell/").content.decode()

    assert "马巡" not in shell
    assert 'data-officer=""' in shell


def test_worker_keeps_the_shell_and_every_part_of_it_is_there(client):
    answer = client.get("/phone/sw.js")

    assert answer.headers["Service-Worker-Allowed"] == "/phone/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    written = re.search(r"const KEPT = (\{.*\});\n", answer.content.decode())
    assert written is not None
    kept = json.loads(written[1])
    assert client.get(kept["shell"]).status_code == 200
    assert [address for address in kept["files"] if not is_there(address)] == []


def test_page_loads_no_part_that_the_worker_does_not_keep(client):
    worker = client.get("/phone/sw.js").content.decode()
    page = client.get("/phone/shell/").content.decode()
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page)

    assert loaded
    assert [address for address in loaded if f'"{address}"' not in worker] == []


def test_manifest_names_an_application_within_its_scope(client):
    facts = client.get("/phone/manifest.webmanifest").json()

    assert facts["start_url"] == facts["scope"] == "/phone/"
    assert {icon["sizes"] for icon in facts["icons"]} == {"any", "192x192", "512x512"}
    assert all(is_there(icon["src"]) for icon in facts["icons"])


def test_card_asks_the_database_no_more_often_for_many_notes(client, django_assert_num_queries):
    make_dispatch.tables()
    sent = make_duty.sent()
    phone = make_duty.phone(client)
    phone.get("/phone/card/")
    for number in range(12):
        make_duty.send(phone, kind="note", assignment=str(sent.pk), words=f"第{number}条")

    with django_assert_num_queries(19):
        phone.get("/phone/card/")


def test_places_are_found_by_their_words(client):
    make_places.address("东华镇东大街12号")
    make_duty.patrol()

    found = make_duty.phone(client).get("/phone/places/?q=东大街12号").content.decode()

    assert "东华镇东大街12号" in found


@pytest.mark.parametrize("words", ["", "x" * 5000, "%", "东" * 200])
def test_any_words_may_be_looked_for(client, words):
    make_duty.patrol()

    assert make_duty.phone(client).get("/phone/places/", {"q": words}).status_code == 200


def test_distances_are_written_as_one_says_them():
    assert [distance_words(metres) for metres in (4.0, 347.0, 999.0, 12_340.0)] == [
        "0 m", "350 m", "1000 m", "12.3 km",
    ]  # fmt: skip
