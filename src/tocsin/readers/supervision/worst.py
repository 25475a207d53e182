"""The incidents a supervisor should look at first: very late, or without data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from tocsin.desks.dispatch.api import AssignmentFact, IncidentFact
from tocsin.readers.supervision.measuring import TARGETS, Durations, Seconds

LISTED = 20


class Flaw(StrEnum):
    """What is amiss with the stamps of an incident."""

    NO_ARRIVAL = "no_arrival"
    NO_DEPARTURE = "no_departure"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Noted:
    """An incident worth a look: its legs in seconds, and what is amiss with its stamps."""

    number: str
    place: str
    type_code: str
    type_name: str
    priority: int
    station: str
    received_at: datetime
    process_seconds: float | None
    total_seconds: float | None
    flaws: Sequence[Flaw] = ()


@dataclass(frozen=True, slots=True)
class Worst:
    """The latest arrivals, and the incidents with legs that have no data; with their numbers."""

    late_count: int
    late: Sequence[Noted]
    no_data_count: int
    no_data: Sequence[Noted]


def worst_of(
    incidents: Sequence[IncidentFact], assignments: Sequence[AssignmentFact], took: Durations
) -> Worst:
    """Pick the incidents to look at first, the worst first, the newest first among equals."""
    flaws = flaws_of(incidents, assignments, took)
    target = TARGETS["total"]
    total = np.where(np.isfinite(took.total), took.total, -1.0)
    late = [place for place in np.argsort(-total, kind="stable") if total[place] > (target or 0)]
    flawed = [place for place, found in enumerate(flaws) if found][::-1]

    def noted(place: int) -> Noted:
        return note(
            incidents[place], known(took.process, place), known(took.total, place), flaws[place]
        )

    return Worst(
        late_count=len(late),
        late=[noted(int(place)) for place in late[:LISTED]],
        no_data_count=len(flawed),
        no_data=[noted(place) for place in flawed[:LISTED]],
    )


def known(seconds: Seconds, place: int) -> float | None:
    """Read a duration; None where there is no usable one."""
    value = float(seconds[place])
    return value if np.isfinite(value) and value >= 0 else None


def note(
    one: IncidentFact, process: float | None, total: float | None, flaws: Sequence[Flaw]
) -> Noted:
    """Describe one incident."""
    return Noted(
        number=one.number,
        place=one.place,
        type_code=one.type_code,
        type_name=one.type_name,
        priority=one.priority,
        station=one.station,
        received_at=one.received_at,
        process_seconds=process,
        total_seconds=total,
        flaws=tuple(flaws),
    )


def flaws_of(
    incidents: Sequence[IncidentFact], assignments: Sequence[AssignmentFact], took: Durations
) -> list[list[Flaw]]:
    """Find for each incident what its stamps lack or contradict."""
    found: dict[str, set[Flaw]] = {}
    for one, turnout, travel in zip(assignments, took.turnout, took.travel, strict=True):
        flaws = found.setdefault(one.incident, set())
        if np.isnan(turnout):
            flaws.add(Flaw.NO_DEPARTURE)
        if np.isnan(travel) and one.arrived_at is None:
            flaws.add(Flaw.NO_ARRIVAL)
        if turnout < 0 or travel < 0:
            flaws.add(Flaw.CONTRADICTION)
    for incident, process, total in zip(incidents, took.process, took.total, strict=True):
        if process < 0 or total < 0:
            found.setdefault(incident.number, set()).add(Flaw.CONTRADICTION)
        if np.isnan(total):
            found.setdefault(incident.number, set()).add(Flaw.NO_ARRIVAL)
    return [sorted(found.get(one.number, ())) for one in incidents]
