"""Incidents for programs: the list, one of them, whom to send, and the acts of a dispatcher.

A connected agency whose account is on the crew of its partner unit sees the incidents to which
that unit was sent, and stamps its own milestones; nothing else.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.board.panel import EVERY_PART, panel_of
from tocsin.desks.dispatch.commanding.choosing import nothing_shown, sendings, unseal
from tocsin.desks.dispatch.errors import NotInThisState
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.programs.describing import (
    Written,
    advice_written,
    assignment_written,
    incident_written,
    whole_written,
)
from tocsin.desks.dispatch.programs.shapes import (
    AdviceOut,
    Asked,
    Assigning,
    AssignmentOut,
    Closing,
    IncidentOut,
    IncidentPage,
    IncidentWhole,
    NotedOut,
    Noting,
    SentOut,
    Stamping,
    Withdrawing,
)
from tocsin.desks.dispatch.queries.paging import behind, mark_of, newest
from tocsin.desks.dispatch.recommending.showing import advice_for
from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders, officer_of
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.idempotency.api import once_for_programs
from tocsin.registers.catalogue import api as catalogue

SEEING = Holders(Role.DISPATCHER, Role.SUPERVISOR, Role.INTEGRATION)
ADVISED = Holders(Role.DISPATCHER, Role.SUPERVISOR)
ACTING = Holders(Role.DISPATCHER)
STAMPING = Holders(Role.DISPATCHER, Role.INTEGRATION)
OLDEST_CLAIM = timedelta(days=2)

router = Router(tags=["incidents"], auth=SEEING)


@router.get("", response=IncidentPage, summary="List incidents, newest first")
def incidents_list(request: HttpRequest, asked: Query[Asked]) -> Written:
    """List the incidents within reach, a page at a time."""
    officer = officer_of(request)
    rows = behind(narrowed(access.incidents_for_programs(officer), asked), asked.before)
    found = list(newest(rows)[: asked.limit + 1])
    types = catalogue.type_names(officer.bureau)
    page = found[: asked.limit]
    return {
        "incidents": [incident_written(one, types) for one in page],
        "next": mark_of(page[-1]) if len(found) > asked.limit else None,
    }


def narrowed(rows: QuerySet[Incident], asked: Asked) -> QuerySet[Incident]:
    """Keep the incidents that fit what was asked."""
    given = {
        "state": asked.state,
        "priority": asked.priority,
        "station__code": asked.station or None,
        "opened_at__gte": asked.since,
        "opened_at__lt": asked.until,
    }
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@router.get("/{number}", response=IncidentWhole, summary="Show one incident")
def incidents_show(request: HttpRequest, number: str) -> Written:
    """Show an incident with its clocks, units and timeline."""
    officer = officer_of(request)
    incident = access.incident_for_programs(officer, number)
    whole = whole_written(panel_of(incident, moment.now(), parts=EVERY_PART - {"advice"}))
    if access.sees_all(officer):
        return whole
    own = [assignment_written(row) for row in access.own_assignments(officer, incident)]
    return whole | {"assignments": own, "timeline": [], "links": [], "merged": []}


@router.get(
    "/{number}/recommendation", auth=ADVISED, response=AdviceOut, summary="Say whom to send now"
)
def incidents_recommend(request: HttpRequest, number: str) -> Written:
    """Recommend whom to send, from live positions and the roads in force."""
    incident = access.incident_for_programs(officer_of(request), number)
    advice = advice_for(incident, moment.now())
    if advice is None:
        raise NotInThisState(
            _("{number} is “{state}”: this cannot be done now.").format(
                number=incident.number, state=incident.get_state_display()
            )
        )
    return advice_written(advice)


@router.post("/{number}/assignments", auth=ACTING, response=SentOut, summary="Send units")
@once_for_programs
def incidents_assign(request: HttpRequest, number: str, sent: Assigning) -> Written:
    """Send units; one that somebody else took meanwhile does not keep the others."""
    officer = officer_of(request)
    incident = access.incident_for_programs(officer, number)
    if not sent.units and not sent.seal:
        raise Unacceptable(_("Name units, or send the seal of a recommendation."))
    shown = unseal(sent.seal, incident.number) if sent.seal else nothing_shown()
    made, refused = dispatch.assign_set(
        incident=incident,
        sendings=sendings(officer, shown, sent.units),
        actor=officer,
        at=moment.now(),
        travel_by=shown.by,
        recommendation=shown.kept,
        overrule_reason=sent.reason,
    )
    return {
        "number": incident.number,
        "state": access.incident_for_programs(officer, number).state,
        "assignments": [assignment_written(one) for one in made],
        "refused": [refusal.message for refusal in refused],
    }


@router.post(
    "/{number}/assignments/{assignment}/withdrawal",
    auth=ACTING,
    response=AssignmentOut,
    summary="Call a unit back",
)
@once_for_programs
def incidents_withdraw(
    request: HttpRequest, number: str, assignment: UUID, sent: Withdrawing
) -> Written:
    """Call a unit back before its work is done."""
    officer = officer_of(request)
    row = assignment_named(request, number, assignment)
    dispatch.withdraw(assignment=row, reason=sent.reason, actor=officer, at=moment.now())
    return assignment_written(assignment_named(request, number, assignment))


@router.post(
    "/{number}/assignments/{assignment}/milestones",
    auth=STAMPING,
    response=AssignmentOut,
    summary="Record a milestone",
)
@once_for_programs
def incidents_stamp(request: HttpRequest, number: str, assignment: UUID, sent: Stamping) -> Written:
    """Stamp an assignment; written once, and never before an earlier stamp."""
    at = moment.now()
    dispatch.record_milestone(
        assignment=assignment_named(request, number, assignment),
        kind=sent.kind,
        at=at,
        actor=officer_of(request),
        claimed_at=believable(sent.claimed_at, at),
    )
    return assignment_written(assignment_named(request, number, assignment))


def assignment_named(request: HttpRequest, number: str, assignment: UUID) -> Assignment:
    """Fetch an assignment within reach with the stamps that stand."""
    officer = officer_of(request)
    incident = access.incident_for_programs(officer, number)
    return access.assignment_for_programs(officer, incident, assignment)


def believable(claimed_at: datetime | None, at: datetime) -> datetime | None:
    """Return what a device claims, or say that its clock cannot be right."""
    if claimed_at is not None and claimed_at < at - OLDEST_CLAIM:
        raise Unacceptable(_("The device's time lies more than two days back. Check its clock."))
    return claimed_at


@router.post("/{number}/notes", auth=ADVISED, response=NotedOut, summary="Note something down")
@once_for_programs
def incidents_note(request: HttpRequest, number: str, sent: Noting) -> Written:
    """Add a note to the timeline; a closed incident takes notes too."""
    officer = officer_of(request)
    incident = access.incident_for_programs(officer, number)
    entry = dispatch.add_note(incident=incident, text=sent.text, actor=officer, at=moment.now())
    return {"number": incident.number, "entry": entry.pk, "at": entry.at}


@router.post("/{number}/closing", auth=ACTING, response=IncidentOut, summary="Close an incident")
@once_for_programs
def incidents_close(request: HttpRequest, number: str, sent: Closing) -> Written:
    """Close an incident with how it ended."""
    officer = officer_of(request)
    dispatch.close_incident(
        incident=access.incident_for_programs(officer, number),
        disposition=sent.disposition,
        outcome=sent.outcome,
        actor=officer,
        at=moment.now(),
    )
    incident = access.incident_for_programs(officer, number)
    return incident_written(incident, catalogue.type_names(officer.bureau))
