from datetime import timedelta

import pytest

from tests import make, make_calls
from tocsin.desks.calls.api import CallBack, Judgement, Told, judge, keep_caller, keep_edit
from tocsin.desks.calls.errors import NothingToCallBack, UnknownField, WrongState
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.desks.calls.queries import typed_so_far
from tocsin.desks.calls.services.calling_back import record_call_back, show_caller
from tocsin.kernel.personal.api import Kind, NoPurpose, looks, refusals

SECOND = timedelta(seconds=1)


def type_in(call: Call, field: str, value: str, sequence: int, who: str = "lin") -> bool:
    return keep_edit(
        call=call,
        field=field,
        value=value,
        sequence=sequence,
        actor=make.officer(who),
        at=make.NOON,
    )


def test_what_is_typed_is_there_when_the_call_is_opened_again():
    call = make_calls.opened()
    type_in(call, "where", "东大", 1)
    type_in(call, "where", "东大街", 2)
    type_in(call, "words", "有人打架", 3)
    type_in(call, "answer_injured", "yes", 4)

    typed = typed_so_far(call)
    assert (typed["where"], typed["words"]) == ("东大街", "有人打架")
    assert typed["answer_injured"] == "yes"


def test_an_edit_that_comes_late_or_twice_is_passed_over():
    call = make_calls.opened()

    assert type_in(call, "words", "new", 5)
    assert not type_in(call, "words", "old", 4)
    assert not type_in(call, "words", "new", 5)
    assert typed_so_far(call)["words"] == "new"
    assert CallEdit.objects.count() == 1


def test_two_call_takers_lose_nothing_of_one_another_in_different_fields():
    call = make_calls.opened()
    type_in(call, "where", "东大街", 900)
    type_in(call, "words", "摩托车", 2, who="zhao")

    assert typed_so_far(call)["where"] == "东大街"
    assert typed_so_far(call)["words"] == "摩托车"


def test_in_one_field_the_edit_that_came_last_counts_whatever_the_clocks_of_the_two_say():
    call = make_calls.opened()
    type_in(call, "words", "first", 999_999)
    type_in(call, "words", "second", 3, who="zhao")

    assert typed_so_far(call)["words"] == "second"


def test_choosing_the_place_stamps_when_the_caller_was_located(noon):
    call = make_calls.opened()
    type_in(call, "lat", "35.21", 1)
    type_in(call, "lat", "35.22", 2)

    assert Call.objects.get(pk=call.pk).located_at == noon


@pytest.mark.parametrize(
    ("field", "value", "sequence"),
    [
        ("bureau", "1", 1),
        ("answer_", "x", 1),
        ("answer_DROP", "x", 1),
        ("words", "字" * 4001, 1),
        ("words", "x", 0),
        ("words", "x", 2**63),
    ],
)
def test_what_no_field_could_hold_is_refused(field, value, sequence):
    with pytest.raises(UnknownField):
        type_in(make_calls.opened(), field, value, sequence)


def test_nothing_is_typed_into_a_call_that_is_not_open():
    with pytest.raises(WrongState):
        type_in(make_calls.saved(), "words", "late", 1)


def test_the_callers_name_and_number_go_into_the_personal_store_only(noon):
    call, lin = make_calls.opened(), make.officer("lin")
    keep_caller(call=call, field="caller_name", value="王某", actor=lin, at=noon)
    keep_caller(call=call, field="caller_telephone", value="0933-7720000", actor=lin, at=noon)

    assert make_calls.known_of(call) == {"name": "王某", "telephone": "0933-7720000"}
    assert CallEdit.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("caller_telephone", "drop table"), ("caller_name", "x" * 41), ("identity", "1")],
)
def test_what_is_no_name_or_number_is_refused(field, value, noon):
    with pytest.raises(UnknownField):
        keep_caller(
            call=make_calls.opened(), field=field, value=value, actor=make.officer("lin"), at=noon
        )


def test_opening_the_number_records_who_looked_for_which_call(noon):
    call, lin = make_calls.opened(), make.officer("lin")
    facts = show_caller(call=call, task="call_back", actor=lin, at=noon)

    assert facts[Kind.TELEPHONE] == make_calls.TELEPHONE
    [look] = looks(make_calls.caller_of(call))
    assert (look["officer__name"], look["case"]) == ("林接警", f"call:{call.number}")


def test_the_number_of_a_settled_call_is_not_opened(noon):
    lin = make.officer("lin")
    call = judge(
        call=make_calls.opened(), judgement=Judgement("test"), told=Told(), actor=lin, at=noon
    )

    with pytest.raises(NoPurpose):
        show_caller(call=call, task="call_back", actor=lin, at=noon)
    assert looks(make_calls.caller_of(call)) == []
    assert [one["case"] for one in refusals(make_calls.caller_of(call))] == [f"call:{call.number}"]


def test_someone_not_reached_may_be_tried_again_and_each_try_is_on_record(noon):
    lin = make.officer("lin")
    call = judge(
        call=make_calls.opened(), judgement=Judgement("silent"), told=Told(), actor=lin, at=noon
    )
    call = record_call_back(call=call, reached=False, actor=lin, at=noon + 60 * SECOND)
    assert call.call_back == CallBack.UNREACHED
    call = record_call_back(call=call, reached=True, actor=lin, at=noon + 120 * SECOND)

    assert call.call_back == CallBack.REACHED
    with pytest.raises(NothingToCallBack):
        record_call_back(call=call, reached=True, actor=lin, at=noon)
