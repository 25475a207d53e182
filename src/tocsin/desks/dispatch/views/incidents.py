"""One incident and the list of them."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.forms.board import ListForm
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.queries.paging import behind, mark_of, newest
from tocsin.desks.dispatch.travel.walking import walk_words
from tocsin.desks.dispatch.views.showing import READERS, panel_context, whole
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Station
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue

PAGE = 50


@for_roles(*READERS)
@require_GET
def incident_page(request: SignedInRequest, number: str) -> HttpResponse:
    """Show an incident on a page of its own, fit to be printed."""
    context = panel_context(request, access.incident_for(request.user, number))
    return render(request, "dispatch/incident/page.html", context | {"alone": True})


@for_roles(*READERS)
@require_GET
def panel(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the panel of an incident."""
    return whole(request, number)


@for_roles(*READERS)
@require_GET
def part(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    """Show one part of the panel anew."""
    incident = access.incident_for(request.user, number)
    context = panel_context(request, incident, parts=frozenset({name}))
    return render(request, f"dispatch/incident/_{name}.html", context)


@for_roles(*READERS)
@require_GET
def walk(request: SignedInRequest, number: str) -> HttpResponse:
    """Say how far one has to walk to the place; nothing where one drives up to it."""
    incident = access.incident_for(request.user, number)
    words = walk_words(incident, moment.now())
    return render(request, "dispatch/incident/_walk.html", {"words": words})


@for_roles(*READERS)
@require_GET
def incidents(request: SignedInRequest) -> HttpResponse:
    """List incidents, newest first, a page at a time."""
    form = ListForm(request.GET)
    form.is_valid()
    rows = narrowed(access.incidents_for(request.user), form)
    found = list(newest(behind(rows, request.GET.get("before", "")))[: PAGE + 1])
    older = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        kept = [(key, value) for key, value in request.GET.items() if key != "before"]
        older = urlencode([*kept, ("before", mark_of(last))])
    types = catalogue.type_names(request.user.bureau)
    context = {
        "form": form,
        "found": [
            {"incident": one, "type_name": types.get(one.type_code, one.type_name)}
            for one in found[:PAGE]
        ],
        "older": older,
        "stations": list(Station.objects.filter(bureau_id=request.user.bureau_id)),
    }
    return render(request, "dispatch/incident/list.html", context)


def narrowed(rows: QuerySet[Incident], form: ListForm) -> QuerySet[Incident]:
    """Keep the incidents that fit what was chosen; what could not be read narrows nothing."""
    chosen = form.cleaned_data
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    if chosen.get("p"):
        rows = rows.filter(priority=chosen["p"])
    if chosen.get("station"):
        rows = rows.filter(station__code=chosen["station"])
    if chosen.get("since"):
        rows = rows.filter(opened_at__gte=midnight(chosen["since"]))
    if chosen.get("until"):
        rows = rows.filter(opened_at__lt=midnight(chosen["until"]) + timedelta(days=1))
    words = (chosen.get("q") or "").strip()
    if words:
        rows = rows.filter(Q(number__istartswith=words) | Q(place_text__icontains=words))
    return rows


def midnight(day: date) -> datetime:
    """Return the first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))
