"""Incidents and what was sent to them, written for programs."""

from collections.abc import Iterable, Mapping

from tocsin.desks.dispatch.board.panel import LineShown, Panel, SentShown, sent_of
from tocsin.desks.dispatch.models import Assignment, Clock, Incident
from tocsin.desks.dispatch.recommending.showing import AdviceShown, Choice
from tocsin.desks.dispatch.travel.arriving import arrival_written

Written = dict[str, object]
AS_STORED = (
    "number", "state", "priority", "type_code", "place_text", "place_words", "place_code", "lon",
    "lat", "words", "area_class", "received_at", "answered_at", "opened_at", "closed_at",
    "disposition", "outcome", "version",
)  # fmt: skip


def incident_written(incident: Incident, types: Mapping[str, str]) -> Written:
    """Write one incident; ``types`` names its type in the reader's language."""
    return {
        **{name: getattr(incident, name) for name in AS_STORED},
        "type_name": types.get(incident.type_code, incident.type_name),
        "station": incident.station.code if incident.station else None,
        "beat": incident.beat.code if incident.beat else None,
        "head": incident.head.number if incident.head else None,
    }


def whole_written(panel: Panel) -> Written:
    """Write one incident with everything that belongs to it."""
    incident = panel.incident
    return {
        **incident_written(incident, {incident.type_code: panel.type_name}),
        "answers": {name: str(answer) for name, answer in incident.answers.items()},
        "clocks": [clock_written(clock) for clock in panel.clocks],
        "assignments": [sent_written(row) for row in in_order([*panel.sent, *panel.over])],
        "timeline": [line_written(line) for line in panel.lines],
        "links": [
            {"number": shown.other.number, "reason": shown.link.reason} for shown in panel.links
        ],
        "merged": [part.number for part in panel.merged],
    }


def in_order(rows: Iterable[SentShown]) -> list[SentShown]:
    """Sort assignments by when they were made."""
    return sorted(rows, key=lambda row: (row.assignment.assigned_at, row.assignment.pk))


def clock_written(clock: Clock) -> Written:
    """Write one tier of the response clock."""
    names = ("tier", "state", "units_needed", "started_at", "due_at", "stopped_at", "breached_at")
    return {name: getattr(clock, name) for name in names}


def assignment_written(assignment: Assignment) -> Written:
    """Write an assignment whose standing stamps have been read."""
    return sent_written(sent_of(assignment))


def sent_written(row: SentShown) -> Written:
    """Write an assignment with the stamps that stand."""
    names = (
        "tier", "assigned_at", "eta_seconds", "travel_by", "recommended", "overrule_reason",
        "ended_at", "withdrawn", "end_reason",
    )  # fmt: skip
    return {
        "id": row.assignment.pk,
        "unit": row.assignment.unit.code,
        "unit_name": row.assignment.unit.name,
        "progress": row.progress.value,
        **{name: getattr(row.assignment, name) for name in names},
        "post": row.assignment.post_facts,
        "milestones": [
            {"kind": place.kind.value, "at": place.at, "claimed_at": place.claimed_at}
            for place in row.stamps
            if place.at is not None
        ],
        "arrival": arrival_written(row.arrival) if row.arrival else None,
    }


def line_written(line: LineShown) -> Written:
    """Write a line of the timeline."""
    entry = line.entry
    return {
        "at": entry.at,
        "kind": entry.kind,
        "sentence": line.sentence,
        "text": entry.text,
        "by": "Tocsin" if entry.by.is_service else entry.by.name,
        "claimed_at": entry.claimed_at,
        "struck_at": entry.struck_at,
        "strike_reason": entry.strike_reason,
    }


def advice_written(advice: AdviceShown) -> Written:
    """Write a recommendation."""
    return {
        "needs": advice.needs,
        "picks": [choice_written(one) for one in advice.choices if one.picked],
        "others": [choice_written(one) for one in advice.choices if not one.picked],
        "missing": advice.gaps,
        "by": advice.by,
        "seal": advice.sealed,
    }


def choice_written(one: Choice) -> Written:
    """Write one unit of a recommendation."""
    return {
        "unit": one.code,
        "name": one.name,
        "seconds": one.seconds,
        "low_seconds": one.expected.low,
        "high_seconds": one.expected.high,
        "words": one.expected.words,
        "why": one.why,
        "nearer": list(one.nearer),
        "taken_from": one.taken_from,
    }
