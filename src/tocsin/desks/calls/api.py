"""What other parts may ask of the call desk."""

from tocsin.desks.calls.access import call_for, calls_of
from tocsin.desks.calls.facts import CallFact, PlacingFact, call_facts, placing_facts
from tocsin.desks.calls.likeness import LookAlike, look_alikes
from tocsin.desks.calls.models import Call, CallEdit, CallLink
from tocsin.desks.calls.ports import (
    Answered,
    CallerPlace,
    HungUp,
    Located,
    Ringing,
    Signal,
    TelephoneSwitch,
)
from tocsin.desks.calls.queries import calls_of_incident, waiting
from tocsin.desks.calls.retaining import call_standings, callers, let_go_of_caller
from tocsin.desks.calls.services.arriving import (
    Arrival,
    answer,
    hang_up,
    locate_caller,
    receive,
    ring,
    take_by_hand,
)
from tocsin.desks.calls.services.calling_back import is_unsettled, record_call_back, show_caller
from tocsin.desks.calls.services.editing import keep_caller, keep_edit
from tocsin.desks.calls.services.hearing import hear, take_signal
from tocsin.desks.calls.services.linking import link, unlink
from tocsin.desks.calls.services.saving import Judgement, judge, save_call
from tocsin.desks.calls.spooling import leave_arrival, leave_signal
from tocsin.desks.calls.states import CallBack, CallState, Channel, Validity
from tocsin.desks.calls.told import Place, Told
from tocsin.desks.calls.traces import AT_THE_EDGES, LOOKS, CallTrace, call_traces

__all__ = [
    "AT_THE_EDGES",
    "LOOKS",
    "Answered",
    "Arrival",
    "Call",
    "CallBack",
    "CallEdit",
    "CallFact",
    "CallLink",
    "CallState",
    "CallTrace",
    "CallerPlace",
    "Channel",
    "HungUp",
    "Judgement",
    "Located",
    "LookAlike",
    "Place",
    "PlacingFact",
    "Ringing",
    "Signal",
    "TelephoneSwitch",
    "Told",
    "Validity",
    "answer",
    "call_facts",
    "call_for",
    "call_standings",
    "call_traces",
    "callers",
    "calls_of",
    "calls_of_incident",
    "hang_up",
    "hear",
    "is_unsettled",
    "judge",
    "keep_caller",
    "keep_edit",
    "leave_arrival",
    "leave_signal",
    "let_go_of_caller",
    "link",
    "locate_caller",
    "look_alikes",
    "placing_facts",
    "receive",
    "record_call_back",
    "ring",
    "save_call",
    "show_caller",
    "take_by_hand",
    "take_signal",
    "unlink",
    "waiting",
]
