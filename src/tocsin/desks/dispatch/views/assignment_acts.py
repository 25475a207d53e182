"""What a dispatcher does with units: sent, called back, stamped."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.commanding.choosing import sendings, unseal
from tocsin.desks.dispatch.forms.assignments import AssignForm, CorrectForm, StampForm
from tocsin.desks.dispatch.forms.reading import ReasonForm, read
from tocsin.desks.dispatch.views.showing import WRITERS, changed
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest


@for_roles(*WRITERS)
@require_POST
@once
def assign(request: SignedInRequest, number: str) -> HttpResponse:
    """Send units: those named, else the recommended set."""
    incident = access.incident_for(request.user, number)
    given = read(AssignForm(request.POST))
    shown = unseal(str(given["shown"]), incident.number)
    codes = [code for code in request.POST.getlist("unit") if code]
    made, refused = dispatch.assign_set(
        incident=incident,
        sendings=sendings(request.user, shown, codes),
        actor=request.user,
        at=moment.now(),
        travel_by=shown.by,
        recommendation=shown.kept,
        overrule_reason=str(given["reason"]),
    )
    sent = ", ".join(assignment.unit.name for assignment in made)
    said = [_("Sent: {units}.").format(units=sent), *(refusal.message for refusal in refused)]
    return changed(request, number, said=" ".join(said))


@for_roles(*WRITERS)
@require_POST
@once
def withdraw(request: SignedInRequest, number: str, pk: UUID) -> HttpResponse:
    """Call a unit back."""
    incident = access.incident_for(request.user, number)
    given = read(ReasonForm(request.POST))
    dispatch.withdraw(
        assignment=access.assignment_for(request.user, incident, pk),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def stamp(request: SignedInRequest, number: str, pk: UUID) -> HttpResponse:
    """Record a milestone that a crew called in."""
    incident = access.incident_for(request.user, number)
    given = read(StampForm(request.POST))
    dispatch.record_milestone(
        assignment=access.assignment_for(request.user, incident, pk),
        kind=str(given["kind"]),
        at=moment.now(),
        actor=request.user,
    )
    return changed(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def correct(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Correct a milestone."""
    incident = access.incident_for(request.user, number)
    form = CorrectForm(request.POST)
    given = read(form)
    dispatch.correct_milestone(
        milestone=access.milestone_for(request.user, incident, pk),
        new_at=form.cleaned_data["new_at"],
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, number)
