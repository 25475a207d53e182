"""Which incidents, lines and units an officer may reach."""

from django.db.models import QuerySet

from tocsin.desks.dispatch.models import (
    Assignment,
    Incident,
    IncidentLink,
    Milestone,
    StandBy,
    TimelineEntry,
    Transfer,
)
from tocsin.desks.dispatch.queries.engagements import with_standing_stamps
from tocsin.kernel.access.api import fetch, not_there, scope_of
from tocsin.kernel.accounts.api import Bureau, Officer, Role
from tocsin.kernel.database.api import within
from tocsin.registers.units.api import Unit, UnitKind, unit_for


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


def offers_to(officer: Officer) -> list[Transfer]:
    """List the incidents that other bureaus offer to the officer's own."""
    rows = Transfer.objects.filter(to_bureau_id=officer.bureau_id, outcome="offered")
    offers = list(rows.select_related("bureau", "to_bureau").order_by("offered_at", "pk"))
    for bureau in {one.bureau_id for one in offers}:
        theirs = [one for one in offers if one.bureau_id == bureau]
        with within(bureau):
            found = Incident.objects.select_related("bureau").in_bulk(
                one.incident_id for one in theirs
            )
        for one in theirs:
            one.incident = found[one.incident_id]
    return offers


def offer_for(officer: Officer, pk: int) -> Transfer:
    """Fetch an offer made to the officer's bureau."""
    for one in offers_to(officer):
        if one.pk == pk:
            return one
    raise not_there()


def units_for(officer: Officer) -> QuerySet[Unit]:
    """Keep the units of the officer's bureau."""
    rows = Unit.objects.filter(bureau_id=officer.bureau_id, retired_at=None)
    return rows.select_related("standing", "position", "station")


def unit_by_code(officer: Officer, code: str) -> Unit:
    """Fetch a unit by its code."""
    return fetch(units_for(officer), code=code[:20])


def unit_numbered(officer: Officer, pk: int) -> Unit:
    """Fetch a unit by its id."""
    return fetch(units_for(officer), pk=pk)


def stand_bys_for(officer: Officer) -> QuerySet[StandBy]:
    """Keep what was decided of where crews stand, the newest first."""
    rows = StandBy.objects.filter(bureau_id=officer.bureau_id)
    return rows.select_related("unit", "by")


def stand_by_for(officer: Officer, pk: int) -> StandBy:
    """Fetch where a crew stands by."""
    return fetch(stand_bys_for(officer).filter(accepted=True), pk=pk)


def neighbours_of(officer: Officer) -> QuerySet[Bureau]:
    """Keep the other bureaus, to which an incident may be offered."""
    return Bureau.objects.exclude(pk=officer.bureau_id).order_by("code")


def sees_all(officer: Officer) -> bool:
    """Say whether a program acts for the desk, or only for the unit of a connected agency."""
    return bool(officer.roles & {Role.DISPATCHER, Role.SUPERVISOR})


def incidents_for_programs(officer: Officer) -> QuerySet[Incident]:
    """Keep the incidents a program may see; a connected agency's are those of its own unit."""
    rows = incidents_for(officer)
    if sees_all(officer):
        return rows
    return rows.filter(pk__in=sent_as_partner(officer).values("incident"))


def incident_for_programs(officer: Officer, number: str) -> Incident:
    """Fetch an incident by its number, for a program."""
    return fetch(incidents_for_programs(officer), number=number[:24])


def own_assignments(officer: Officer, incident: Incident) -> QuerySet[Assignment]:
    """Keep the assignments of an incident that a connected agency may see: its own unit's."""
    return with_standing_stamps(sent_as_partner(officer).filter(incident=incident))


def assignment_for_programs(officer: Officer, incident: Incident, pk: object) -> Assignment:
    """Fetch an assignment of an incident that a program may see, with its stamps."""
    if not sees_all(officer):
        return fetch(own_assignments(officer, incident), pk=pk)
    rows = scope_of(officer).within(Assignment.objects.all(), station="incident__station_id")
    rows = with_standing_stamps(rows.select_related("unit", "incident"))
    return fetch(rows, incident=incident, pk=pk)


def sent_as_partner(officer: Officer) -> QuerySet[Assignment]:
    """Keep the assignments of the partner unit on whose crew a connected system is."""
    unit = unit_for(officer)
    if unit is None or unit.kind != UnitKind.PARTNER:
        return Assignment.objects.none()
    rows = Assignment.objects.filter(bureau_id=officer.bureau_id, unit=unit)
    return rows.select_related("unit", "incident")
