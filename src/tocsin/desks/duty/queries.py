"""What the phone shows: one card, read anew each time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils.translation import pgettext_lazy

from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import Assignment, EntryKind, Incident, Journey, MilestoneKind
from tocsin.desks.duty.models import HelpRequest, PositionSharing
from tocsin.desks.duty.ways import WayShown, way_to, way_to_post
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.places import api as places
from tocsin.registers.units.api import Crew, DutyStatus, Unit, UnitStatus, unit_for

CASE = "incident:"
STEP_WORDS = {
    MilestoneKind.RECEIVED: pgettext_lazy("step on the phone", "Received"),
    MilestoneKind.DEPARTED: pgettext_lazy("step on the phone", "Departed"),
    MilestoneKind.ARRIVED: pgettext_lazy("step on the phone", "Arrived"),
    MilestoneKind.FEEDBACK: pgettext_lazy("step on the phone", "Feedback"),
    MilestoneKind.CLEARED: pgettext_lazy("step on the phone", "Done"),
}
STEPS = list(STEP_WORDS)
TOLD = [EntryKind.NOTE, EntryKind.PHOTO]
MOST_LINES = 30
# How long somebody on scene may be silent before the desk asks after them.
SILENCE = timedelta(minutes=30)
HELP_SHOWN = timedelta(minutes=30)


def case_of(incident: Incident) -> str:
    """Name an incident as a case of files."""
    return f"{CASE}{incident.number}"


def incident_of_case(case: str) -> str:
    """Read the number of the incident from the name of a case."""
    return case.removeprefix(CASE)


@dataclass(frozen=True, slots=True)
class StepShown:
    """One of the five steps: done at a moment, next, or passed over."""

    kind: MilestoneKind
    at: datetime | None
    is_next: bool
    passed: bool

    @property
    def words(self) -> str:
        """What stands on its button."""
        return str(STEP_WORDS[self.kind])


@dataclass(frozen=True, slots=True)
class LineShown:
    """A note or photograph of the incident."""

    entry: dispatch.TimelineEntry
    photo: str


@dataclass(frozen=True, slots=True)
class Work:
    """The assignment on the card, with everything the crew must know."""

    assignment: Assignment
    steps: list[StepShown]
    buildings: list[places.PremisesHere]
    way: WayShown | None
    lines: list[LineShown]
    has_caller: bool
    silent_since: datetime | None
    may_transport: bool = False

    @property
    def incident(self) -> Incident:
        """The incident the unit is sent to."""
        return self.assignment.incident


@dataclass(frozen=True, slots=True)
class Card:
    """The phone of one officer at one moment."""

    officer: Officer
    unit: Unit | None = None
    status: UnitStatus = UnitStatus.OFF_DUTY
    reason: str = ""
    mates: list[str] = field(default_factory=list)
    work: Work | None = None
    sharing_since: datetime | None = None
    help: HelpRequest | None = None
    stand_by: dispatch.StandBy | None = None
    way_to_post: WayShown | None = None


def card_of(officer: Officer, at: datetime) -> Card:
    """Read the card of an officer."""
    unit = unit_for(officer)
    asked = newest_help(officer, at)
    if unit is None:
        return Card(officer, help=asked)
    assignment = dispatch.open_assignment_of(unit)
    crew = crew_now(officer, unit)
    stand_by = None if assignment else dispatch.stand_by_of(unit)
    return Card(
        officer=officer,
        unit=unit,
        status=dispatch.unit_status(unit, at),
        reason=unit.standing.reason,
        mates=[mate.name for mate in crew.members.all() if mate != officer] if crew else [],
        work=work_of(assignment, unit, at) if assignment else None,
        sharing_since=sharing_since(officer, unit, crew),
        help=asked,
        stand_by=stand_by,
        way_to_post=way_to_post(stand_by, unit, at) if stand_by else None,
    )


def crew_now(officer: Officer, unit: Unit) -> Crew | None:
    """Find the crew in which the officer is on shift."""
    rows = Crew.objects.filter(bureau_id=officer.bureau_id, unit=unit, until_at=None)
    return rows.prefetch_related("members").filter(members=officer).first()


def sharing_since(officer: Officer, unit: Unit, crew: Crew | None) -> datetime | None:
    """Say since when the phone shares its position; a consent ends with duty and with the shift."""
    row = PositionSharing.objects.filter(officer=officer, sharing=True).first()
    on_duty = crew is not None and unit.standing.duty != DutyStatus.OFF_DUTY
    if row is None or not on_duty or crew is None or row.since < crew.from_at:
        return None
    return row.since


def newest_help(officer: Officer, at: datetime) -> HelpRequest | None:
    """Find the officer's open call for help, or one answered lately."""
    rows = HelpRequest.objects.filter(bureau_id=officer.bureau_id, officer=officer)
    newest = rows.select_related("answered_by").first()
    if newest is None or (newest.answered_at and newest.answered_at < at - HELP_SHOWN):
        return None
    return newest


def work_of(assignment: Assignment, unit: Unit, at: datetime) -> Work:
    """Read everything about an assignment that its crew must know."""
    incident = assignment.incident
    stamps = standing_stamps(assignment)
    arrived = MilestoneKind.ARRIVED in stamps
    journey = Journey(unit, incident, dispatch.progress_of(stamps), assignment.post)
    return Work(
        assignment=assignment,
        steps=steps_of(stamps),
        buildings=buildings_at(incident),
        way=None if arrived else way_to(journey, at, post_name=assignment.post_words),
        lines=lines_of(incident),
        has_caller=calls_with_caller(incident).exists(),
        silent_since=last_heard([assignment]).get(assignment.pk) if arrived else None,
        may_transport=arrived and MilestoneKind.TRANSPORT not in stamps,
    )


def calls_with_caller(incident: Incident) -> QuerySet[calls.Call]:
    """List the calls about an incident whose callers can be rung back, the first first."""
    rows = calls.Call.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    return rows.exclude(caller=None).select_related("incident").order_by("rang_at", "pk")


def standing_stamps(assignment: Assignment) -> dict[str, datetime]:
    """Map the steps that are stamped to their moments."""
    rows = assignment.milestones.filter(superseded_at=None)
    return dict(rows.values_list("kind", "at"))


def steps_of(stamps: dict[str, datetime]) -> list[StepShown]:
    """Lay the five steps out in their order."""
    done = [index for index, kind in enumerate(STEPS) if kind in stamps]
    last = max(done, default=-1)
    return [
        StepShown(
            kind,
            stamps.get(kind),
            is_next=index == last + 1,
            passed=index < last and kind not in stamps,
        )
        for index, kind in enumerate(STEPS)
    ]


def buildings_at(incident: Incident) -> list[places.PremisesHere]:
    """List buildings at the place of which a crew must know something before it goes in."""
    near = places.premises_near(incident.bureau, incident.lon, incident.lat)
    return [here for here in near if here.hazards or here.access_notes or here.entrances][:3]


def lines_of(incident: Incident) -> list[LineShown]:
    """List the newest notes and photographs of an incident, newest first."""
    rows = incident.timeline.filter(kind__in=TOLD).select_related("by").order_by("-at", "-pk")
    return [LineShown(row, str(row.facts.get("attachment") or "")) for row in rows[:MOST_LINES]]


def last_heard(assignments: Iterable[Assignment]) -> dict[object, datetime]:
    """Map the ids of assignments to when something of their crew was last stored.

    Only what is committed counts: a stamp, or a line that a member of the crew wrote. A message on
    its way, or lost, resets nothing.
    """
    rows = Assignment.objects.filter(pk__in=[one.pk for one in assignments])
    stamped = dict(rows.annotate(last=Max("milestones__recorded_at")).values_list("pk", "last"))
    heard: dict[object, datetime] = {}
    for one in assignments:
        moments = [stamped.get(one.pk), last_line(one)]
        known = [moment for moment in moments if moment is not None]
        heard[one.pk] = max(known, default=one.assigned_at)
    return heard


def last_line(assignment: Assignment) -> datetime | None:
    """Say when a member of the crew last wrote a line of the incident's timeline."""
    crews = Crew.objects.filter(unit=assignment.unit_id, until_at=None)
    rows = dispatch.TimelineEntry.objects.filter(
        bureau_id=assignment.bureau_id,
        incident=assignment.incident_id,
        by__in=crews.values("members"),
    )
    found: datetime | None = rows.aggregate(last=Max("at"))["last"]
    return found


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit on scene that has not been heard for too long."""

    assignment: Assignment
    since: datetime


def silent_units(bureau: Bureau, at: datetime) -> list[Silent]:
    """List units on scene of which nothing was stored for half an hour, the longest first."""
    on_scene = Assignment.objects.filter(
        bureau=bureau,
        ended_at=None,
        milestones__kind=MilestoneKind.ARRIVED,
        milestones__superseded_at=None,
        milestones__at__lte=at - SILENCE,
    ).select_related("unit", "incident")
    rows = list(on_scene)
    heard = last_heard(rows)
    found = [Silent(one, heard[one.pk]) for one in rows if heard[one.pk] <= at - SILENCE]
    return sorted(found, key=lambda one: one.since)


def open_help(bureau: Bureau) -> QuerySet[HelpRequest]:
    """List the calls for help that nobody has answered, oldest first."""
    rows = HelpRequest.objects.filter(bureau=bureau, answered_at=None)
    return rows.select_related("officer", "unit", "incident").order_by("at", "pk")


def help_in_hand(bureau: Bureau, at: datetime) -> QuerySet[HelpRequest]:
    """List the calls for help that somebody took in hand lately, the newest first."""
    rows = HelpRequest.objects.filter(bureau=bureau, answered_at__gte=at - HELP_SHOWN)
    return rows.select_related("officer", "unit", "answered_by").order_by("-answered_at", "-pk")
