"""What one incident shows: clocks, units sent, timeline, links, and whom to send."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from tocsin.desks.dispatch.incidents.telling import Names, names_in, sentence_of
from tocsin.desks.dispatch.models import Assignment, Clock, Incident, IncidentLink, TimelineEntry
from tocsin.desks.dispatch.queries.engagements import with_standing_stamps
from tocsin.desks.dispatch.queries.progress import progress_of
from tocsin.desks.dispatch.recommending.showing import AdviceShown, advice_for
from tocsin.desks.dispatch.states import (
    MILESTONE_ORDER,
    STEP_KINDS,
    MilestoneKind,
    UnitProgress,
)
from tocsin.desks.dispatch.travel.arriving import Arrival, Journey, arrivals
from tocsin.registers.places import api as places

EVERY_PART = frozenset({"state", "advice", "timeline"})


@dataclass(frozen=True, slots=True)
class StampShown:
    """One place for a stamp: when it was made, or that it is missing."""

    kind: MilestoneKind
    at: datetime | None = None
    claimed_at: datetime | None = None
    pk: int | None = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class SentShown:
    """An assignment with its stamps and the step that comes next."""

    assignment: Assignment
    progress: UnitProgress
    stamps: list[StampShown]
    arrival: Arrival | None = None

    @property
    def next_steps(self) -> list[MilestoneKind]:
        """The steps that may be stamped now."""
        if self.assignment.ended_at is not None:
            return []
        done = [place.kind for place in self.stamps if place.at is not None]
        last = max((MILESTONE_ORDER.index(kind) for kind in done), default=0)
        return [kind for kind in MILESTONE_ORDER[last + 1 :] if kind in STEP_KINDS]


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the timeline, told in the reader's language."""

    entry: TimelineEntry
    sentence: str


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link and the incident at its other end."""

    link: IncidentLink
    other: Incident


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything the panel of one incident shows."""

    incident: Incident
    type_name: str
    clocks: list[Clock]
    sent: list[SentShown]
    over: list[SentShown]
    advice: AdviceShown | None
    hazards: list[places.PremisesHere]
    links: list[LinkShown]
    merged: list[Incident]
    lines: list[LineShown] = field(default_factory=list)
    # What the caller called the place, where the register does not know it.
    other_name: str = ""


def panel_of(incident: Incident, at: datetime, *, parts: frozenset[str] = EVERY_PART) -> Panel:
    """Read the panel of an incident, or only the parts of it that are shown anew."""
    state = "state" in parts
    names = names_in(incident.bureau)
    rows = sent_to(incident, at) if state else []
    return Panel(
        incident=incident,
        type_name=names.type_of(incident),
        clocks=list(incident.clocks.all()) if state else [],
        sent=[row for row in rows if row.assignment.ended_at is None],
        over=[row for row in rows if row.assignment.ended_at is not None],
        advice=advice_for(incident, at) if "advice" in parts else None,
        hazards=hazards_at(incident) if state else [],
        links=links_of(incident) if state else [],
        merged=list(incident.merged.all()) if state else [],
        lines=lines_of(incident, names) if "timeline" in parts else [],
        other_name=name_heard(incident) if state else "",
    )


def name_heard(incident: Incident) -> str:
    """Say which other name of the place may be recorded from the caller's words."""
    return places.name_to_offer(
        bureau=incident.bureau,
        code=incident.place_code,
        words=incident.place_words,
        text=incident.place_text,
        source=incident.number,
    )


def hazards_at(incident: Incident) -> list[places.PremisesHere]:
    """List what a crew must know of the buildings there."""
    near = places.premises_near(incident.bureau, incident.lon, incident.lat)
    return [here for here in near if here.hazards or here.access_notes]


def links_of(incident: Incident) -> list[LinkShown]:
    """List the incidents that have to do with this one."""
    links = IncidentLink.objects.filter(
        Q(first=incident) | Q(second=incident), bureau_id=incident.bureau_id, ended_at=None
    )
    return [
        LinkShown(link, link.second if link.first_id == incident.pk else link.first)
        for link in links.select_related("first", "second")
    ]


def assignments_of(incident: Incident) -> list[Assignment]:
    """List the assignments of an incident with the stamps that stand."""
    rows = Assignment.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    return list(with_standing_stamps(rows.select_related("unit__position", "assigned_by")))


def sent_to(incident: Incident, at: datetime) -> list[SentShown]:
    """List who was sent, and when those under way will be there."""
    rows = assignments_of(incident)
    journeys = [
        Journey(
            row.unit,
            incident,
            progress_of(stamp.kind for stamp in row.milestones.all()),
            row.post,
        )
        for row in rows
        if row.ended_at is None
    ]
    there = arrivals(incident.bureau, journeys, at)
    return [sent_of(row, there.get(row.unit_id) if row.ended_at is None else None) for row in rows]


def sent_of(row: Assignment, arrival: Arrival | None = None) -> SentShown:
    """Lay the stamps of an assignment out in their order, the missing ones too."""
    there = {stamp.kind: stamp for stamp in row.milestones.all()}
    last = max((MILESTONE_ORDER.index(MilestoneKind(kind)) for kind in there), default=0)
    stamps = [
        StampShown(
            kind,
            there[kind].at if kind in there else None,
            there[kind].claimed_at if kind in there else None,
            there[kind].pk if kind in there else None,
            passed=MILESTONE_ORDER.index(kind) < last,
        )
        for kind in MILESTONE_ORDER
        if kind in there or kind in STEP_KINDS
    ]
    return SentShown(row, progress_of(there), stamps, arrival)


def lines_of(incident: Incident, names: Names) -> list[LineShown]:
    """Tell the timeline, newest first."""
    rows = incident.timeline.select_related("by", "struck_by").order_by("-at", "-pk")
    return [LineShown(entry, sentence_of(entry, names)) for entry in rows]
