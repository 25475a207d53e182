"""What an officer on the street may reach: the own unit's assignments, and what belongs to them."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch.api import Assignment, Incident
from tocsin.desks.duty.errors import NobodyToRing, NotOnDuty
from tocsin.desks.duty.models import HelpRequest
from tocsin.desks.duty.queries import CASE, calls_with_caller, incident_of_case
from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import NotThere
from tocsin.kernel.files.api import Attachment
from tocsin.registers.units.api import Crew, Unit, unit_for

PHONE = (Role.OFFICER, Role.COMMUNITY_OFFICER)
DESKS = (Role.DISPATCHER, Role.CALL_TAKER, Role.SUPERVISOR)


def own_unit(officer: Officer) -> Unit:
    """Fetch the unit the officer is crewed on now."""
    unit = unit_for(officer)
    if unit is None:
        raise NotOnDuty(_("You are not on a shift. Ask the dispatcher to crew your unit."))
    return unit


def own_assignments(officer: Officer) -> QuerySet[Assignment]:
    """Keep the assignments of the units that the officer was crewed on at the time.

    A phone that was without signal sends its stamps after the shift; they still belong to it.
    """
    crews = Crew.objects.filter(
        Q(until_at=None) | Q(until_at__gte=OuterRef("assigned_at")),
        bureau_id=officer.bureau_id,
        unit=OuterRef("unit"),
        members=officer,
        from_at__lte=Coalesce(OuterRef("ended_at"), F("from_at")),
    )
    rows = Assignment.objects.filter(Exists(crews), bureau_id=officer.bureau_id)
    return rows.select_related("incident__bureau", "unit__bureau", "unit__standing")


def assignment_for(officer: Officer, pk: UUID) -> Assignment:
    """Fetch an assignment of the officer's own unit."""
    return fetch(own_assignments(officer), pk=pk)


def caller_of(officer: Officer, assignment: UUID) -> calls.Call:
    """Fetch the first call about the officer's open incident whose caller left a number."""
    incident = fetch(own_assignments(officer).filter(ended_at=None), pk=assignment).incident
    call = calls_with_caller(incident).first()
    if call is None:
        raise NobodyToRing(_("No caller of this incident left a number."))
    return call


def photo_for(officer: Officer, pk: UUID) -> Attachment:
    """Fetch a photograph: of an own assignment, or at a desk of any incident within reach."""
    rows = Attachment.objects.filter(bureau_id=officer.bureau_id, case__startswith=CASE)
    photo = fetch(rows, pk=pk)
    number = incident_of_case(photo.case)
    own = own_assignments(officer).filter(incident__number=number)
    within = scope_of(officer).within(Incident.objects.filter(number=number))
    at_desk = bool(officer.roles & frozenset(DESKS)) and within.exists()
    if not (at_desk or own.exists()):
        raise NotThere(_("Nothing by this name is within your reach. Check the number."))
    return photo


def help_for(officer: Officer, pk: int) -> HelpRequest:
    """Fetch a call for help of the bureau."""
    rows = HelpRequest.objects.filter(bureau_id=officer.bureau_id)
    return fetch(rows.select_related("officer", "unit", "incident", "answered_by"), pk=pk)
