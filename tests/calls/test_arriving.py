from datetime import timedelta

import pytest

from tests import make, make_calls
from tocsin.adapters.switch.simulated import SimulatedSwitch
from tocsin.desks.calls.api import (
    Answered,
    Arrival,
    Call,
    CallBack,
    CallerPlace,
    CallState,
    Channel,
    HungUp,
    Located,
    Ringing,
    answer,
    hang_up,
    hear,
    receive,
    take_by_hand,
    take_signal,
)
from tocsin.desks.calls.errors import NoSuchCall, TakenByAnother
from tocsin.desks.calls.queries import waited
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.models import Outbox

SECOND = timedelta(seconds=1)


def test_a_call_has_its_number_from_the_ring_and_its_answer_time_runs_from_there(noon):
    call = make_calls.ringing()

    assert call.number == "J20260302-0001"
    answered = answer(call=call, actor=make.officer("lin"), at=noon + 7 * SECOND)
    assert waited(answered) == 7 * SECOND
    assert answered.state == CallState.OPEN
    assert [entry["action"] for entry in audit.trail(call)] == ["calls.arrived", "calls.answered"]


def test_the_desks_are_told_of_every_change(noon):
    call = make_calls.ringing()
    answer(call=call, actor=make.officer("lin"), at=noon + SECOND)

    states = Outbox.objects.filter(kind="call.changed").values_list("facts__state", flat=True)
    assert list(states) == ["ringing", "open"]


def test_the_callers_number_is_only_in_the_personal_store():
    call = make_calls.ringing(telephone="13912345678")

    assert make_calls.known_of(call) == {"telephone": "13912345678"}
    columns = Call.objects.filter(pk=call.pk).values().get()
    assert "13912345678" not in str(columns)
    assert "13912345678" not in str(list(Outbox.objects.values()))


def test_the_same_source_id_twice_is_one_call(noon):
    arrival = Arrival(Channel.SMS, source_id="sms-1", words="有人打架")
    first, again = (
        receive(arrival=arrival, actor=make.officer("switch"), at=noon) for _ in range(2)
    )

    assert first == again
    assert Call.objects.count() == 1


def test_the_same_id_over_another_channel_is_another_call(noon):
    for channel in (Channel.SMS, Channel.DEVICE):
        receive(arrival=Arrival(channel, "7"), actor=make.officer("switch"), at=noon)

    assert Call.objects.count() == 2


def test_a_second_call_taker_is_told_who_was_quicker(noon):
    call = answer(call=make_calls.ringing(), actor=make.officer("lin"), at=noon)

    with pytest.raises(TakenByAnother, match="林接警"):
        answer(call=call, actor=make.officer("zhao"), at=noon + SECOND)


def test_answering_twice_changes_nothing(noon):
    lin = make.officer("lin")
    call = answer(call=make_calls.ringing(), actor=lin, at=noon + SECOND)
    again = answer(call=call, actor=lin, at=noon + 9 * SECOND)

    assert again.answered_at == call.answered_at


def test_a_caller_who_hangs_up_before_the_answer_is_kept_with_a_call_back_due(noon):
    call = hang_up(call=make_calls.ringing(), actor=make.officer("switch"), at=noon + 20 * SECOND)

    assert (call.state, call.call_back) == (CallState.ABANDONED, CallBack.DUE)
    assert call.ended_at == noon + 20 * SECOND


def test_hanging_up_an_open_call_leaves_its_form_open(noon):
    call = hang_up(call=make_calls.opened(), actor=make.officer("switch"), at=noon + 60 * SECOND)

    assert (call.state, call.call_back) == (CallState.OPEN, CallBack.NONE)


def test_a_call_by_hand_is_open_at_once(noon):
    call = take_by_hand(actor=make.officer("lin"), at=noon)

    assert (call.state, call.channel) == (CallState.OPEN, Channel.HAND)
    assert call.answered_at == noon


def test_a_simulated_switch_walks_a_call_from_ring_to_end(noon):
    switch, lin = SimulatedSwitch(), make.officer("lin")
    made = switch.place_call(at=noon, telephone="13900000000", place=CallerPlace(106.6, 35.2, 300))
    switch.pick_up(made, at=noon + 4 * SECOND, by=lin.username)
    switch.locate(made, at=noon + 5 * SECOND, place=CallerPlace(106.61, 35.21, 40))
    switch.put_down(made, at=noon + 90 * SECOND)
    hear(switch=switch, actor=make.officer("switch"), at=noon)

    call = Call.objects.get()
    assert (call.state, call.answered_by, call.caller_metres) == (CallState.OPEN, lin, 40)
    assert waited(call) == 4 * SECOND
    assert call.ended_at == noon + 90 * SECOND
    assert list(switch.signals()) == []


def test_the_same_signal_twice_is_one(noon):
    signal = Ringing("s1", "call-1", noon)
    for _ in range(2):
        take_signal(signal=signal, actor=make.officer("switch"), at=noon)
    end = HungUp("s2", "call-1", noon + 9 * SECOND)
    for _ in range(2):
        take_signal(signal=end, actor=make.officer("switch"), at=noon)

    assert Call.objects.get().state == CallState.ABANDONED


def test_signals_in_any_order_make_the_same_call(noon):
    switch = make.officer("switch")
    ring = Ringing("s1", "c1", noon, "13900000000", CallerPlace(106.6, 35.2, 100))
    picked = Answered("s2", "c1", noon + 6 * SECOND, "lin")
    ended = HungUp("s3", "c1", noon + 60 * SECOND)
    make.officer("lin")
    for signal in (ended, picked, ring):
        take_signal(signal=signal, actor=switch, at=noon)

    call = Call.objects.get()
    assert call.rang_at == noon
    assert call.answered_at == noon + 6 * SECOND
    assert (call.state, call.call_back) == (CallState.OPEN, CallBack.NONE)
    assert call.caller is not None
    assert call.caller_metres == 100


def test_a_location_of_a_call_that_never_rang_is_refused_and_may_come_again(noon):
    signal = Located("s9", "nobody", noon, CallerPlace(106.6, 35.2, 100))

    for _ in range(2):
        with pytest.raises(NoSuchCall):
            take_signal(signal=signal, actor=make.officer("switch"), at=noon)
