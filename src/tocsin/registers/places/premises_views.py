"""Pages on which premises are read and kept."""

from http import HTTPStatus

from django.db.models import Q
from django.forms import BaseFormSet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers, for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.access import address_named, premises_named, premises_within
from tocsin.registers.places.buildings import (
    add_premises,
    change_premises,
    restore_premises,
    retire_premises,
)
from tocsin.registers.places.forms import (
    EntranceForm,
    Entrances,
    KeyHolderForm,
    LookForm,
    PremisesFilterForm,
    PremisesForm,
    entrances_of,
)
from tocsin.registers.places.models import Premises

KEEPERS = frozenset({Role.COMMUNITY_OFFICER, Role.ADMINISTRATOR})
FOR_KEEPERS = for_roles(*KEEPERS)
PAGE = 50


@for_officers
@require_safe
def premises_list(request: SignedInRequest) -> HttpResponse:
    """List premises by code, narrowed to what is typed."""
    form = PremisesFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "after": "", "retired": False}
    rows = premises_within(request.user).filter(retired_at__isnull=not asked["retired"])
    if asked["q"]:
        words = asked["q"]
        rows = rows.filter(Q(name__icontains=words) | Q(code=words) | Q(hazards__icontains=words))
    shown = list(rows.filter(code__gt=asked["after"]).order_by("code")[: PAGE + 1])
    further = {**asked, "after": shown[PAGE - 1].code} if len(shown) > PAGE else {}
    context = {
        "form": form,
        "rows": shown[:PAGE],
        "words": asked["q"],
        "retired": asked["retired"],
        "older": urlencode({name: value for name, value in further.items() if value}),
        "keeps": bool(request.user.roles & KEEPERS),
    }
    template = "places/_premises_rows.html" if request.htmx else "places/premises_list.html"
    return render(request, template, context)


@for_officers
@require_safe
def premises_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Show premises with what a crew must know; who holds the keys is only counted."""
    premises = premises_named(request.user, code)
    context = {
        "premises": premises,
        "keeps": bool(request.user.roles & KEEPERS),
        "may_seal": bool(premises.key_holders) and Role.SUPERVISOR in request.user.roles,
        "look_form": LookForm(),
        "holder_form": KeyHolderForm(),
        "history": history_of(premises),
    }
    return render(request, "places/premises.html", context)


@for_officers
@require_safe
def points(request: SignedInRequest, code: str) -> HttpResponse:
    """Give premises and their ways in to the map."""
    premises = premises_named(request.user, code)
    spots = [(premises.name, premises.lon, premises.lat, True)]
    spots += [(way["label"], way["lon"], way["lat"], False) for way in premises.entrances]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"kind": "place", "label": label, "selected": selected},
        }
        for label, lon, lat, selected in spots
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@FOR_KEEPERS
@require_safe
def new(request: SignedInRequest) -> HttpResponse:
    """Show the form on which premises are added, at an address where one is given."""
    known: dict[str, object] = {}
    if code := request.GET.get("address", ""):
        address = address_named(request.user, code)
        known = {"name": address.text, "address": code, "lon": address.lon, "lat": address.lat}
    form = PremisesForm(initial=known)
    return form_shown(request, form, Entrances(prefix="way"), reverse("places:premises_add"))


@FOR_KEEPERS
@require_POST
@once
def add(request: SignedInRequest) -> HttpResponse:
    """Add premises."""
    form, ways = PremisesForm(request.POST), Entrances(request.POST, prefix="way")
    if not (form.is_valid() & ways.is_valid()):
        return form_shown(request, form, ways, reverse("places:premises_add"))
    premises = add_premises(
        bureau=request.user.bureau,
        described=form.described(ways),
        actor=request.user,
        at=moment.now(),
    )
    return gone_on(request, page_of(premises.code))


@FOR_KEEPERS
@require_safe
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the form on which premises are changed."""
    premises = premises_named(request.user, code)
    action = reverse("places:premises_change", args=[code])
    form, ways = PremisesForm.of(premises), entrances_of(premises)
    return form_shown(request, form, ways, action, premises)


@FOR_KEEPERS
@require_POST
@once
def change(request: SignedInRequest, code: str) -> HttpResponse:
    """Change premises."""
    premises = premises_named(request.user, code)
    form = PremisesForm(request.POST, known_kind=premises.kind)
    ways = Entrances(request.POST, prefix="way", initial=premises.entrances)
    if not (form.is_valid() & ways.is_valid()):
        action = reverse("places:premises_change", args=[code])
        return form_shown(request, form, ways, action, premises)
    change_premises(
        premises=premises,
        described=form.described(ways, code),
        version=form.cleaned_data["version"] or 0,
        actor=request.user,
        at=moment.now(),
    )
    return gone_on(request, page_of(code))


@FOR_KEEPERS
@require_POST
@once
def retire(request: SignedInRequest, code: str) -> HttpResponse:
    """Show premises to crews no longer."""
    premises = premises_named(request.user, code)
    retire_premises(premises=premises, actor=request.user, at=moment.now())
    return gone_on(request, page_of(code))


@FOR_KEEPERS
@require_POST
@once
def restore(request: SignedInRequest, code: str) -> HttpResponse:
    """Show retired premises to crews again."""
    premises = premises_named(request.user, code)
    restore_premises(premises=premises, actor=request.user, at=moment.now())
    return gone_on(request, page_of(code))


def history_of(premises: Premises) -> list[dict[str, object]]:
    """List what was done to premises, the latest first."""
    labels = audit.registered()
    return [
        {"at": entry["at"], "act": labels[str(entry["action"])].label, "by": entry["actor__name"]}
        for entry in reversed(audit.trail(premises))
        if str(entry["action"]) in labels
    ]


def form_shown(
    request: SignedInRequest,
    form: PremisesForm,
    ways: "BaseFormSet[EntranceForm]",
    action: str,
    premises: Premises | None = None,
) -> HttpResponse:
    """Show a form of premises, with what was typed and what is wrong with it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    template = "places/_premises_form.html" if request.htmx else "places/premises_form.html"
    context = {"form": form, "ways": ways, "action": action, "premises": premises}
    return render(request, template, context, status=status)


def page_of(code: str) -> str:
    """Name the address of the page of premises."""
    return reverse("places:premises_page", args=[code])
