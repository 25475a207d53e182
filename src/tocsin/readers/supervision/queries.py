"""The report: was it fast, was it right, was it finished?"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tocsin.core import geo, legs
from tocsin.core.legs import Leg, Share
from tocsin.desks.calls.api import CallFact, call_facts
from tocsin.desks.dispatch.api import (
    AssignmentFact,
    ClockFact,
    IncidentFact,
    assignment_facts,
    clock_facts,
    incident_facts,
)
from tocsin.kernel.access.api import Scope
from tocsin.readers.supervision.periods import Period

# Seconds. Answer: NENA-STA-020.1 (90 % within 15 s); process: NFPA 1225 (60 s at 90 %); total: the
# five-minute urban arrival of one local rule. Turnout: a local aim.
TARGETS = {"answer": 15.0, "process": 60.0, "turnout": 60.0, "travel": None, "total": 300.0}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many calls, and what became of them."""

    calls: int
    answered: int
    abandoned: int
    judged: int
    valid: int
    valid_share: Share | None
    invalid: Mapping[str, int]
    linked: int
    incidents: int
    assignments: int
    open: int


@dataclass(frozen=True, slots=True)
class Group:
    """One station, beat or type: its incidents and its legs."""

    code: str
    incidents: int
    legs: Mapping[str, Leg]


@dataclass(frozen=True, slots=True)
class Suspect:
    """An assignment whose stamps are too good to be true."""

    incident: str
    unit: str
    assigned_at: datetime
    metres: float
    travel_seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the first page of supervision shows."""

    period: Period
    tally: Tally
    legs: Mapping[str, Leg]
    bands: Mapping[str, Sequence[int]]
    tiers: Mapping[int, Mapping[str, int]]
    by_day: Mapping[str, Mapping[str, float | None]]
    by_station: Sequence[Group]
    by_beat: Sequence[Group]
    by_type: Sequence[Group]
    too_good: Sequence[Suspect]


def seconds_between(
    starts: Sequence[datetime | None], ends: Sequence[datetime | None]
) -> NDArray[np.float64]:
    """Measure durations in seconds; ``nan`` where a stamp is missing."""
    pairs = zip(starts, ends, strict=True)
    return np.array(
        [(end - start).total_seconds() if start and end else np.nan for start, end in pairs],
        dtype=np.float64,
    )


@dataclass(frozen=True, slots=True)
class Durations:
    """The durations of every leg, in seconds, and what each row belongs to."""

    answer: NDArray[np.float64]
    process: NDArray[np.float64]
    total: NDArray[np.float64]
    receipt: NDArray[np.float64]
    turnout: NDArray[np.float64]
    travel: NDArray[np.float64]
    feedback: NDArray[np.float64]


def durations(
    calls: Sequence[CallFact],
    incidents: Sequence[IncidentFact],
    assignments: Sequence[AssignmentFact],
) -> Durations:
    """Measure every leg."""
    voice = [call for call in calls if call.channel == "telephone" and call.state != "abandoned"]
    sent = [one.assigned_at for one in assignments]
    departed = [one.departed_at for one in assignments]
    return Durations(
        answer=seconds_between(
            [call.rang_at for call in voice], [call.answered_at for call in voice]
        ),
        process=seconds_between(
            [one.answered_at or one.received_at for one in incidents],
            [one.first_assigned_at for one in incidents],
        ),
        total=seconds_between(
            [one.received_at for one in incidents], [one.first_arrived_at for one in incidents]
        ),
        receipt=seconds_between(sent, [one.received_at for one in assignments]),
        turnout=seconds_between(sent, departed),
        travel=seconds_between(departed, [one.arrived_at for one in assignments]),
        feedback=seconds_between(sent, [one.feedback_at for one in assignments]),
    )


def report(scope: Scope, period: Period) -> Report:
    """Build the report of a period, within the reader's scope."""
    where = {
        "bureau_id": scope.bureau_id,
        "since": period.since,
        "until": period.until,
    }
    station = scope.station_id
    calls = call_facts(**where, station_id=station)
    incidents = incident_facts(**where, station_id=station)
    assignments = [one for one in assignment_facts(**where, station_id=station)]
    kept = [one for one in assignments if not one.withdrawn]
    took = durations(calls, incidents, kept)
    group = Grouping(incidents, kept, took)
    return Report(
        period=period,
        tally=tally_of(calls, incidents, assignments),
        legs={name: legs.summarise(getattr(took, name), aim) for name, aim in TARGETS.items()},
        bands={
            "receipt": legs.bands(took.receipt, legs.RECEIPT_BANDS),
            "departure": legs.bands(took.turnout, legs.DEPARTURE_BANDS),
            "feedback": legs.bands(took.feedback, legs.FEEDBACK_BANDS),
        },
        tiers=tiers_of(clock_facts(**where, station_id=station)),
        by_day=by_day(period, calls, incidents, took),
        by_station=group.by(lambda one: one.station),
        by_beat=group.by(lambda one: one.beat),
        by_type=group.by(lambda one: one.type_code),
        too_good=suspects(kept, took),
    )


def tally_of(
    calls: Sequence[CallFact],
    incidents: Sequence[IncidentFact],
    assignments: Sequence[AssignmentFact],
) -> Tally:
    """Count calls and what became of them."""
    kinds = Counter(call.validity for call in calls if call.validity)
    judged = kinds.total()
    valid = kinds.pop("valid", 0)
    return Tally(
        calls=len(calls),
        answered=sum(call.answered_at is not None for call in calls),
        abandoned=sum(call.state == "abandoned" for call in calls),
        judged=judged,
        valid=valid,
        valid_share=legs.wilson(valid, judged) if judged else None,
        invalid=dict(sorted(kinds.items())),
        linked=sum(call.is_linked for call in calls),
        incidents=len(incidents),
        assignments=len(assignments),
        open=sum(one.state not in {"closed", "merged", "transferred"} for one in incidents),
    )


def tiers_of(facts: Sequence[ClockFact]) -> Mapping[int, Mapping[str, int]]:
    """Arrange the ends of the response clocks by tier."""
    found: dict[int, dict[str, int]] = {}
    for fact in facts:
        found.setdefault(fact.tier, {})[fact.state] = fact.count
    return found


def by_day(
    period: Period, calls: Sequence[CallFact], incidents: Sequence[IncidentFact], took: Durations
) -> Mapping[str, Mapping[str, float | None]]:
    """Give each day its calls, its incidents and its median total, for the sparklines."""
    zone = period.since.tzinfo
    came = Counter(call.rang_at.astimezone(zone).date().isoformat() for call in calls)
    days = [one.received_at.astimezone(zone).date().isoformat() for one in incidents]
    happened = Counter(days)
    medians = {day: leg.p50 for day, leg in legs.grouped(took.total, days).items()}
    return {
        day: {
            "calls": came.get(day, 0),
            "incidents": happened.get(day, 0),
            "total_p50": medians.get(day),
        }
        for day in sorted(came.keys() | happened.keys())
    }


class Grouping:
    """Summarises the legs of incidents and assignments by station, beat or type."""

    def __init__(
        self,
        incidents: Sequence[IncidentFact],
        assignments: Sequence[AssignmentFact],
        took: Durations,
    ) -> None:
        self.incidents = incidents
        self.assignments = assignments
        self.took = took

    def by(self, key: Callable[[IncidentFact | AssignmentFact], str]) -> list[Group]:
        """Group by what the key reads from each row; rows without one are left out."""
        of_incident = [key(one) for one in self.incidents]
        of_assignment = [key(one) for one in self.assignments]
        took = self.took
        parts = {
            "process": legs.grouped(took.process, of_incident, TARGETS["process"]),
            "turnout": legs.grouped(took.turnout, of_assignment, TARGETS["turnout"]),
            "travel": legs.grouped(took.travel, of_assignment),
            "total": legs.grouped(took.total, of_incident, TARGETS["total"]),
        }
        nothing = legs.summarise(np.empty(0))
        counts = Counter(of_incident)
        return [
            Group(code, counts[code], {name: part.get(code, nothing) for name, part in parts.items()})
            for code in sorted(counts)
            if code
        ]


def suspects(assignments: Sequence[AssignmentFact], took: Durations) -> list[Suspect]:
    """List the assignments whose stamps are too good to be true."""
    metres = np.array(
        [
            geo.haversine_metres(one.from_lon, one.from_lat, one.lon, one.lat)
            if one.from_lon is not None and one.from_lat is not None
            else np.nan
            for one in assignments
        ],
        dtype=np.float64,
    )
    flags = legs.too_good(took.turnout, took.travel, metres)
    return [
        Suspect(one.incident, one.unit, one.assigned_at, float(far), float(travel))
        for one, flag, far, travel in zip(assignments, flags, metres, took.travel, strict=True)
        if flag
    ]
