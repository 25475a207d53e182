"""The page of a cordon: looked at, changed by hand, sent, printed."""

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tocsin.core.roads import RoadEngine
from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.cordons.changing import mark_cordon, plan_cordon, undo_cordon
from tocsin.desks.dispatch.cordons.drawing import drawing_of
from tocsin.desks.dispatch.cordons.sending import send_cordon
from tocsin.desks.dispatch.cordons.showing import cordon_shown, features_of_cordon, version_of
from tocsin.desks.dispatch.cordons.wishes import found_in, wish_in
from tocsin.desks.dispatch.forms.cordons import STOPS, AreaForm, MarkForm, PlaceForm, SeenForm
from tocsin.desks.dispatch.models import Cordon, Incident
from tocsin.desks.dispatch.states import OPEN_STATES
from tocsin.desks.dispatch.views.acting import act
from tocsin.desks.dispatch.views.showing import READERS
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places import api as places


def context_of(
    request: SignedInRequest, incident: Incident, cordon: Cordon | None
) -> dict[str, object]:
    """Read what the page shows, and whether this officer may change it."""
    shown = cordon_shown(incident, cordon, moment.now())
    writes = Role.DISPATCHER in request.user.roles and incident.state in OPEN_STATES
    return {
        "incident": incident,
        "shown": shown,
        "may_change": writes and shown.is_newest,
        "stops": STOPS,
        "road_map": isinstance(places.travel_times(incident.bureau, moment.now()), RoadEngine),
    }


@for_roles(*READERS)
@require_GET
def page(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the newest version of the cordon, or the one that was asked for."""
    incident = access.incident_for(request.user, number)
    cordon = version_of(incident, request.GET.get("v", "")[:9])
    return render(request, "dispatch/cordon/page.html", context_of(request, incident, cordon))


@for_roles(*READERS)
@require_GET
def features(request: SignedInRequest, number: str) -> HttpResponse:
    """Write the cordon for the map."""
    incident = access.incident_for(request.user, number)
    shown = cordon_shown(incident, version_of(incident, request.GET.get("v", "")[:9]), moment.now())
    return JsonResponse(features_of_cordon(incident, shown.wish, shown.found))


@for_roles(*READERS)
@require_GET
def paper(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the cordon as one page to be printed."""
    incident = access.incident_for(request.user, number)
    cordon = version_of(incident, request.GET.get("v", "")[:9])
    context = context_of(request, incident, cordon)
    engine = places.travel_times(incident.bureau, moment.now())
    if cordon is not None and isinstance(engine, RoadEngine):
        drawing = drawing_of(engine.network, wish_in(cordon.wish), found_in(cordon.found))
        context |= {"drawing": drawing}
    return render(request, "dispatch/cordon/paper.html", context)


@act(AreaForm)
def plan(request: SignedInRequest, incident: Incident, form: AreaForm) -> HttpResponse:
    """Work the cordon out for an area."""
    at = moment.now()
    made = plan_cordon(
        incident=incident,
        wish=form.wish(at),
        seen=form.cleaned_data["seen"],
        actor=request.user,
        at=at,
    )
    return changed(request, incident, made, area=True)


def form_of_mark(sent: QueryDict) -> MarkForm | PlaceForm:
    """Choose the form by what was sent: a place typed, or one pointed at."""
    return PlaceForm(sent) if "place" in sent else MarkForm(sent)


@act(form_of_mark)
def mark(request: SignedInRequest, incident: Incident, form: MarkForm | PlaceForm) -> HttpResponse:
    """Set a post, take one away, put a unit there, or leave it to the roads again."""
    made = mark_cordon(
        incident=incident,
        marks=[form.mark()],
        seen=form.cleaned_data["seen"],
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, incident, made)


@act(SeenForm)
def undo(request: SignedInRequest, incident: Incident, form: SeenForm) -> HttpResponse:
    """Go back to the version before."""
    made = undo_cordon(
        incident=incident,
        seen=form.cleaned_data["seen"],
        actor=request.user,
        at=moment.now(),
    )
    return changed(request, incident, made, area=True)


@act(SeenForm)
def send(request: SignedInRequest, incident: Incident, form: SeenForm) -> HttpResponse:
    """Send every unit to its post, or nobody."""
    made, sent = send_cordon(
        incident=incident,
        seen=form.cleaned_data["seen"],
        actor=request.user,
        at=moment.now(),
    )
    said = ngettext("{n} unit sent to its post.", "{n} units sent to their posts.", len(sent))
    return changed(request, incident, made, said=said.format(n=len(sent)))


def changed(
    request: SignedInRequest,
    incident: Incident,
    made: Cordon,
    *,
    area: bool = False,
    said: str = "",
) -> HttpResponse:
    """Answer a change with the plan anew; the fields of the area only where it changed them."""
    context = context_of(request, incident, made) | {"oob": area, "said": said}
    return render(request, "dispatch/cordon/_changed.html", context)
