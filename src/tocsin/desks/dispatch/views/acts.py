"""What a dispatcher does: each view reads the input, calls one service and shows the outcome."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.desks.dispatch import access, forms
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.amending import EDITABLE
from tocsin.desks.dispatch.choosing import sendings, unseal
from tocsin.desks.dispatch.views.showing import NOTERS, WRITERS, changed, whole
from tocsin.kernel import moment
from tocsin.kernel.access.api import fetch, for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest


@for_roles(*WRITERS)
@require_POST
@once
def assign(request: SignedInRequest, number: str) -> HttpResponse:
    """Send units: those named, else the recommended set."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.AssignForm(request.POST))
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
    given = forms.read(forms.ReasonForm(request.POST))
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
    given = forms.read(forms.StampForm(request.POST))
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
    form = forms.CorrectForm(request.POST)
    given = forms.read(form)
    dispatch.correct_milestone(
        milestone=access.milestone_for(request.user, incident, pk),
        new_at=form.cleaned_data["new_at"],
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, number)


@for_roles(*NOTERS)
@require_POST
@once
def note(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a note."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.NoteForm(request.POST))
    dispatch.add_note(
        incident=incident, text=str(given["text"]), actor=request.user, at=moment.now()
    )
    return changed(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def strike(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Strike a line of the timeline through."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.ReasonForm(request.POST))
    dispatch.strike(
        entry=access.entry_for(request.user, incident, pk),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def close(request: SignedInRequest, number: str) -> HttpResponse:
    """Close an incident."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.CloseForm(request.POST))
    dispatch.close_incident(
        incident=incident,
        disposition=str(given["disposition"]),
        outcome=str(given["outcome"]),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def reopen(request: SignedInRequest, number: str) -> HttpResponse:
    """Open a closed incident again."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.ReasonForm(request.POST))
    dispatch.reopen(
        incident=incident, reason=str(given["reason"]), actor=request.user, at=moment.now()
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def urgency(request: SignedInRequest, number: str) -> HttpResponse:
    """Judge an incident more or less urgent."""
    incident = access.incident_for(request.user, number)
    form = forms.UrgencyForm(request.POST)
    given = forms.read(form)
    dispatch.raise_level(
        incident=incident,
        priority=form.cleaned_data["priority"],
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def amend(request: SignedInRequest, number: str) -> HttpResponse:
    """Change what is known of an incident, field by field."""
    incident = access.incident_for(request.user, number)
    form = forms.AmendForm(request.POST)
    given = forms.read(form)
    dispatch.amend(
        incident=incident,
        changes={name: str(given[name]) for name in EDITABLE if name in request.POST},
        seen=form.seen(),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def link(request: SignedInRequest, number: str) -> HttpResponse:
    """Link an incident with another."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.OtherForm(request.POST))
    dispatch.link_incidents(
        incident=incident,
        other=access.incident_for(request.user, str(given["number"])),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def unlink(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """End a link with another incident."""
    given = forms.read(forms.ReasonForm(request.POST))
    dispatch.unlink_incidents(
        link=access.link_for(request.user, pk),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def merge(request: SignedInRequest, number: str) -> HttpResponse:
    """Make an incident part of another."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.OtherForm(request.POST))
    dispatch.merge(
        incident=incident,
        into=access.incident_for(request.user, str(given["number"])),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def offer(request: SignedInRequest, number: str) -> HttpResponse:
    """Offer an incident to another bureau."""
    incident = access.incident_for(request.user, number)
    given = forms.read(forms.OfferForm(request.POST))
    dispatch.offer_transfer(
        incident=incident,
        to_bureau=fetch(access.neighbours_of(request.user), code=given["bureau"]),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, number)


@for_roles(*WRITERS)
@require_POST
@once
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or decline an incident that another bureau offers."""
    given = forms.read(forms.DecideForm(request.POST))
    decided = dispatch.decide_transfer(
        transfer=access.offer_for(request.user, pk),
        accept=bool(given["accept"]),
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    if decided.received_as is None:
        messages.info(request, _("The offer was declined."))
        return HttpResponse(headers={"HX-Redirect": "/dispatch/"})
    return HttpResponse(headers={"HX-Redirect": f"/dispatch/?open={decided.received_as.number}"})
