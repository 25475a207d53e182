"""What one incident shows: clocks, units sent, whom to send and why, timeline, links."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing
from django.db.models import Q

from tocsin.core.dispatching.forces import Option
from tocsin.desks.dispatch.arriving import Arrival, Journey, arrivals
from tocsin.desks.dispatch.models import Assignment, Clock, Incident, IncidentLink, TimelineEntry
from tocsin.desks.dispatch.progress import progress_of
from tocsin.desks.dispatch.queries import with_standing_stamps
from tocsin.desks.dispatch.reasons import nearer_words, shortfall_words, why
from tocsin.desks.dispatch.recommending import Advice, recommend
from tocsin.desks.dispatch.spans import Expected
from tocsin.desks.dispatch.states import (
    MILESTONE_ORDER,
    OPEN_STATES,
    STEP_KINDS,
    IncidentState,
    MilestoneKind,
    UnitProgress,
)
from tocsin.desks.dispatch.telling import (
    Names,
    names_in,
    need_words,
    sentence_of,
)
from tocsin.registers.places import api as places

SALT = "dispatch.advice"
EVERY_PART = frozenset({"state", "advice", "timeline"})
ADVISABLE = OPEN_STATES - {IncidentState.CLEARED}


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that may be sent by one key."""

    number: int
    code: str
    name: str
    seconds: float
    expected: Expected
    why: str
    picked: bool
    taken_from: str
    nearer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdviceShown:
    """A recommendation as the panel shows it, and a sealed copy that comes back with the act."""

    needs: list[str]
    choices: list[Choice]
    gaps: list[str]
    by: str
    sealed: str
    picks: int


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


def advice_for(incident: Incident, at: datetime) -> AdviceShown | None:
    """Recommend whom to send, while anyone may still be sent."""
    if incident.state not in ADVISABLE:
        return None
    return shown(recommend(incident=incident, at=at), incident.number)


def shown(advice: Advice, number: str) -> AdviceShown:
    """Give each unit its number, the recommended ones first, and seal the recommendation."""
    picked = [choice(n, one, advice, picked=True) for n, one in enumerate(advice.found.picks, 1)]
    room = max(0, 9 - len(picked))
    others = [
        choice(n, one, advice, picked=False)
        for n, one in enumerate(advice.found.others[:room], len(picked) + 1)
    ]
    return AdviceShown(
        needs=[need_words(need) for need in advice.needs],
        choices=picked + others,
        gaps=[shortfall_words(gap) for gap in advice.found.shortfalls],
        by=advice.by,
        sealed=seal(advice, number),
        picks=len(picked),
    )


def choice(number: int, option: Option, advice: Advice, *, picked: bool) -> Choice:
    """Describe one unit on the panel."""
    return Choice(
        number=number,
        code=option.code,
        name=advice.units[option.code].name,
        seconds=option.seconds,
        expected=advice.expected[option.code],
        why=why(option, advice),
        picked=picked,
        taken_from=option.taken_from,
        nearer=tuple(nearer_words(option, advice)),
    )


def seal(advice: Advice, number: str) -> str:
    """Seal what was recommended for an incident, so that it comes back as it was shown."""
    kept = {**advice.kept(), "others": others_kept(advice), "for": number}
    return signing.dumps(kept, salt=SALT, compress=True)


def others_kept(advice: Advice) -> list[dict[str, object]]:
    """Write the units that came next."""
    return [
        {
            "unit": one.code,
            "need": one.need.order if one.need else "",
            "tier": one.need.tier if one.need else 1,
            "seconds": round(one.seconds),
            "taken_from": one.taken_from,
        }
        for one in advice.found.others
    ]


def lines_of(incident: Incident, names: Names) -> list[LineShown]:
    """Tell the timeline, newest first."""
    rows = incident.timeline.select_related("by", "struck_by").order_by("-at", "-pk")
    return [LineShown(entry, sentence_of(entry, names)) for entry in rows]
