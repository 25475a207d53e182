"""Read the report: whether it was fast, right and finished."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

import numpy as np

from tocsin.core import geo, legs
from tocsin.core.legs import Leg, Share
from tocsin.desks.calls.api import CallFact, call_facts
from tocsin.desks.dispatch.api import (
    OPEN_STATES,
    AssignmentFact,
    ClockFact,
    ClockState,
    IncidentFact,
    assignment_facts,
    clock_facts,
    incident_facts,
)
from tocsin.kernel.access.api import Scope
from tocsin.readers.supervision.course import Step, course_of
from tocsin.readers.supervision.measuring import (
    TARGETS,
    Durations,
    Seconds,
    gave_up,
    is_answerable,
    is_ours,
    measured,
)
from tocsin.readers.supervision.periods import Period
from tocsin.readers.supervision.worst import Worst, worst_of


class Where(TypedDict):
    """Which rows a report is about."""

    bureau_id: int
    since: datetime
    until: datetime
    station_id: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many calls and incidents, and what became of them."""

    calls: int
    answered: int
    abandoned: int
    judged: int
    valid: int
    valid_share: Share | None
    invalid: Mapping[str, int]
    linked: int
    incidents: int
    open: int
    merged: int
    transferred: int
    closed_without_sending: int
    assignments: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Tier:
    """How the clocks of one tier of the response ended."""

    tier: int
    met: int
    missed: int
    running: int
    void: int
    share: Share | None


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
    tiers: Sequence[Tier]
    course: Sequence[Step]
    by_station: Sequence[Group]
    by_beat: Sequence[Group]
    by_type: Sequence[Group]
    worst: Worst
    too_good: Sequence[Suspect]


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of, and which of it is measured."""

    calls: Sequence[CallFact]
    incidents: Sequence[IncidentFact]
    assignments: Sequence[AssignmentFact]
    rang: Sequence[CallFact]
    ours: Sequence[IncidentFact]
    sent: Sequence[AssignmentFact]
    took: Durations

    @property
    def tally(self) -> Tally:
        """Count calls and incidents."""
        return tally_of(self.calls, self.incidents, self.assignments)

    @property
    def legs(self) -> Mapping[str, Leg]:
        """Summarise every leg of the whole bureau or station."""
        return {
            name: legs.summarise(getattr(self.took, name), aim) for name, aim in TARGETS.items()
        }


def material(where: Where) -> Material:
    """Read what a report is made of: three queries."""
    calls = call_facts(**where)
    incidents = incident_facts(**where)
    assignments = assignment_facts(**where)
    rang = [call for call in calls if is_answerable(call)]
    ours = [one for one in incidents if is_ours(one)]
    sent = [one for one in assignments if not one.withdrawn]
    return Material(calls, incidents, assignments, rang, ours, sent, measured(rang, ours, sent))


@dataclass(frozen=True, slots=True)
class Brief:
    """The few figures of a bureau that are told to everybody, and its incidents by kind."""

    tally: Tally
    legs: Mapping[str, Leg]
    tiers: Sequence[Tier]
    by_station_and_type: Mapping[tuple[str, str], int]


def brief(bureau_id: int, since: datetime, until: datetime) -> Brief:
    """Work out the few figures from one moment until another, as the report does."""
    where: Where = {
        "bureau_id": bureau_id,
        "since": since,
        "until": until,
        "station_id": None,
    }
    found = material(where)
    kinds = Counter((one.station, one.type_code) for one in found.incidents)
    return Brief(found.tally, found.legs, tiers_of(clock_facts(**where)), kinds)


def report(scope: Scope, period: Period) -> Report:
    """Build the report of a period, within the reader's scope: four queries."""
    where: Where = {
        "bureau_id": scope.bureau_id,
        "since": period.since,
        "until": period.until,
        "station_id": scope.station_id,
    }
    found = material(where)
    ours, sent, took = found.ours, found.sent, found.took
    group = Grouping(ours, sent, took)
    return Report(
        period=period,
        tally=found.tally,
        legs=found.legs,
        bands={
            "receipt": legs.bands(took.receipt, legs.RECEIPT_BANDS),
            "departure": legs.bands(took.turnout, legs.DEPARTURE_BANDS),
            "feedback": legs.bands(took.feedback, legs.FEEDBACK_BANDS),
        },
        tiers=tiers_of(clock_facts(**where)),
        course=course_of(
            period,
            calls=found.calls,
            rang=found.rang,
            incidents=found.incidents,
            ours=ours,
            sent=sent,
            took=took,
        ),
        by_station=group.by(lambda one: one.station),
        by_beat=group.by(lambda one: one.beat),
        by_type=group.by(lambda one: one.type_code),
        worst=worst_of(ours, sent, took),
        too_good=suspects(sent, took),
    )


def tally_of(
    calls: Sequence[CallFact],
    incidents: Sequence[IncidentFact],
    assignments: Sequence[AssignmentFact],
) -> Tally:
    """Count calls and incidents, and what became of them."""
    kinds = Counter(call.validity for call in calls if call.validity)
    judged = kinds.total()
    valid = kinds.pop("valid", 0)
    return Tally(
        calls=len(calls),
        answered=sum(call.answered_at is not None for call in calls),
        abandoned=sum(gave_up(call) for call in calls),
        judged=judged,
        valid=valid,
        valid_share=legs.wilson(valid, judged) if judged else None,
        invalid=dict(sorted(kinds.items())),
        linked=sum(call.is_linked for call in calls),
        incidents=len(incidents),
        open=sum(one.state in OPEN_STATES for one in incidents),
        merged=sum(one.state == "merged" for one in incidents),
        transferred=sum(one.state == "transferred" for one in incidents),
        closed_without_sending=sum(
            one.state == "closed" and not one.assignments for one in incidents
        ),
        assignments=len(assignments),
        withdrawn=sum(one.withdrawn for one in assignments),
    )


def tiers_of(facts: Sequence[ClockFact]) -> list[Tier]:
    """Count the ends of the response clocks of each tier."""
    found: dict[int, Counter[str]] = {tier: Counter() for tier in (1, 2, 3)}
    for fact in facts:
        found[fact.tier][fact.state] += fact.count
    return [tier_of(tier, ends) for tier, ends in found.items()]


def tier_of(tier: int, ends: Mapping[str, int]) -> Tier:
    """Summarise one tier; clocks still running or not counted are no part of the share."""
    met, missed = ends[ClockState.MET], ends[ClockState.BREACHED]
    return Tier(
        tier=tier,
        met=met,
        missed=missed,
        running=ends[ClockState.RUNNING] + ends[ClockState.WARNED],
        void=ends[ClockState.VOID],
        share=legs.wilson(met, met + missed) if met + missed else None,
    )


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
        """Group by what the key reads from each row; rows without it form a group without code."""
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
        codes = sorted({*of_incident, *of_assignment})
        return [
            Group(code, counts[code], {leg: part.get(code, nothing) for leg, part in parts.items()})
            for code in codes
        ]


def suspects(assignments: Sequence[AssignmentFact], took: Durations) -> list[Suspect]:
    """List the assignments whose stamps are too good to be true."""
    metres = metres_away(assignments)
    flags = legs.too_good(took.turnout, took.travel, metres)
    return [
        Suspect(one.incident, one.unit, one.assigned_at, float(far), float(travel))
        for one, flag, far, travel in zip(assignments, flags, metres, took.travel, strict=True)
        if flag
    ]


def metres_away(assignments: Sequence[AssignmentFact]) -> Seconds:
    """Measure how far each unit was when it was sent; ``nan`` where that is not known."""
    places = [(one.from_lon, one.from_lat, one.lon, one.lat) for one in assignments]
    table = np.array(places, dtype=np.float64).reshape(-1, 4)
    return geo.haversine_metres(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
