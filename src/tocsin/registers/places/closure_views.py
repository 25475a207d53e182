"""The page on which roads are closed, slowed and opened again, and the weather is said."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.core.roads import Weather
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers, for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.access import (
    closure_history,
    closure_numbered,
    closures_within,
    weather_within,
)
from tocsin.registers.places.closure_forms import (
    ClosureForm,
    StretchForm,
    WeatherForm,
    form_for,
)
from tocsin.registers.places.closure_map import WEATHERS, drawn, in_short, stretch_facts
from tocsin.registers.places.closures import (
    change_closure,
    close_road,
    find_stretch,
    lift_closure,
    set_weather,
)
from tocsin.registers.places.forms import PageForm
from tocsin.registers.places.models import Closure
from tocsin.registers.places.roadmaps import newest_id
from tocsin.registers.places.roadstate import coming, in_force, past

WRITERS = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
FOR_WRITERS = for_roles(*WRITERS)
PAGE, MOST_ROWS, MOST_WEATHER = 50, 200, 8


@for_officers
@require_safe
def roads(request: SignedInRequest) -> HttpResponse:
    """Show what is in force on the roads and what comes, and the form for more."""
    context = standing_context(request, moment.now()) | weather_context(request)
    context |= {"form": ClosureForm(), "weather_form": WeatherForm(), "where": "roads:roads"}
    return render(request, "places/roads.html", context)


@for_officers
@require_safe
def standing(request: SignedInRequest) -> HttpResponse:
    """Show the lists anew."""
    return render(request, "places/_closures.html", standing_context(request, moment.now()))


def standing_context(request: SignedInRequest, at: datetime) -> dict[str, object]:
    """Read which closures are in force, and which will be."""
    rows = closures_within(request.user)
    return {
        "groups": [
            ("in_force", in_force(rows, at).order_by("starts_at", "pk")[:MOST_ROWS]),
            ("coming", coming(rows, at).order_by("starts_at", "pk")[:MOST_ROWS]),
        ],
        "writes": bool(request.user.roles & WRITERS),
        "has_roads": bool(newest_id(request.user.bureau)),
    }


def weather_context(request: SignedInRequest) -> dict[str, object]:
    """Read what was said of the weather, with which of it is in force now."""
    at = moment.now()
    rows = list(weather_within(request.user)[:MOST_WEATHER])
    now = next((row for row in rows if row.from_at <= at), None)
    said = [{"row": row, "word": WEATHERS[Weather(row.weather)], "now": row is now} for row in rows]
    return {"weather": said, "weather_now": WEATHERS[Weather(now.weather if now else "dry")]}


@for_officers
@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    """List the closures that are over, the latest entered first."""
    form = PageForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    rows = past(closures_within(request.user), moment.now())
    if before:
        rows = rows.filter(number__lt=before)
    shown = list(rows.order_by("-number")[: PAGE + 1])
    older = f"before={shown[PAGE - 1].number}" if len(shown) > PAGE else ""
    return render(request, "places/roads_past.html", {"rows": shown[:PAGE], "older": older})


@for_officers
@require_safe
def features(request: SignedInRequest) -> HttpResponse:
    """Draw what is in force and what comes."""
    at, rows = moment.now(), closures_within(request.user)
    found = drawn(in_force(rows, at)[:MOST_ROWS], "in_force")
    found += drawn(coming(rows, at)[:MOST_ROWS], "coming")
    return JsonResponse({"type": "FeatureCollection", "features": found})


@FOR_WRITERS
@require_safe
def stretch(request: SignedInRequest) -> HttpResponse:
    """Say which road one or two places name."""
    form = StretchForm(request.GET)
    if not form.is_valid():
        told = " ".join(str(line) for lines in form.errors.values() for line in lines)
        return JsonResponse({"message": told}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    found = find_stretch(request.user.bureau, form.places(), moment.now())
    return JsonResponse(stretch_facts(found))


@for_officers
@require_safe
def closure_page(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a closure with how it has read, and the form on which it is changed."""
    return closure_shown(request, closure_numbered(request.user, number))


def closure_shown(
    request: SignedInRequest, closure: Closure, form: ClosureForm | None = None
) -> HttpResponse:
    """Show a closure, with what was typed if it is wrong."""
    over = past(closures_within(request.user), moment.now()).filter(pk=closure.pk).exists()
    action = reverse("roads:change", args=[closure.number])
    context = {
        "closure": closure,
        "short": in_short(closure),
        "versions": closure_history(closure),
        "over": over,
        "writes": bool(request.user.roles & WRITERS) and not over,
        "form": form or form_for(closure),
        "action": action,
    }
    status = HTTPStatus.OK if form is None else HTTPStatus.UNPROCESSABLE_ENTITY
    template = "places/_closure_form.html" if form and request.htmx else "places/closure.html"
    return render(request, template, context, status=status)


@FOR_WRITERS
@require_POST
@once
def close(request: SignedInRequest) -> HttpResponse:
    """Close or slow a stretch of road."""
    at, form = moment.now(), ClosureForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "action": reverse("roads:close")}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "places/_closure_form.html", context, status=status)
    close_road(bureau=request.user.bureau, terms=form.terms(at), actor=request.user, at=at)
    return gone_on(request, reverse("roads:roads"))


@FOR_WRITERS
@require_POST
@once
def change(request: SignedInRequest, number: int) -> HttpResponse:
    """Say otherwise of a closure."""
    at, closure = moment.now(), closure_numbered(request.user, number)
    form = form_for(closure, request.POST)
    if not form.is_valid():
        return closure_shown(request, closure, form)
    change_closure(
        closure=closure,
        version=form.cleaned_data["version"] or 0,
        terms=form.terms(at),
        actor=request.user,
        at=at,
    )
    return gone_on(request, reverse("roads:closure", args=[number]))


@FOR_WRITERS
@require_POST
@once
def lift(request: SignedInRequest, number: int) -> HttpResponse:
    """End a closure now."""
    closure = closure_numbered(request.user, number)
    lift_closure(closure=closure, actor=request.user, at=moment.now())
    return gone_on(request, reverse("roads:roads"))


@FOR_WRITERS
@require_POST
@once
def weather(request: SignedInRequest) -> HttpResponse:
    """Say how the roads lie."""
    at, form = moment.now(), WeatherForm(request.POST)
    if not form.is_valid():
        context = {"weather_form": form} | weather_context(request)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "places/_weather.html", context | {"writes": True}, status=status)
    said = form.cleaned_data
    set_weather(
        bureau=request.user.bureau,
        weather=Weather(said["weather"]),
        from_at=said["from_at"] or at,
        words=said["words"],
        actor=request.user,
        at=at,
    )
    return gone_on(request, reverse("roads:roads"))
