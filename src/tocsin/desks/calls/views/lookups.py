"""What the form looks up while one types; sent as forms, so that words stay out of addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.desks.calls.access import CallerSeen, call_for, caller_seen
from tocsin.desks.calls.fields import ANSWERS
from tocsin.desks.calls.forms import PointForm, TellingForm
from tocsin.desks.calls.likeness import look_alikes
from tocsin.desks.calls.queries import newest_edit, typed_so_far
from tocsin.desks.calls.states import CallState
from tocsin.desks.calls.views.desk import TAKERS
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places

HAZARD_METRES, HISTORY_METRES = 80.0, 150.0
HISTORY = timedelta(days=365)
LONGEST_SEARCH, MOST_PLACES = 200, 5
View = TypeVar("View", bound=Callable[..., HttpResponse])


def only_reads(view: View) -> View:
    """Say of a view that takes forms that it changes nothing, and so needs no act number."""
    view.is_idempotent = True  # type: ignore[attr-defined] # a test asks every form for it
    return view


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer so far; ``newest`` is the newest edit that is shown."""

    ask: catalogue.Question
    name: str
    kept: Mapping[str, str]
    sent: Mapping[str, str]
    newest: int

    @property
    def base(self) -> str:
        """What stands on record."""
        return self.kept.get(self.name, "")

    @property
    def answer(self) -> str:
        """What the form has; where it has none yet, what stands on record."""
        return self.sent.get(self.name, self.base)

    @property
    def seen(self) -> int | None:
        """Up to which edit the answer is known, where it was just read from the record."""
        return None if self.name in self.sent else self.newest


@only_reads
@for_roles(*TAKERS)
@require_POST
def find_places(request: SignedInRequest, number: str) -> HttpResponse:
    """List the places that the words, or a point on the map, may mean."""
    seen, bureau = caller_seen(request.user, number), request.user.bureau
    asked = request.POST.get("where", "").strip()[:LONGEST_SEARCH]
    point = pressed(request.POST)
    context: dict[str, object] = {"asked": asked}
    if point is not None:
        context |= {"point": point, "told": places.told(places.pointed_at(bureau, *point))}
    elif asked:
        known = circumstances(seen, request.user)
        context["finding"] = places.find(bureau, asked, known, limit=MOST_PLACES)
    else:
        # The form has just been opened: the first word will be looked up at once.
        places.make_ready(bureau)
        context |= where_seen(bureau, seen)
    # Drawn without what a whole page asks of the request: this is asked with every key.
    return HttpResponse(render_to_string("calls/_places.html", context))


def pressed(sent: Mapping[str, str]) -> tuple[float, float] | None:
    """Say where the map was pressed: longitude and latitude; None where it was not."""
    if "at_lon" not in sent:
        return None
    point = PointForm({"lon": sent["at_lon"], "lat": sent.get("at_lat")})
    return (point.cleaned_data["lon"], point.cleaned_data["lat"]) if point.is_valid() else None


def where_seen(bureau: Bureau, seen: CallerSeen) -> dict[str, object]:
    """Name the place where the network saw the caller; nothing where it did not."""
    if seen.point is None:
        return {}
    return {"caller": seen, "nearest": places.place_at(bureau, *seen.point)}


def circumstances(seen: CallerSeen, taker: Officer) -> places.Context:
    """Say what makes places likelier: where the caller seems to be, whose beat, what is open."""
    return places.Context(
        near=seen.point,
        near_metres=seen.metres or 0.0,
        beat_id=taker.beat_id,
        incidents=seen.incidents,
    )


@only_reads
@for_roles(*TAKERS)
@require_POST
def find_types(request: SignedInRequest, number: str) -> HttpResponse:
    """List the types that the words may mean."""
    call = call_for(request.user, number)
    asked = request.POST.get("what", "").strip()[:LONGEST_SEARCH]
    found = catalogue.search_types(call.bureau, asked, limit=8) if asked else ()
    return render(request, "calls/_types.html", {"found": found, "asked": asked})


@only_reads
@for_roles(*TAKERS)
@require_POST
def questions(request: SignedInRequest, number: str) -> HttpResponse:
    """Show what the type asks of the caller, with the answers given so far."""
    call = call_for(request.user, number)
    code = request.POST.get("type_code", "")
    kind = catalogue.type_by_code(call.bureau, code) if code else None
    seen, kept = newest_edit(call), typed_so_far(call)
    sent = {
        name: str(value)[:500] for name, value in request.POST.items() if name.startswith(ANSWERS)
    }
    typed = kept | sent
    asks = catalogue.questions_for(kind) if kind else ()
    context = {
        "kind": kind,
        "asks": [Asked(ask, f"{ANSWERS}{ask.id}", kept, sent, seen) for ask in asks],
        "urgency": urgency_of(kind, typed) if kind else None,
    }
    return render(request, "calls/_questions.html", context)


def urgency_of(kind: catalogue.IncidentType, typed: dict[str, str]) -> catalogue.Weighed | None:
    """Say how urgent the answers so far make it; an answer half typed says nothing yet."""
    answers = {
        name.removeprefix(ANSWERS): value
        for name, value in typed.items()
        if name.startswith(ANSWERS) and value.strip()
    }
    try:
        return catalogue.urgency_after(kind, answers)
    except Unacceptable:
        return catalogue.urgency_after(kind, {})


@only_reads
@for_roles(*TAKERS)
@require_POST
def find_look_alikes(request: SignedInRequest, number: str) -> HttpResponse:
    """List the incidents that the call may be about."""
    call = call_for(request.user, number)
    told = TellingForm(request.POST).told()
    located = told.place is not None or call.caller_lon is not None
    found = look_alikes(call.bureau, told, call=call, at=moment.now()) if located else []
    context = {"call": call, "found": found, "located": located}
    context["is_open"] = call.state == CallState.OPEN
    return render(request, "calls/_look_alikes.html", context)


@only_reads
@for_roles(*TAKERS)
@require_POST
def here(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the hazards and the history of the place, not of any person."""
    call = call_for(request.user, number)
    told = TellingForm(request.POST).told()
    if told.place is None:
        return render(request, "calls/_here.html", {"place": None})
    lon, lat = told.place.lon, told.place.lat
    since = moment.now() - HISTORY
    types = catalogue.type_names(call.bureau)
    before = dispatch.history_at(call.bureau, lon, lat, metres=HISTORY_METRES, since=since)
    context = {
        "call": call,
        "place": told.place,
        "ground": places.beat_at(call.bureau, lon, lat),
        "premises": places.premises_near(call.bureau, lon, lat, metres=HAZARD_METRES),
        "history": [(one, types.get(one.incident.type_code, "")) for one in before[:8]],
        "metres": round(HISTORY_METRES),
    }
    return render(request, "calls/_here.html", context)


@only_reads
@for_roles(*TAKERS)
@require_POST
def knowledge(request: SignedInRequest) -> HttpResponse:
    """List the knowledge pages that may answer an enquiry."""
    asked = request.POST.get("enquiry", "").strip()[:LONGEST_SEARCH]
    found = catalogue.knowledge_search(request.user.bureau, asked, limit=4) if asked else ()
    sentence = "" if found or not asked else _("No page answers this. Hand it to a desk.")
    return render(request, "calls/_knowledge.html", {"found": found, "sentence": sentence})
