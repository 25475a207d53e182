from datetime import timedelta

import pytest

from tests import make, make_calls
from tocsin.desks.calls.api import CallBack, CallState, Judgement, Told, Validity, judge, save_call
from tocsin.desks.calls.errors import Incomplete, NoReason, NotLinked, WrongState
from tocsin.desks.calls.models import Call, CallLink
from tocsin.desks.calls.services.linking import link, unlink
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Incident
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue

MINUTE = timedelta(minutes=1)


def test_a_place_and_a_type_are_enough_to_save_and_open_an_incident(noon, street):
    call = save_call(
        call=make_calls.opened(),
        told=make_calls.told(words=""),
        actor=make.officer("lin"),
        at=noon + MINUTE,
    )

    incident = make_calls.incident_of(call)
    assert (call.state, call.validity) == (CallState.SAVED, Validity.VALID)
    assert incident.received_at == call.rang_at
    assert incident.type_name == "交通事故（有人伤）"
    assert incident.station == make.station()
    assert incident.priority == call.priority == 1
    assert incident.plan_code


@pytest.mark.parametrize(
    "told", [Told(), Told(type_code="0302"), make_calls.told("")], ids=["nothing", "type", "place"]
)
def test_without_place_and_type_nothing_is_saved(noon, told):
    call = make_calls.opened()

    with pytest.raises(Incomplete):
        save_call(call=call, told=told, actor=make.officer("lin"), at=noon)

    assert Call.objects.get(pk=call.pk).state == CallState.OPEN
    assert Incident.objects.count() == 0


def test_a_call_is_saved_once(noon):
    call = make_calls.saved()

    with pytest.raises(WrongState):
        save_call(call=call, told=make_calls.told(), actor=make.officer("lin"), at=noon)

    assert Incident.objects.count() == 1


def test_answers_raise_the_urgency_and_the_call_taker_overrules_them():
    raising = next(q for q in questions_of("0201") if q.raises_priority)
    answers = {raising.id: raising.raises_priority[0].answer or "9"}
    call = make_calls.saved(said=make_calls.told("0201", answers=answers))
    calmer = make_calls.saved(said=make_calls.told("0201", answers=answers, priority=4))

    assert call.priority == 1
    assert calmer.priority == 4


def test_linking_makes_a_repeat_with_its_reasons_and_opens_nothing(noon):
    first = make_calls.saved()
    call = make_calls.opened(at=noon + 3 * MINUTE)
    repeat = save_call(
        call=call,
        told=make_calls.told(east=80, words="摩托车撞人了"),
        actor=make.officer("lin"),
        at=noon + 4 * MINUTE,
        link_to=make_calls.incident_of(first),
    )

    assert repeat.incident == first.incident
    assert repeat.validity == Validity.REPEAT
    assert Incident.objects.count() == 1
    reasons = {reason["kind"]: reason for reason in CallLink.objects.get(call=repeat).reasons}
    assert reasons["space"]["metres"] == pytest.approx(80, abs=2)
    assert reasons["time"]["seconds"] == 180
    assert reasons["type"]["kinship"] == "same"
    assert reasons["words"]["words"] == ["摩托车"]


def test_a_repeat_needs_neither_place_nor_type(noon):
    first = make_calls.saved()
    repeat = save_call(
        call=make_calls.opened(at=noon + MINUTE),
        told=Told(words="还是那个事"),
        actor=make.officer("lin"),
        at=noon + 2 * MINUTE,
        link_to=make_calls.incident_of(first),
    )

    assert repeat.incident == first.incident


def test_all_repeats_meet_at_the_head_of_a_merged_incident(noon):
    zhao = make.officer("zhao")
    head, other = make_calls.saved(), make_calls.saved(at=noon + MINUTE)
    dispatch.merge(
        incident=make_calls.incident_of(other),
        into=make_calls.incident_of(head),
        reason="同一起",
        actor=zhao,
        at=noon + 2 * MINUTE,
    )
    merged = Incident.objects.select_related("head").get(pk=make_calls.incident_of(other).pk)
    repeat = save_call(
        call=make_calls.opened(at=noon + 3 * MINUTE),
        told=make_calls.told(),
        actor=make.officer("lin"),
        at=noon + 4 * MINUTE,
        link_to=merged,
    )

    assert repeat.incident == head.incident


def test_an_unlinked_call_opens_its_own_incident_and_the_mistake_stays_on_record(noon):
    first = make_calls.saved()
    repeat = save_call(
        call=make_calls.opened(at=noon + MINUTE),
        told=Told(words="不是那个"),
        actor=make.officer("lin"),
        at=noon + 2 * MINUTE,
        link_to=make_calls.incident_of(first),
    )
    freed = unlink(
        call=repeat, reason="另一个路口", actor=make.officer("lin"), at=noon + 5 * MINUTE
    )

    assert freed.incident != first.incident
    assert freed.validity == Validity.VALID
    assert make_calls.incident_of(freed).type_code == make_calls.incident_of(first).type_code
    past, present = CallLink.objects.filter(call=freed)
    assert (past.incident, past.unlink_reason) == (first.incident, "另一个路口")
    assert (present.incident, present.unlinked_at) == (freed.incident, None)
    assert "calls.unlinked" in [entry["action"] for entry in audit.trail(freed)]


def test_unlinking_needs_a_reason_and_never_takes_the_opening_call(noon):
    call, lin = make_calls.saved(), make.officer("lin")

    with pytest.raises(NoReason):
        unlink(call=call, reason=" ", actor=lin, at=noon)
    with pytest.raises(NotLinked, match=call.number):
        unlink(call=call, reason="错了", actor=lin, at=noon)


def test_a_call_judged_needless_may_turn_out_to_belong_to_an_incident(noon):
    first, lin = make_calls.saved(), make.officer("lin")
    silent = judge(
        call=make_calls.opened(at=noon + MINUTE),
        judgement=Judgement("silent"),
        told=Told(),
        actor=lin,
        at=noon + 2 * MINUTE,
    )
    linked = link(
        call=silent, incident=make_calls.incident_of(first), actor=lin, at=noon + 3 * MINUTE
    )

    assert (linked.incident, linked.validity) == (first.incident, Validity.REPEAT)
    with pytest.raises(WrongState):
        link(call=linked, incident=make_calls.incident_of(first), actor=lin, at=noon + 4 * MINUTE)


@pytest.mark.parametrize(
    ("code", "validity"),
    [
        ("enquiry", "enquiry"),
        ("silent", "silent"),
        ("wrong_number", "wrong_number"),
        ("test", "test"),
    ],
)
def test_a_call_that_needs_no_action_is_kept_with_its_reason(noon, code, validity):
    call = judge(
        call=make_calls.opened(),
        judgement=Judgement(code, page="id_card_renewal", handed_to="household_desk"),
        told=Told(words="问身份证"),
        actor=make.officer("lin"),
        at=noon,
    )

    assert (call.state, call.validity, call.words) == (CallState.SAVED, validity, "问身份证")
    assert call.handed_to == "household_desk"
    assert Incident.objects.count() == 0


def test_a_silent_call_is_due_to_be_called_back_when_its_number_is_known(noon):
    def silent(telephone: str) -> Call:
        return judge(
            call=make_calls.opened(telephone=telephone),
            judgement=Judgement("silent"),
            told=Told(),
            actor=make.officer("lin"),
            at=noon,
        )

    assert silent("13900000000").call_back == CallBack.DUE
    assert silent("").call_back == CallBack.NONE


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement(""),
        Judgement("no such"),
        Judgement("nuisance"),
        Judgement("enquiry", handed_to="x"),
    ],
    ids=["none", "unknown", "unexplained", "unknown target"],
)
def test_a_judgement_without_its_reason_is_refused_and_the_call_stays_open(noon, judgement):
    call = make_calls.opened()

    with pytest.raises(NoReason):
        judge(call=call, judgement=judgement, told=Told(), actor=make.officer("lin"), at=noon)

    assert Call.objects.get(pk=call.pk).state == CallState.OPEN


def questions_of(code: str):
    return catalogue.questions_for(catalogue.type_by_code(make.bureau(), code))
