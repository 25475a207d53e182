"""What a dispatcher does with an incident: one service called, the outcome shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.forms.incidents import (
    AmendForm,
    CloseForm,
    DecideForm,
    NoteForm,
    OfferForm,
    OtherForm,
    OtherNameForm,
    UrgencyForm,
)
from tocsin.desks.dispatch.forms.reading import ReasonForm, read
from tocsin.desks.dispatch.incidents.amending import EDITABLE
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.views.acting import act
from tocsin.desks.dispatch.views.showing import NOTERS, WRITERS, changed, whole
from tocsin.kernel import moment
from tocsin.kernel.access.api import fetch, for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places import api as places


@act(NoteForm, roles=NOTERS)
def note(request: SignedInRequest, incident: Incident, form: NoteForm) -> HttpResponse:
    """Add a note."""
    dispatch.add_note(
        incident=incident, text=form.cleaned_data["text"], actor=request.user, at=moment.now()
    )
    return changed(request, incident.number)


@act(ReasonForm)
def strike(request: SignedInRequest, incident: Incident, form: ReasonForm, pk: int) -> HttpResponse:
    """Strike a line of the timeline through."""
    dispatch.strike(
        entry=access.entry_for(request.user, incident, pk),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, incident.number)


@act(CloseForm)
def close(request: SignedInRequest, incident: Incident, form: CloseForm) -> HttpResponse:
    """Close an incident."""
    dispatch.close_incident(
        incident=incident,
        disposition=form.cleaned_data["disposition"],
        outcome=form.cleaned_data["outcome"],
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(ReasonForm)
def reopen(request: SignedInRequest, incident: Incident, form: ReasonForm) -> HttpResponse:
    """Open a closed incident again."""
    dispatch.reopen(
        incident=incident, reason=form.cleaned_data["reason"], actor=request.user, at=moment.now()
    )
    return whole(request, incident.number)


@act(UrgencyForm)
def urgency(request: SignedInRequest, incident: Incident, form: UrgencyForm) -> HttpResponse:
    """Judge an incident more or less urgent."""
    dispatch.raise_level(
        incident=incident,
        priority=form.cleaned_data["priority"],
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(AmendForm)
def amend(request: SignedInRequest, incident: Incident, form: AmendForm) -> HttpResponse:
    """Change what is known of an incident, field by field."""
    dispatch.amend(
        incident=incident,
        changes={name: form.cleaned_data[name] for name in EDITABLE if name in request.POST},
        seen=form.seen(),
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(OtherNameForm)
def also_known(request: SignedInRequest, incident: Incident, form: OtherNameForm) -> HttpResponse:
    """Propose the caller's words as another name of the place."""
    places.record_alias(
        bureau=incident.bureau,
        code=incident.place_code,
        words=form.cleaned_data["words"],
        source=incident.number,
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(OtherForm)
def link(request: SignedInRequest, incident: Incident, form: OtherForm) -> HttpResponse:
    """Link an incident with another."""
    dispatch.link_incidents(
        incident=incident,
        other=access.incident_for(request.user, form.cleaned_data["number"]),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(ReasonForm)
def unlink(request: SignedInRequest, incident: Incident, form: ReasonForm, pk: int) -> HttpResponse:
    """End a link with another incident."""
    dispatch.unlink_incidents(
        link=access.link_for(request.user, pk),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(OtherForm)
def merge(request: SignedInRequest, incident: Incident, form: OtherForm) -> HttpResponse:
    """Make an incident part of another."""
    dispatch.merge(
        incident=incident,
        into=access.incident_for(request.user, form.cleaned_data["number"]),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@act(OfferForm)
def offer(request: SignedInRequest, incident: Incident, form: OfferForm) -> HttpResponse:
    """Offer an incident to another bureau."""
    dispatch.offer_transfer(
        incident=incident,
        to_bureau=fetch(access.neighbours_of(request.user), code=form.cleaned_data["bureau"]),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    return whole(request, incident.number)


@for_roles(*WRITERS)
@require_POST
@once
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or decline an incident that another bureau offers."""
    given = read(DecideForm(request.POST))
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
