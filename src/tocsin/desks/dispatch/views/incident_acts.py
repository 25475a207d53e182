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
    UrgencyForm,
)
from tocsin.desks.dispatch.forms.reading import ReasonForm, read
from tocsin.desks.dispatch.incidents.amending import EDITABLE
from tocsin.desks.dispatch.views.showing import NOTERS, WRITERS, changed, whole
from tocsin.kernel import moment
from tocsin.kernel.access.api import fetch, for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest


@for_roles(*NOTERS)
@require_POST
@once
def note(request: SignedInRequest, number: str) -> HttpResponse:
    """Add a note."""
    incident = access.incident_for(request.user, number)
    given = read(NoteForm(request.POST))
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
    given = read(ReasonForm(request.POST))
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
    given = read(CloseForm(request.POST))
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
    given = read(ReasonForm(request.POST))
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
    form = UrgencyForm(request.POST)
    given = read(form)
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
    form = AmendForm(request.POST)
    given = read(form)
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
    given = read(OtherForm(request.POST))
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
    given = read(ReasonForm(request.POST))
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
    given = read(OtherForm(request.POST))
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
    given = read(OfferForm(request.POST))
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
