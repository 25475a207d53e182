from datetime import timedelta
from itertools import product

import pytest

from tests import make, make_calls
from tocsin.desks.calls.api import hang_up, record_call_back, save_call
from tocsin.desks.calls.errors import WrongState
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.steps import advance
from tocsin.desks.calls.states import ALLOWED, CallState, may_change

STATES = list(CallState)


@pytest.mark.parametrize(("now", "then"), list(product(STATES, STATES)))
def test_a_call_changes_only_as_the_table_says(now, then):
    call = Call(number="J1", state=now)

    if may_change(now, then):
        advance(call, then)
        assert call.state == then
    else:
        with pytest.raises(WrongState, match="J1"):
            advance(call, then)
        assert call.state == now


def test_every_state_is_in_the_table_and_every_change_has_a_reason():
    assert set(ALLOWED) == set(STATES)
    assert all(reason for changes in ALLOWED.values() for reason in changes.values())


def test_every_state_can_be_reached_from_a_ring():
    reached, frontier = set(), {CallState.RINGING}
    while frontier:
        reached |= frontier
        frontier = {then for now in frontier for then in ALLOWED[now]} - reached

    assert reached == set(STATES)


def test_a_call_walks_every_state_by_its_services(noon):

    lin, switch = make.officer("lin"), make.officer("switch")
    call = make_calls.ringing()
    walked = [call.state]
    call = hang_up(call=call, actor=switch, at=noon + timedelta(seconds=20))
    walked.append(call.state)
    call = record_call_back(call=call, reached=True, actor=lin, at=noon + timedelta(minutes=2))
    walked.append(call.state)
    call = save_call(call=call, told=make_calls.told(), actor=lin, at=noon + timedelta(minutes=3))
    walked.append(call.state)

    assert walked == ["ringing", "abandoned", "open", "saved"]
    assert call.answered_at is None, "a call nobody answered has no answer time"
