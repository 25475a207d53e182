"""The phone page, its card, and what it looks up."""

import json
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.duty.access import PHONE, caller_of, own_unit
from tocsin.desks.duty.forms import CallerAsked, valid
from tocsin.desks.duty.queries import card_of
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places

LONGEST_QUERY, MOST_PLACES = 80, 5


def card_context(request: SignedInRequest) -> dict[str, object]:
    """Read the card, and the lists from which its forms choose."""
    at = moment.now()
    card = card_of(request.user, at)
    bureau = request.user.bureau
    endings = (
        catalogue.dispositions(bureau, incident_class=card.work.incident.type_code[:2])
        if card.work
        else ()
    )
    kinds = sorted(catalogue.types(bureau), key=lambda kind: kind.code)
    groups = [
        (group.name, list(some))
        for group, some in groupby(kinds, key=lambda kind: kind.incident_class)
    ]
    way = card.work.way if card.work else card.way_to_post
    return {
        "card": card,
        "endings": endings,
        "type_groups": groups,
        "what": dispatch.type_name_of(card.work.incident) if card.work else "",
        "features": json.dumps(way.features) if way else "",
        "server_time": at,
    }


@for_roles(*PHONE)
@require_GET
def phone(request: SignedInRequest) -> HttpResponse:
    """Show the officer's phone."""
    return render(request, "duty/phone.html", card_context(request))


@for_roles(*PHONE)
@require_GET
def card(request: SignedInRequest) -> HttpResponse:
    """Show the card anew."""
    return render(request, "duty/_card.html", card_context(request))


@for_roles(*PHONE)
@require_GET
def places_found(request: SignedInRequest) -> HttpResponse:
    """List places that the typed words may mean, those near the unit first."""
    words = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    unit = own_unit(request.user)
    position = getattr(unit, "position", None)
    near = (position.lon, position.lat) if position else (unit.home_lon, unit.home_lat)
    known = places.Context(near=near, beat_id=request.user.beat_id)
    finding = places.find(request.user.bureau, words, known, limit=MOST_PLACES)
    return render(request, "duty/_places.html", {"finding": finding, "found": finding.candidates})


@for_roles(*PHONE)
@require_POST
def caller(request: SignedInRequest) -> HttpResponse:
    """Open the number of the caller to ring back; the look is recorded first."""
    form = CallerAsked(request.POST)
    valid(form)
    call = caller_of(request.user, form.cleaned_data["assignment"])
    facts = calls.show_caller(call=call, task="call_back", actor=request.user, at=moment.now())
    context = {"name": facts.get(Kind.NAME, ""), "telephone": facts.get(Kind.TELEPHONE, "")}
    return render(request, "duty/_caller.html", context)


# Kept out of the store of answers, which must hold no personal facts: a look again is a new look.
caller.is_idempotent = True  # type: ignore[attr-defined] # each look is meant to be recorded
