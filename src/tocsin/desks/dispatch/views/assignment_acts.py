"""What a dispatcher does with units: sent, called back, stamped."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.commanding.choosing import sendings, unseal
from tocsin.desks.dispatch.forms.assignments import AssignForm, CorrectForm, StampForm
from tocsin.desks.dispatch.forms.reading import ReasonForm
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.views.acting import act
from tocsin.desks.dispatch.views.showing import changed
from tocsin.kernel import moment
from tocsin.kernel.web.requests import SignedInRequest


@act(AssignForm)
def assign(request: SignedInRequest, incident: Incident, form: AssignForm) -> HttpResponse:
    """Send units: those named, else the recommended set."""
    shown = unseal(form.cleaned_data["shown"], incident.number)
    codes = [code for code in request.POST.getlist("unit") if code]
    made, refused = dispatch.assign_set(
        incident=incident,
        sendings=sendings(request.user, shown, codes),
        actor=request.user,
        at=moment.now(),
        travel_by=shown.by,
        recommendation=shown.kept,
        overrule_reason=form.cleaned_data["reason"],
    )
    sent = ", ".join(assignment.unit.name for assignment in made)
    said = [_("Sent: {units}.").format(units=sent), *(refusal.message for refusal in refused)]
    return changed(request, incident.number, said=" ".join(said))


@act(ReasonForm)
def withdraw(
    request: SignedInRequest, incident: Incident, form: ReasonForm, pk: UUID
) -> HttpResponse:
    """Call a unit back."""
    dispatch.withdraw(
        assignment=access.assignment_for(request.user, incident, pk),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, incident.number)


@act(StampForm)
def stamp(request: SignedInRequest, incident: Incident, form: StampForm, pk: UUID) -> HttpResponse:
    """Record a milestone that a crew called in."""
    dispatch.record_milestone(
        assignment=access.assignment_for(request.user, incident, pk),
        kind=form.cleaned_data["kind"],
        at=moment.now(),
        actor=request.user,
    )
    return changed(request, incident.number)


@act(CorrectForm)
def correct(
    request: SignedInRequest, incident: Incident, form: CorrectForm, pk: int
) -> HttpResponse:
    """Correct a milestone."""
    dispatch.correct_milestone(
        milestone=access.milestone_for(request.user, incident, pk),
        new_at=form.cleaned_data["new_at"],
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, incident.number)
