import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make, make_dispatch
from tocsin.desks.dispatch.models import Assignment, Incident, TimelineEntry
from tocsin.registers.units.api import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


@pytest.fixture
def now(monkeypatch, noon):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    return noon


@pytest.fixture
def zhao(client):
    client.force_login(make.officer("zhao"))
    return client


def send(client, name, *args, **fields):
    return client.post(
        reverse(f"dispatch:{name}", args=args),
        {"act_id": make_dispatch.act_id(), **fields},
        HTTP_HX_REQUEST="true",
    )


def page(client, name, *args, **query):
    return client.get(reverse(f"dispatch:{name}", args=args), query)


def shown(client, incident):
    body = page(client, "panel", incident.number).content.decode()
    found = re.search(r'name="shown" value="([^"]+)"', body)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 200), ("lin", 200), ("guan", 200), ("ma", 403), ("admin", 403), ("stranger", 403)],
)
def test_board_is_for_those_who_dispatch_take_calls_or_supervise(client, who, status):
    client.force_login(make.officer(who))
    assert page(client, "desk").status_code == status


@pytest.mark.parametrize("who", ["lin", "guan", "ma"])
def test_only_dispatchers_send_units(client, who):
    incident = make_dispatch.incident()
    client.force_login(make.officer(who))

    assert send(client, "assign", incident.number, shown="x").status_code == 403
    assert not Assignment.objects.exists()


def test_incident_of_another_bureau_is_not_there(zhao):
    other = make_dispatch.incident(of=make.bureau("620802"))

    assert page(zhao, "incident", other.number).status_code == 404


def test_board_lists_waiting_by_urgency_then_age(zhao, now):
    late = make_dispatch.incident("甲", priority=2, at=now - timedelta(minutes=1))
    early = make_dispatch.incident("乙", priority=2, at=now - timedelta(minutes=9))
    first = make_dispatch.incident("丙", priority=1)

    body = page(zhao, "desk").content.decode()

    order = [body.index(f"incident-{one.number}") for one in (first, early, late)]
    assert order == sorted(order)


def test_filters_of_the_board_live_in_its_address(zhao, now):
    urgent, calm = make_dispatch.incident(priority=1), make_dispatch.incident(priority=4)

    body = page(zhao, "waiting", p="1").content.decode()

    assert urgent.number in body
    assert calm.number not in body


def test_one_key_sends_the_recommended_set(zhao, now):
    make_dispatch.ground()
    incident = make_dispatch.incident(type_code="0201", priority=1)
    unit = make.unit("城关-31")

    response = send(zhao, "assign", incident.number, shown=shown(zhao, incident))

    assert response.status_code == 200
    sent = Assignment.objects.get()
    assert (sent.unit, sent.recommended) == (unit, True)
    assert sent.eta_seconds is not None
    assert "城关-31" in response.content.decode()


def test_overruling_takes_one_key_and_keeps_what_was_recommended(zhao, now):
    incident = make_dispatch.incident(type_code="0201", priority=3)
    near = make.unit("近")
    far = make.unit("远", at=(106.68, 35.24))

    send(
        zhao,
        "assign",
        incident.number,
        shown=shown(zhao, incident),
        unit=far.code,
        reason="熟悉当事人",
    )

    sent = Assignment.objects.get()
    assert (sent.unit, sent.recommended, sent.overrule_reason) == (far, False, "熟悉当事人")
    assert near.code in [pick["unit"] for pick in sent.recommendation["picks"]]


def test_forged_recommendation_is_refused(zhao):
    incident = make_dispatch.incident()

    response = send(zhao, "assign", incident.number, shown="forged", unit=make.unit().code)

    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_second_dispatcher_is_told_who_has_the_unit(zhao, now):
    incident, unit = make_dispatch.incident(), make.unit("城关-77")
    seen = shown(zhao, incident)
    make_dispatch.sent(make_dispatch.incident("别处"), unit)

    response = send(zhao, "assign", incident.number, shown=seen, unit=unit.code)

    assert response.status_code == 409
    assert "城关-77" in response.content.decode()
    assert "别处" in response.content.decode()


def test_unit_that_the_plan_does_not_call_for_can_still_be_sent(zhao, now):
    incident, cart = make_dispatch.incident(), make.unit("步巡-1", kind=UnitKind.FOOT)

    send(zhao, "assign", incident.number, shown=shown(zhao, incident), unit=cart.code)

    assert Assignment.objects.get().unit == cart


def test_same_act_twice_sends_once(zhao, now):
    incident, unit = make_dispatch.incident(), make.unit()
    fields = {"act_id": make_dispatch.act_id(), "shown": shown(zhao, incident), "unit": unit.code}
    address = reverse("dispatch:assign", args=[incident.number])

    answers = [zhao.post(address, fields, HTTP_HX_REQUEST="true") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert Assignment.objects.count() == 1


def test_milestones_withdrawal_and_correction_by_hand(zhao, now):
    sent = make_dispatch.sent(at=now - timedelta(minutes=5))
    number = sent.incident.number

    assert send(zhao, "stamp", number, sent.pk, kind="departed").status_code == 200
    departed = sent.milestones.get(kind="departed")
    moment = "2026-03-02T11:58:00"
    right = send(zhao, "correct", number, departed.pk, new_at=moment, reason="对讲机晚报")
    assert right.status_code == 200
    assert send(zhao, "withdraw", number, sent.pk, reason="").status_code == 422
    assert send(zhao, "withdraw", number, sent.pk, reason="另有任务").status_code == 200

    sent.refresh_from_db()
    assert sent.withdrawn
    assert sent.milestones.get(kind="departed", superseded_at=None).reason == "对讲机晚报"


def test_note_is_kept_and_struck_through_with_a_reason(zhao, now):
    incident = make_dispatch.incident()
    send(zhao, "note", incident.number, text="门从里面锁着")
    entry = TimelineEntry.objects.get(text="门从里面锁着")

    response = send(zhao, "strike", incident.number, entry.pk, reason="记错警情")

    entry.refresh_from_db()
    assert entry.strike_reason == "记错警情"
    assert "门从里面锁着" in response.content.decode()


def test_an_open_incident_is_not_opened_again_over_the_unit_that_is_sent(zhao, now):
    incident = make_dispatch.sent(make_dispatch.incident(), make.unit("U001")).incident

    refused = send(zhao, "reopen", incident.number, reason="又打起来了")

    assert refused.status_code == 409
    incident.refresh_from_db()
    assert incident.state == "assigned"


def test_close_reopen_and_close_again(zhao, now):
    incident = make_dispatch.incident()

    assert send(zhao, "close", incident.number, disposition="settled_on_site").status_code == 422
    done = send(
        zhao, "close", incident.number, disposition="settled_on_site", outcome="双方自行离开"
    )
    assert done.status_code == 200
    assert send(zhao, "reopen", incident.number, reason="又打起来了").status_code == 200
    incident.refresh_from_db()
    assert incident.state == "waiting"


def test_edit_of_a_field_that_someone_else_changed_is_refused_and_others_merge(zhao, now):
    incident = make_dispatch.incident("旧地点", words="旧话")
    seen = {"seen_place_text": "旧地点", "seen_words": "旧话", "seen_type_code": "0301"}
    fields = {"place_text": "旧地点", "words": "旧话", "type_code": "0301", "place_words": ""}
    Incident.objects.filter(pk=incident.pk).update(place_text="别人的地点")

    merged = send(zhao, "amend", incident.number, **{**seen, **fields, "words": "新话"})
    refused = send(zhao, "amend", incident.number, **{**seen, **fields, "place_text": "我的地点"})

    incident.refresh_from_db()
    assert merged.status_code == 409 or incident.words == "新话"
    assert refused.status_code == 409
    assert "别人的地点" in refused.content.decode()
    assert incident.place_text == "别人的地点"


def test_link_merge_and_head(zhao, now):
    head, part, side = (make_dispatch.incident(place) for place in "甲乙丙")

    assert send(zhao, "link", head.number, number=side.number, reason="同一伙人").status_code == 200
    assert send(zhao, "merge", part.number, number=head.number, reason="同一起").status_code == 200

    part.refresh_from_db()
    assert (part.state, part.head) == ("merged", head)


def test_offer_goes_to_the_other_bureau_and_opens_there_when_accepted(client, now):
    incident = make_dispatch.incident("界河桥")
    other = make.bureau("620802")
    client.force_login(make.officer("zhao"))
    send(client, "offer", incident.number, bureau=other.code, reason="在对方辖区")
    client.force_login(make.officer("zhao", of=other))
    assert "界河桥" in page(client, "desk").content.decode()

    response = send(client, "decide", incident.transfers.get().pk, accept="1")

    incident.refresh_from_db()
    assert incident.state == "transferred"
    assert Incident.objects.get(bureau=other).place_text == "界河桥"
    assert "HX-Redirect" in response


def test_list_pages_by_key_and_narrows_by_what_stands_in_the_address(zhao, now):
    made = [make_dispatch.incident(at=now - timedelta(minutes=n)) for n in range(53)]

    first = page(zhao, "incidents").content.decode()
    link = re.search(r'href="\?([^"]*before=[^"]+)"', first)
    assert link is not None
    older = link[1].replace("&amp;", "&")
    second = zhao.get(reverse("dispatch:incidents") + "?" + older).content.decode()

    assert made[0].number in first
    assert made[52].number not in first
    assert made[52].number in second
    assert made[49].number not in second
    narrowed = page(zhao, "incidents", q=made[5].number, state="waiting").content.decode()
    assert f"row-{made[5].number}" in narrowed
    assert narrowed.count("data-row ") == 1


@pytest.mark.parametrize(
    "query",
    [
        "before=zzz",
        "before=2026-01-01T00:00:00~1",
        "p=9",
        "since=2026-99-99",
        "station=%27",
        "q=%25",
    ],
)
def test_strange_addresses_show_the_list(zhao, query):
    assert zhao.get(f"{reverse('dispatch:incidents')}?{query}").status_code == 200
    assert zhao.get(f"{reverse('dispatch:desk')}?{query}").status_code == 200


@pytest.mark.parametrize("number", ["C0", "x" * 200, "警情", "..%2F", "1e9"])
def test_unknown_numbers_are_not_there(zhao, number):
    assert page(zhao, "incident", number).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "字" * 5000])
def test_note_that_cannot_be_kept_is_refused_with_a_sentence(zhao, text):
    incident = make_dispatch.incident()

    response = send(zhao, "note", incident.number, text=text)

    assert response.status_code == 422
    assert not TimelineEntry.objects.filter(said="note").exists()


def test_board_takes_the_same_number_of_queries_however_much_it_shows(
    zhao, now, django_assert_max_num_queries
):
    def fill(count):
        for _ in range(count):
            make_dispatch.stamp(make_dispatch.sent(), "departed")
            make_dispatch.incident()

    fill(2)
    page(zhao, "desk")
    with django_assert_max_num_queries(19) as few:
        page(zhao, "desk")
    fill(10)
    with django_assert_max_num_queries(19) as many:
        page(zhao, "desk")
    assert len(few) == len(many)


def test_panel_takes_a_fixed_number_of_queries(zhao, now, django_assert_max_num_queries):
    incident = make_dispatch.incident()
    for _ in range(6):
        make_dispatch.stamp(make_dispatch.sent(incident), "departed")
    page(zhao, "panel", incident.number)
    with django_assert_max_num_queries(30) as few:
        page(zhao, "panel", incident.number)
    for _ in range(10):
        make_dispatch.stamp(make_dispatch.sent(incident), "departed")
        make.unit()
    with django_assert_max_num_queries(30) as many:
        page(zhao, "panel", incident.number)
    assert len(few) == len(many)


def test_list_takes_a_fixed_number_of_queries(zhao, now, django_assert_num_queries):
    for _ in range(3):
        make_dispatch.incident()
    page(zhao, "incidents")
    with django_assert_num_queries(4):
        page(zhao, "incidents")


@pytest.mark.parametrize("name", ["desk", "waiting", "units", "incidents"])
def test_pages_speak_to_nobody_in_particular_when_the_county_is_quiet(zhao, name):
    assert "state-empty" in page(zhao, name).content.decode()


def english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.mark.parametrize("where", ["desk", "incidents", "panel", "incident"])
def test_types_are_named_in_the_language_of_the_reader(zhao, now, where):
    incident = make_dispatch.incident(type_code="0302")
    args = [incident.number] if where in {"panel", "incident"} else []
    here = page(zhao, where, *args).content.decode()
    there = page(english(zhao), where, *args).content.decode()
    assert "交通事故（有人伤）" in here
    assert "Traffic accident with injury" in there
    assert "交通事故" not in re.sub(r"<option.*?</option>", "", there)


def test_a_changed_type_is_told_by_its_names(zhao, now):
    incident = make_dispatch.incident("东大街", type_code="0301")
    send(
        zhao,
        "amend",
        incident.number,
        type_code="0302",
        seen_type_code="0301",
        place_text="东大街",
        seen_place_text="东大街",
    )
    told = page(zhao, "part", incident.number, "timeline").content.decode()
    assert "交通事故（无人伤）" in told
    assert "交通事故（有人伤）" in told
    assert "“0302”" not in told


def test_a_type_the_catalogue_never_had_keeps_the_name_on_record(zhao, now):
    incident = make_dispatch.incident(type_code="9999")
    assert "交通事故" in page(english(zhao), "panel", incident.number).content.decode()
    assert incident.number in page(zhao, "desk").content.decode()
