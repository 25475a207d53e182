"""Which incidents, lines and units an officer may reach."""

from django.db.models import QuerySet

from tocsin.desks.dispatch.models import (
    Assignment,
    Incident,
    IncidentLink,
    Milestone,
    TimelineEntry,
    Transfer,
)
from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.units.api import Unit


def incidents_for(officer: Officer) -> QuerySet[Incident]:
    """Keep the incidents an officer may see."""
    rows = scope_of(officer).within(Incident.objects.all())
    return rows.select_related("bureau", "station", "beat", "head", "opened_by")


def incident_for(officer: Officer, number: str) -> Incident:
    """Fetch an incident by its number."""
    return fetch(incidents_for(officer), number=number[:24])


def assignment_for(officer: Officer, incident: Incident, pk: object) -> Assignment:
    """Fetch an assignment of an incident."""
    rows = scope_of(officer).within(Assignment.objects.all(), station="incident__station_id")
    return fetch(rows.select_related("unit", "incident"), incident=incident, pk=pk)


def milestone_for(officer: Officer, incident: Incident, pk: int) -> Milestone:
    """Fetch a stamp of an incident."""
    path = "assignment__incident__station_id"
    rows = scope_of(officer).within(Milestone.objects.all(), station=path)
    rows = rows.select_related("assignment__unit", "assignment__incident")
    return fetch(rows, assignment__incident=incident, pk=pk)


def entry_for(officer: Officer, incident: Incident, pk: int) -> TimelineEntry:
    """Fetch a line of an incident's timeline."""
    rows = scope_of(officer).within(TimelineEntry.objects.all(), station="incident__station_id")
    return fetch(rows.select_related("incident"), incident=incident, pk=pk)


def link_for(officer: Officer, pk: int) -> IncidentLink:
    """Fetch a link between two incidents."""
    return fetch(
        scope_of(officer).within(IncidentLink.objects.all(), station="first__station_id"), pk=pk
    )


def offers_to(officer: Officer) -> QuerySet[Transfer]:
    """Keep the incidents that other bureaus offer to the officer's own."""
    rows = Transfer.objects.filter(to_bureau_id=officer.bureau_id, outcome="offered")
    return rows.select_related("incident", "bureau", "to_bureau").order_by("offered_at", "pk")


def offer_for(officer: Officer, pk: int) -> Transfer:
    """Fetch an offer made to the officer's bureau."""
    return fetch(offers_to(officer), pk=pk)


def units_for(officer: Officer) -> QuerySet[Unit]:
    """Keep the units of the officer's bureau."""
    rows = Unit.objects.filter(bureau_id=officer.bureau_id, retired_at=None)
    return rows.select_related("standing", "position", "station")


def unit_by_code(officer: Officer, code: str) -> Unit:
    """Fetch a unit by its code."""
    return fetch(units_for(officer), code=code[:20])


def neighbours_of(officer: Officer) -> QuerySet[Bureau]:
    """Keep the other bureaus, to which an incident may be offered."""
    return Bureau.objects.exclude(pk=officer.bureau_id).order_by("code")
