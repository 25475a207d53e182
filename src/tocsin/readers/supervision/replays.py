"""The replay of one incident: what happened when, and where the units were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tocsin.desks.dispatch.api import Assignment, MilestoneKind, Story
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Fix

BEFORE = timedelta(seconds=60)
STATES = {
    MilestoneKind.ASSIGNED: "assigned",
    MilestoneKind.RECEIVED: "assigned",
    MilestoneKind.DEPARTED: "en_route",
    MilestoneKind.ARRIVED: "on_scene",
    MilestoneKind.FEEDBACK: "on_scene",
    MilestoneKind.TRANSPORT: "transporting",
    MilestoneKind.CLEARED: "returning",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, in words."""

    at: datetime
    sentence: str
    text: str
    kind: str
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """One unit on one assignment: what it was doing from when on, and where it was."""

    unit: str
    states: Sequence[tuple[datetime, str]]
    trail: Sequence[Fix]
    until: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """An incident as it can be played again."""

    story: Story
    start: datetime
    end: datetime
    moments: Sequence[Moment]
    tracks: Sequence[Track]


def replay_of(story: Story, at: datetime) -> Replay:
    """Put an incident in the order in which it happened; one that is open plays until now."""
    moments = moments_of(story)
    start = min(moment.at for moment in moments)
    end = at if story.incident.closed_at is None else max(moment.at for moment in moments)
    windows = [window_of(one, end) for one in story.assignments]
    trails = units.trails(windows)
    tracks = [
        track_of(one, trails.get(one.unit_id, []), window)
        for one, window in zip(story.assignments, windows, strict=True)
    ]
    return Replay(story, start, max(end, start), moments, tracks)


def moments_of(story: Story) -> list[Moment]:
    """List everything that happened, from the ring of the telephone on."""
    incident = story.incident
    first = [
        (incident.received_at, _("The call came in")),
        (incident.answered_at, _("The call was answered")),
        (incident.located_at, _("The place was found")),
    ]
    rang = [Moment(at, sentence, "", "call") for at, sentence in first if at is not None]
    told = [
        Moment(
            at=line.entry.at,
            sentence=line.sentence,
            text=line.entry.text,
            kind=line.entry.kind,
            struck=line.entry.struck_at is not None,
        )
        for line in story.lines
    ]
    return sorted(rang + told, key=lambda moment: moment.at)


def window_of(assignment: Assignment, end: datetime) -> tuple[int, datetime, datetime]:
    """Say for which span of time a unit is followed."""
    until = assignment.ended_at or end
    return assignment.unit_id, assignment.assigned_at - BEFORE, until


def track_of(
    assignment: Assignment, trail: Sequence[Fix], window: tuple[int, datetime, datetime]
) -> Track:
    """Follow one unit; without any fix it stands where it was when it was sent."""
    _unit, since, until = window
    stamps = [
        (stamp.at, STATES[MilestoneKind(stamp.kind)]) for stamp in assignment.milestones.all()
    ]
    states = sorted(stamps, key=lambda pair: pair[0]) or [(assignment.assigned_at, "assigned")]
    fixes = [fix for fix in trail if since <= fix.fixed_at <= until]
    if not fixes and assignment.from_lon is not None and assignment.from_lat is not None:
        place = (assignment.from_lon, assignment.from_lat)
        fixes = [Fix(assignment.unit_id, *place, assignment.assigned_at)]
    return Track(assignment.unit.name, states, fixes, until)


Plain = Mapping[str, object]


def plain_replay(replay: Replay) -> Plain:
    """Write a replay for the page's script: times in seconds since the start."""
    incident = replay.story.incident

    def since(moment: datetime) -> float:
        return round((moment - replay.start).total_seconds(), 1)

    return {
        "number": incident.number,
        "place": incident.place_text,
        "level": incident.priority,
        "lon": incident.lon,
        "lat": incident.lat,
        "start": replay.start.isoformat(),
        "zone": incident.bureau.time_zone,
        "seconds": since(replay.end),
        "moments": [
            {"at": since(one.at), "sentence": one.sentence, "kind": one.kind}
            for one in replay.moments
        ],
        "tracks": [
            {
                "unit": track.unit,
                "states": [[since(moment), state] for moment, state in track.states],
                "trail": [[since(fix.fixed_at), fix.lon, fix.lat] for fix in track.trail],
                "until": since(track.until),
            }
            for track in replay.tracks
        ],
    }
