"""Durations of every leg, measured from the stamps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tocsin.desks.calls.api import CallFact
from tocsin.desks.dispatch.api import OPEN_STATES, AssignmentFact, IncidentFact

Seconds = NDArray[np.float64]
Stamp = datetime | None
# Seconds. Answer: NENA-STA-020.1 (90 % within 15 s); process: NFPA 1225 (60 s at 90 %); total: the
# five-minute urban arrival of one local rule. Turnout: a local aim.
TARGETS = {"answer": 15.0, "process": 60.0, "turnout": 60.0, "travel": None, "total": 300.0}


@dataclass(frozen=True, slots=True)
class Durations:
    """The durations of every leg in seconds: of calls, of incidents, of assignments."""

    answer: Seconds
    process: Seconds
    total: Seconds
    receipt: Seconds
    turnout: Seconds
    travel: Seconds
    feedback: Seconds


def seconds_between(start: Stamp, end: Stamp, *, running: bool) -> float:
    """Measure a duration: ``inf`` where it has not ended yet, ``nan`` where a stamp is missing."""
    if end is None:
        return np.inf if running else np.nan
    return np.nan if start is None else (end - start).total_seconds()


def is_answerable(call: CallFact) -> bool:
    """Say whether a call rang on a telephone and its caller did not give up."""
    return call.channel == "telephone" and not gave_up(call)


def gave_up(call: CallFact) -> bool:
    """Say whether a caller hung up before the answer, also one who was rung back afterwards."""
    unanswered = call.answered_at is None and call.state != "ringing"
    return call.state == "abandoned" or (call.channel == "telephone" and unanswered)


def is_ours(incident: IncidentFact) -> bool:
    """Say whether the bureau answered for an incident itself, and sends or sent someone."""
    if incident.state in {"merged", "transferred"}:
        return False
    return incident.state in OPEN_STATES or incident.assignments > 0


def measured(
    calls: Sequence[CallFact],
    incidents: Sequence[IncidentFact],
    assignments: Sequence[AssignmentFact],
) -> Durations:
    """Measure every leg; the rows keep the order of what they were measured on."""
    receipt, turnout, travel, feedback = legs_of(assignments)
    return Durations(
        answer=as_array(
            seconds_between(call.rang_at, call.answered_at, running=call.state == "ringing")
            for call in calls
        ),
        process=as_array(
            seconds_between(
                one.answered_at or one.received_at,
                one.first_assigned_at,
                running=one.state in OPEN_STATES,
            )
            for one in incidents
        ),
        total=as_array(
            seconds_between(one.received_at, one.first_arrived_at, running=one.state in OPEN_STATES)
            for one in incidents
        ),
        receipt=receipt,
        turnout=turnout,
        travel=travel,
        feedback=feedback,
    )


def as_array(values: Iterable[float]) -> Seconds:
    """Keep durations in an array."""
    return np.fromiter(values, dtype=np.float64)


def legs_of(assignments: Sequence[AssignmentFact]) -> tuple[Seconds, Seconds, Seconds, Seconds]:
    """Measure receipt, turnout, travel and feedback; a stamp passed over is missing."""
    rows = [legs_of_one(one) for one in assignments]
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def legs_of_one(one: AssignmentFact) -> tuple[float, float, float, float]:
    """Measure the legs of one assignment: a leg runs until a later stamp or the end is there."""
    stamps = [one.received_at, one.departed_at, one.arrived_at, one.feedback_at, one.cleared_at]
    going = [one.ended_at is None and not any(stamps[place:]) for place in range(len(stamps))]
    return (
        seconds_between(one.assigned_at, one.received_at, running=going[0]),
        seconds_between(one.assigned_at, one.departed_at, running=going[1]),
        seconds_between(one.departed_at, one.arrived_at, running=going[2]),
        seconds_between(one.assigned_at, one.feedback_at, running=going[3]),
    )
