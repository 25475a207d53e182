from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make, make_calls
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.desks.calls.states import CallBack, CallState
from tocsin.desks.dispatch.models import Incident
from tocsin.kernel import moment
from tocsin.kernel.personal.models import Look

HX = {"HX-Request": "true"}
PLACE = {"where": "东大街12号", "place_text": "东大街12号", "lon": "106.65", "lat": "35.21"}


@pytest.fixture
def lin(client):
    client.force_login(make.officer("lin"))
    return client


def act(client, name: str, *args: str, **data: str):
    sent = {"act_id": str(uuid4())} | data
    return client.post(reverse(f"calls:{name}", args=args), sent, headers=HX)


def now_open(telephone: str = make_calls.TELEPHONE) -> Call:
    return make_calls.opened(at=moment.now(), telephone=telephone)


@pytest.mark.parametrize("name", ["desk", "queue", "call_backs"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("zhao", 403), ("ma", 403), ("guan", 403), ("switch", 403), ("stranger", 403)],
)
def test_the_desk_is_for_call_takers(client, name, who, status):
    client.force_login(make.officer(who))

    assert client.get(reverse(f"calls:{name}")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("zhao", 200), ("guan", 200), ("ma", 403), ("admin", 403), ("switch", 403)],
)
def test_the_list_and_a_calls_page_are_for_those_who_read_calls(client, who, status):
    call = make_calls.saved()
    client.force_login(make.officer(who))

    assert client.get(reverse("calls:list")).status_code == status
    assert client.get(reverse("calls:page", args=[call.number])).status_code == status


def test_nobody_sees_a_call_of_another_bureau(lin):
    other = make.bureau("999999")
    call = make_calls.ringing(of=other, at=moment.now())
    Call.objects.filter(pk=call.pk).update(number="J20260302-0777")

    assert lin.get(reverse("calls:page", args=["J20260302-0777"])).status_code == 404
    assert "J20260302-0777" not in lin.get(reverse("calls:list")).content.decode()
    assert act(lin, "answer", "J20260302-0777").status_code == 404


def test_visitors_are_sent_to_sign_in(client):
    assert client.get(reverse("calls:desk")).status_code == 302


def test_a_ringing_call_is_answered_typed_and_saved_from_the_desk(lin, street):
    call = make_calls.ringing(at=moment.now())
    assert "ringing" in lin.get(reverse("calls:desk")).content.decode()

    assert 'id="call-form"' in act(lin, "answer", call.number).content.decode()
    response = act(lin, "save", call.number, type_code="0302", words="撞车", **PLACE)

    assert response.status_code == 200
    incident = Incident.objects.get()
    assert incident.number in response.content.decode()
    assert incident.words == "撞车"


def test_saving_pressed_twice_opens_one_incident(lin):
    call, sent = now_open(), {"act_id": str(uuid4()), "type_code": "0302", **PLACE}
    address = reverse("calls:save", args=[call.number])
    first, again = (lin.post(address, sent, headers=HX) for _ in range(2))

    assert first.content == again.content
    assert Incident.objects.count() == 1


def test_an_incomplete_form_is_refused_in_a_sentence_and_stays_open(lin):
    call = now_open()
    response = act(lin, "save", call.number, words="喂")

    assert response.status_code == 422
    assert "data-refusal" in response.content.decode()
    assert Call.objects.get(pk=call.pk).state == CallState.OPEN


@pytest.mark.parametrize(
    "bad",
    [
        {"lon": "nan"},
        {"lon": "181"},
        {"lat": "1e999"},
        {"lat": "x"},
        {"priority": "9"},
        {"priority": "99999999999999999999999"},
        {"words": "字" * 4001},
        {"words": "a\x00b"},
        {"type_code": "no such type"},
        {"type_code": "9999"},
        {"answer_injured": "x" * 501},
        {"where": "x" * 301},
    ],
    ids=str,
)
def test_what_cannot_be_stored_is_refused_and_never_a_fault(lin, bad):
    call = now_open()
    response = act(lin, "save", call.number, **({"type_code": "0302"} | PLACE | bad))

    assert response.status_code in {404, 422}
    assert Call.objects.get(pk=call.pk).state == CallState.OPEN


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("words", "有人", 204),
        ("caller_name", "王某", 204),
        ("bureau_id", "2", 422),
        ("words", "x" * 4001, 422),
        ("caller_telephone", "a\x00", 422),
    ],
)
def test_drafts_are_kept_field_by_field(lin, field, value, status):
    call = now_open()
    response = lin.post(
        reverse("calls:draft", args=[call.number]),
        {"field": field, "value": value, "sequence": "7"},
    )

    assert response.status_code == status
    kept = CallEdit.objects.filter(call=call).values_list("field", "value")
    assert list(kept) == ([("words", "有人")] if (field, status) == ("words", 204) else [])


def test_a_crashed_browser_finds_everything_again(lin):
    call = now_open()
    for sequence, (field, value) in enumerate({"where": "东大街", "words": "有人打架"}.items(), 1):
        sent = {"field": field, "value": value, "sequence": str(sequence)}
        lin.post(reverse("calls:draft", args=[call.number]), sent)
    page = lin.get(reverse("calls:desk"), {"call": call.number}).content.decode()

    assert 'value="东大街"' in page
    assert "有人打架</textarea>" in page


def test_look_alikes_are_offered_and_linked_by_one_key(lin):
    first = make_calls.saved(at=moment.now() - timedelta(minutes=3))
    call = now_open()
    facts = {"type_code": "0302", "words": "摩托车撞了", **PLACE}
    offered = act(lin, "look_alikes", call.number, **facts).content.decode()

    assert 'data-key="L"' in offered
    assert "都提到摩托车" in offered
    response = act(lin, "link", call.number, incident=make_calls.incident_of(first).number, **facts)
    assert response.status_code == 200
    assert Call.objects.get(pk=call.pk).incident == first.incident


def test_linking_to_what_is_not_there_is_refused(lin):
    response = act(lin, "link", now_open().number, incident="C20200101-0001")

    assert response.status_code == 404


def test_unlinking_gives_the_call_its_own_incident(lin):
    first = make_calls.saved(at=moment.now() - timedelta(minutes=3))
    call = now_open()
    act(lin, "link", call.number, incident=make_calls.incident_of(first).number)

    assert act(lin, "unlink", call.number, reason="").status_code == 422
    assert act(lin, "unlink", call.number, reason="另一处").status_code == 200
    assert Call.objects.get(pk=call.pk).incident != first.incident


def test_an_enquiry_is_answered_from_a_page_and_closed(lin):
    call = now_open()
    found = act(lin, "knowledge", enquiry="身份证到期").content.decode()
    assert "居民身份证到期换领" in found
    response = act(lin, "judge", call.number, validity="enquiry", page="id_card_renewal")

    assert response.status_code == 200
    call.refresh_from_db()
    assert (call.validity, call.knowledge_code) == ("enquiry", "id_card_renewal")


def test_places_hazards_and_history_appear_by_themselves(lin, street):
    make_calls.saved(at=moment.now() - timedelta(days=3), said=make_calls.told(east=300))
    call = now_open()
    found = act(lin, "find_places", call.number, where="东大街建设银行").content.decode()
    lon, lat = make.HERE
    at_the_bank = {"where": "银行", "lon": str(lon + 300 * make_calls.METRE), "lat": str(lat)}
    here = act(lin, "here", call.number, **at_the_bank).content.decode()

    assert "东大街建设银行" in found
    assert "地下室存放蓄电池" in here
    assert "交通事故（有人伤）" in here
    assert "城关派出所" in here


def test_a_point_on_the_map_is_named_by_what_is_nearest(lin, street):
    lon, lat = make.HERE
    call = now_open()
    found = act(lin, "find_places", call.number, at_lon=str(lon), at_lat=str(lat + 0.0001))

    assert "东大街" in found.content.decode()


def test_types_are_found_by_their_initials_and_ask_their_questions(lin):
    call = now_open()

    assert "打架斗殴" in act(lin, "find_types", call.number, what="djdo").content.decode()
    asked = act(lin, "questions", call.number, type_code="0201").content.decode()
    assert 'form="call-form"' in asked
    assert act(lin, "questions", call.number, type_code="").status_code == 200


def test_the_callers_number_is_shown_only_when_asked_for_and_the_look_is_recorded(lin):
    call = now_open(telephone="13912345678")
    desk = lin.get(reverse("calls:desk"), {"call": call.number}).content.decode()
    assert "13912345678" not in desk
    assert Look.objects.count() == 0

    assert "13912345678" in act(lin, "caller", call.number).content.decode()
    assert Look.objects.get().case == f"call:{call.number}"


def test_calling_back_reaches_the_caller_and_opens_the_form(lin):
    call = make_calls.ringing(at=moment.now())
    Call.objects.filter(pk=call.pk).update(state="abandoned", call_back=CallBack.DUE)

    assert call.number in lin.get(reverse("calls:call_backs")).content.decode()
    response = act(lin, "call_back", call.number, reached="yes")
    assert 'id="call-form"' in response.content.decode()


def test_a_call_by_hand_opens_its_form(lin):
    assert 'id="call-form"' in act(lin, "new").content.decode()
    assert Call.objects.get().channel == "hand"


def test_the_calls_of_an_incident_are_a_part_of_its_page(client):
    call = make_calls.saved()
    client.force_login(make.officer("zhao"))
    part = client.get(
        reverse("calls:of_incident", args=[make_calls.incident_of(call).number])
    ).content.decode()

    assert call.number in part
    assert make_calls.TELEPHONE not in part


def test_an_officer_of_another_station_sees_no_calls_of_the_incident(client):
    call = make_calls.saved()
    client.force_login(make.officer("ma"))
    part = client.get(
        reverse("calls:of_incident", args=[make_calls.incident_of(call).number])
    ).content.decode()

    assert call.number not in part


def test_filters_live_in_the_address_bar_and_nonsense_is_passed_over(lin):
    call = make_calls.saved(at=moment.now())
    page = reverse("calls:list")

    assert call.number in lin.get(page, {"validity": "valid"}).content.decode()
    assert call.number not in lin.get(page, {"validity": "silent"}).content.decode()
    for before in ("x", "2026", "9999-12-31T23:59:59+00:00_x", "'; --"):
        assert lin.get(page, {"before": before, "channel": "x"}).status_code == 200


def test_pages_follow_one_another_without_gap_or_overlap(lin, monkeypatch):
    monkeypatch.setattr("tocsin.desks.calls.views.desk.LIST_PAGE", 3)
    numbers = {make_calls.ringing(at=make.NOON).number for _ in range(8)}
    seen, query = [], ""
    while True:
        response = lin.get(reverse("calls:list") + (f"?{query}" if query else ""))
        seen += [line.call.number for line in response.context["rows"]]
        query = response.context["older"]
        if not query:
            break

    assert sorted(seen) == sorted(numbers)


def test_the_desk_asks_the_database_a_fixed_number_of_questions(lin, django_assert_max_num_queries):
    for _ in range(12):
        make_calls.saved(at=moment.now())
    call = now_open()
    lin.get(reverse("calls:desk"), {"call": call.number})

    with django_assert_max_num_queries(16):
        lin.get(reverse("calls:desk"), {"call": call.number})


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "接警"), ("en", "By hand")])
def test_the_desk_speaks_the_readers_language(lin, language, word):
    lin.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    assert word in lin.get(reverse("calls:desk")).content.decode()


def test_which_candidate_was_chosen_is_stored_with_the_place(lin):
    make_calls.tables()
    call = now_open()
    chosen = PLACE | {"place_rank": "3", "place_light": "amber", "type_code": make_calls.FIGHT}

    assert act(lin, "save", call.number, **chosen).status_code == 200

    call.refresh_from_db()
    assert (call.place_rank, call.place_light) == (3, "amber")


def test_the_list_of_candidates_tells_the_place_of_each_in_it(lin):
    make_calls.street()
    page = act(lin, "find_places", now_open().number, where="东大街1").content.decode()

    assert 'data-rank="1"' in page
    assert 'data-rank="2"' in page


def test_the_list_of_candidates_says_in_words_how_sure_it_is(lin):
    make_calls.street()
    page = act(lin, "find_places", now_open().number, where="东大街12号").content.decode()

    assert "sure-green" in page
    assert "确定。" in page


def test_a_candidate_tells_what_speaks_for_it_beside_the_words(lin):
    make_calls.street()
    call = now_open()
    call.caller_lon, call.caller_lat = make.HERE
    call.save()
    page = act(lin, "find_places", call.number, where="东大街12号").content.decode()

    assert "靠近来话位置" in page


def test_a_click_on_the_map_tells_the_door_and_the_beat(lin):
    make_calls.street()
    lon, lat = make.HERE
    page = act(lin, "find_places", now_open().number, at_lon=str(lon), at_lat=str(lat))

    assert 'data-place-kind="point"' in page.content.decode()
    assert "距华亭市东大街1号 20 米" in page.content.decode()
    assert "东关警务区" in page.content.decode()
