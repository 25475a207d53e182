"""Two call-takers write into one open call."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests import make, make_calls
from tocsin.desks.calls.api import keep_edit
from tocsin.desks.calls.errors import EditedMeanwhile
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.desks.calls.queries import newest_edit
from tocsin.desks.calls.services.merging import merge
from tocsin.desks.dispatch.models import Incident
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.events.models import Outbox

PLACE = {"place_text": "东大街12号", "place_kind": "address", "lon": "106.65", "lat": "35.21"}
OTHER_PLACE = {"place_text": "西关", "place_kind": "village", "lon": "106.6", "lat": "35.2"}


@pytest.fixture
def call() -> Call:
    return make_calls.opened()


def write(call: Call, who: str, **fields: str) -> int:
    """Type into some fields and return the number of the last edit."""
    for field, value in fields.items():
        keep_edit(
            call=call,
            field=field,
            value=value,
            sequence=CallEdit.objects.count() + 1,
            actor=make.officer(who),
            at=make.NOON,
        )
    return newest_edit(call)


def merged(call: Call, who: str = "lin", **sent: str) -> dict[str, str]:
    return dict(merge(call=call, sent=sent, actor=make.officer(who)).values)


def test_what_only_the_other_changed_is_taken_from_the_other(call):
    write(call, "zhao", words="有人受伤", **PLACE)
    found = merged(call, where="东大街", words="", type_code="0302", seen="0")

    assert found["words"] == "有人受伤"
    assert {name: found[name] for name in PLACE} == PLACE
    assert (found["where"], found["type_code"]) == ("东大街", "0302")


def test_what_only_the_saver_changed_stays_though_the_other_had_written_it_before(call):
    seen = write(call, "zhao", words="有人")

    assert merged(call, words="没有人", seen=str(seen))["words"] == "没有人"


def test_what_both_changed_is_refused_with_both_values_and_nothing_is_stored(call):
    seen = write(call, "zhao", words="一开始")
    write(call, "zhao", words="两辆摩托车")
    write(call, "lin", words="一辆卡车")

    with pytest.raises(EditedMeanwhile) as refused:
        merged(call, words="一辆卡车", seen=str(seen))
    assert "两辆摩托车" in refused.value.message
    assert "一辆卡车" in refused.value.message
    assert CallEdit.objects.filter(call=call, field="words").count() == 3


def test_who_saw_the_others_words_and_kept_the_own_is_believed(call):
    theirs = write(call, "zhao", words="两辆摩托车")

    assert merged(call, words="一辆卡车", seen="0", seen_words=str(theirs))["words"] == "一辆卡车"


def test_the_same_written_by_both_is_no_quarrel(call):
    write(call, "zhao", words="两辆摩托车", type_code="0302", what="jtsg")

    found = merged(call, words="两辆摩托车 ", type_code="0302", what="交通", seen="0")
    assert found["type_code"] == "0302"


def test_a_place_is_one_thing_and_is_never_joined_from_two(call):
    seen = write(call, "lin", **PLACE)
    write(call, "zhao", **OTHER_PLACE)

    found = merged(call, seen=str(seen), **PLACE)
    assert {name: found[name] for name in OTHER_PLACE} == OTHER_PLACE
    with pytest.raises(EditedMeanwhile) as refused:
        merged(call, seen=str(seen), **{**PLACE, "lat": "35.3", "place_text": "南关"})
    assert "西关" in refused.value.message
    assert "南关" in refused.value.message


def test_an_answer_of_the_other_is_taken_where_the_type_asks_for_it(call):
    write(call, "zhao", answer_badly_injured="yes")

    assert merged(call, type_code="0302", seen="0")["answer_badly_injured"] == "yes"
    assert "answer_badly_injured" not in merged(call, type_code="0203", seen="0")


def test_an_answer_that_fits_no_question_does_not_stand_in_the_way(call):
    write(call, "zhao", answer_badly_injured="half typed")

    assert "answer_badly_injured" not in merged(call, type_code="0302", seen="0")


@pytest.mark.parametrize("seen", ["x", "-1", "9" * 30])
def test_a_form_that_lost_its_place_is_refused(call, seen):
    write(call, "zhao", words="x")
    with pytest.raises(Unacceptable):
        merged(call, words="", seen=seen)


def test_each_edit_is_told_to_the_desks_without_its_text(call):
    write(call, "lin", words="不可外传")

    told = Outbox.objects.get(kind="call.edited")
    assert told.subject == f"call:{call.number}"
    assert told.facts == {"number": call.number, "field": "words"}


# The journey of two, through the pages.

HX = {"HX-Request": "true"}


def at_the_desk(who: str) -> Client:
    client = Client()
    client.force_login(make.officer(who))
    return client


def sent(client: Client, name: str, call: Call, **data: str):
    address = reverse(f"calls:{name}", args=[call.number])
    return client.post(address, {"act_id": str(uuid4())} | data, headers=HX)


def typed(client: Client, call: Call, field: str, value: str, sequence: int) -> None:
    assert (
        sent(client, "draft", call, field=field, value=value, sequence=str(sequence)).status_code
        == 204
    )


def seen_by(client: Client, call: Call) -> str:
    page = client.get(reverse("calls:desk"), {"call": call.number}).content.decode()
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found.group(1)


def theirs_shown(client: Client, call: Call) -> dict[str, str]:
    page = client.get(reverse("calls:others", args=[call.number])).content.decode()
    return dict(re.findall(r'data-theirs="(\w+)" data-edit="(\d+)"', page))


@pytest.fixture
def wang():
    taker = [Role.CALL_TAKER]
    return enlist(username="wang", name="王接警", bureau=make.bureau(), roles=taker, at=make.NOON)


def test_two_call_takers_write_one_call_and_lose_nothing(wang):
    lin, other = at_the_desk("lin"), Client()
    other.force_login(wang)
    call = make_calls.opened(at=moment.now())
    seen, seen_too = seen_by(lin, call), seen_by(other, call)

    for n, (field, value) in enumerate(PLACE.items(), 1):
        typed(other, call, field, value, n)
    typed(other, call, "words", "两辆摩托车相撞", 9)
    typed(lin, call, "words", "卡车", 3)

    # Each screen learns who else writes, and what.
    shown = unescape(lin.get(reverse("calls:others", args=[call.number])).content.decode())
    assert wang.name in shown
    assert "两辆摩托车相撞" in shown
    assert "卡车" in unescape(
        other.get(reverse("calls:others", args=[call.number])).content.decode()
    )

    # The saver has not seen the other's words: told both, nothing saved.
    form = {"where": "东大街", "type_code": "0302", "words": "卡车", "seen": seen}
    refused = sent(lin, "save", call, **form)
    assert refused.status_code == 409
    assert "两辆摩托车相撞" in refused.content.decode()
    assert Incident.objects.count() == 0

    # The saver chooses the own words; the other's place comes along.
    theirs = theirs_shown(lin, call)
    saved = sent(lin, "save", call, **form, seen_words=theirs["words"])
    assert saved.status_code == 200
    assert wang.name in saved.content.decode()
    incident = Incident.objects.get()
    assert (incident.words, incident.place_text) == ("卡车", "东大街12号")

    # The other learns that it was saved and is refused; what they wrote stays on record.
    late = sent(other, "save", call, **form, seen_words=seen_too)
    assert late.status_code == 409
    assert "已保存" in other.get(reverse("calls:others", args=[call.number])).content.decode()
    kept = CallEdit.objects.filter(call=call, field="words").values_list("value", flat=True)
    assert set(kept) == {"两辆摩托车相撞", "卡车"}


def test_linking_and_judging_take_the_others_fields_along(wang):
    lin, other = at_the_desk("lin"), Client()
    other.force_login(wang)
    known = make_calls.incident_of(make_calls.saved())
    linked, judged = (make_calls.opened(at=moment.now()) for _ in range(2))
    typed(other, linked, "words", "他看见的", 1)
    typed(other, judged, "words", "打错了", 1)

    assert sent(lin, "link", linked, incident=known.number, seen="0").status_code == 200
    assert sent(lin, "judge", judged, validity="test", seen="0").status_code == 200
    words = Call.objects.filter(pk__in=[linked.pk, judged.pk]).values_list("words", flat=True)
    assert set(words) == {"他看见的", "打错了"}


def test_who_writes_is_shown_to_call_takers_only(call):
    for who, status in (("lin", 200), ("zhao", 403), ("ma", 403), ("stranger", 403)):
        client = at_the_desk(who)
        assert client.get(reverse("calls:others", args=[call.number])).status_code == status
