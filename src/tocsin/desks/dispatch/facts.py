"""What supervision reads of incidents and assignments: plain facts, none of them personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tocsin.desks.dispatch.board.panel import LineShown, lines_of
from tocsin.desks.dispatch.incidents.telling import names_in
from tocsin.desks.dispatch.models import Assignment, Clock, Incident, TimelineEntry
from tocsin.desks.dispatch.queries.engagements import with_standing_stamps
from tocsin.desks.dispatch.states import EntryKind, MilestoneKind
from tocsin.kernel.access.api import Scope, fetch


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """One incident's stamps."""

    number: str
    type_code: str
    type_name: str
    priority: int
    state: str
    area_class: str
    station: str
    beat: str
    received_at: datetime
    answered_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    first_assigned_at: datetime | None
    first_arrived_at: datetime | None
    assignments: int
    place: str


@dataclass(frozen=True, slots=True)
class AssignmentFact:
    """One assignment's stamps, and where its unit was when it was sent."""

    incident: str
    type_code: str
    station: str
    beat: str
    unit: str
    unit_kind: str
    tier: int
    assigned_at: datetime
    from_lon: float | None
    from_lat: float | None
    lon: float
    lat: float
    withdrawn: bool
    received_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    feedback_at: datetime | None
    cleared_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockFact:
    """How the clocks of one tier ended."""

    tier: int
    state: str
    count: int


def opened(
    bureau_id: int, since: datetime, until: datetime, station_id: int | None
) -> QuerySet[Incident]:
    """Find the incidents received in a period."""
    rows = Incident.objects.filter(
        bureau_id=bureau_id, received_at__gte=since, received_at__lt=until
    )
    return rows if station_id is None else rows.filter(station_id=station_id)


def incident_facts(
    *, bureau_id: int, since: datetime, until: datetime, station_id: int | None = None
) -> list[IncidentFact]:
    """List the incidents received from one moment until before another."""
    current = Q(
        assignments__milestones__kind=MilestoneKind.ARRIVED,
        assignments__milestones__superseded_at=None,
    )
    rows = (
        opened(bureau_id, since, until, station_id)
        .annotate(
            first_assigned=Min("assignments__assigned_at"),
            first_arrived=Min("assignments__milestones__at", filter=current),
            sent=Count("assignments", distinct=True),
        )
        .order_by("received_at", "pk")
        .values_list(
            "number", "type_code", "type_name", "priority", "state", "area_class",
            Coalesce("station__code", Value("")), Coalesce("beat__code", Value("")),
            "received_at", "answered_at", "opened_at", "closed_at",
            "first_assigned", "first_arrived", "sent", "place_text",
        )
    )  # fmt: skip
    return list(starmap(IncidentFact, rows.iterator()))


def assignment_facts(
    *, bureau_id: int, since: datetime, until: datetime, station_id: int | None = None
) -> list[AssignmentFact]:
    """List the assignments of the incidents received in a period."""
    stamps = {
        f"{kind.value}_stamp": Max(
            "milestones__at", filter=Q(milestones__kind=kind, milestones__superseded_at=None)
        )
        for kind in MilestoneKind
        if kind not in {MilestoneKind.ASSIGNED, MilestoneKind.TRANSPORT}
    }
    rows = (
        Assignment.objects.filter(
            bureau_id=bureau_id, incident__in=opened(bureau_id, since, until, station_id)
        )
        .annotate(**stamps)
        .order_by("assigned_at", "pk")
        .values_list(
            "incident__number", "incident__type_code",
            Coalesce("incident__station__code", Value("")),
            Coalesce("incident__beat__code", Value("")),
            "unit__code", "unit__kind", "tier", "assigned_at",
            "from_lon", "from_lat", "incident__lon", "incident__lat", "withdrawn", *stamps,
            "ended_at",
        )
    )  # fmt: skip
    return list(starmap(AssignmentFact, rows.iterator()))


def clock_facts(
    *, bureau_id: int, since: datetime, until: datetime, station_id: int | None = None
) -> list[ClockFact]:
    """Count how the response clocks of the period's incidents ended, by tier."""
    rows = (
        Clock.objects.filter(
            bureau_id=bureau_id, incident__in=opened(bureau_id, since, until, station_id)
        )
        .values_list("tier", "state")
        .annotate(count=Count("pk"))
        .order_by("tier", "state")
    )
    return [ClockFact(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one incident: its lines, and who was sent with the stamps that stand."""

    incident: Incident
    type_name: str
    lines: Sequence[LineShown]
    assignments: Sequence[Assignment]


def story_of(scope: Scope, number: str) -> Story:
    """Fetch an incident within reach by its number, with everything that happened.

    Raises
    ------
    NotThere
        No incident within reach has this number.
    """
    rows = scope.within(Incident.objects.select_related("bureau", "station"))
    incident = fetch(rows, number=number[:24])
    sent = Assignment.objects.filter(bureau_id=scope.bureau_id, incident=incident)
    assignments = list(with_standing_stamps(sent.select_related("unit")))
    names = names_in(incident.bureau)
    return Story(incident, names.type_of(incident), lines_of(incident, names), assignments)


def places_corrected(*, bureau_id: int, since: datetime) -> frozenset[str]:
    """List which incidents opened since a moment had their place written anew afterwards."""
    lines = TimelineEntry.objects.filter(
        incident__bureau_id=bureau_id,
        incident__opened_at__gte=since,
        kind=EntryKind.CHANGE,
        said="amended",
    )
    corrected = lines.filter(facts__field="place_text")
    return frozenset(corrected.values_list("incident__number", flat=True))
