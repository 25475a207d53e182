"""Pages of the register of places."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers, for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.access import (
    address_named,
    change_numbered,
    changes_within,
    versions_of,
)
from tocsin.registers.places.changes import decide_change, propose_change
from tocsin.registers.places.facts import Context
from tocsin.registers.places.finder import listed
from tocsin.registers.places.finding.texts import is_short
from tocsin.registers.places.forms import ChangeForm, DecideForm, FindForm, PageForm, ProposeForm
from tocsin.registers.places.ground import premises_near
from tocsin.registers.places.models import AddressChange

PROPOSERS = for_roles(
    Role.CALL_TAKER,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
VERIFIERS = for_roles(Role.COMMUNITY_OFFICER, Role.ADMINISTRATOR)
KEEPERS = frozenset({Role.COMMUNITY_OFFICER, Role.ADMINISTRATOR})
SHEETS = KEEPERS | {Role.SUPERVISOR}
PAGE = 50


@for_officers
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Show the places that the typed words may mean."""
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    known = Context(beat_id=request.user.beat_id)
    found = listed(request.user.bureau, words, known)
    template = "places/_found.html" if request.htmx else "places/search.html"
    sheets = bool(request.user.roles & SHEETS)
    context = {
        "form": form,
        "words": words,
        "found": found,
        "sheets": sheets,
        "short": is_short(words),
    }
    return render(request, template, context)


@for_officers
@require_safe
def address_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Show an address: how it has read, what is proposed, what stands there."""
    address = address_named(request.user, code)
    form = ChangeForm(initial={"text": address.text, "lon": address.lon, "lat": address.lat})
    pending = changes_within(request.user).filter(
        address=address, outcome=AddressChange.Outcome.PROPOSED
    )
    context = {
        "address": address,
        "versions": versions_of(address),
        "pending": pending,
        "premises": premises_near(request.user.bureau, address.lon, address.lat),
        "form": form,
        "action": reverse("places:change", args=[code]),
        "keeps": bool(request.user.roles & KEEPERS),
    }
    return render(request, "places/address.html", context)


@for_officers
@require_safe
def address_point(request: SignedInRequest, code: str) -> HttpResponse:
    """Give the point of an address to the map."""
    address = address_named(request.user, code)
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [address.lon, address.lat]},
        "properties": {"kind": "place", "label": address.text, "selected": True},
    }
    return JsonResponse({"type": "FeatureCollection", "features": [feature]})


@PROPOSERS
@require_safe
def new_page(request: SignedInRequest) -> HttpResponse:
    """Show the form on which a new address is proposed."""
    context = {"form": ProposeForm(), "action": reverse("places:propose")}
    return render(request, "places/new.html", context)


@PROPOSERS
@require_POST
@once
def propose(request: SignedInRequest) -> HttpResponse:
    """Propose a new address."""
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, reverse("places:propose"))
    propose_change(
        bureau=request.user.bureau, actor=request.user, at=moment.now(), **form.cleaned_data
    )
    return gone_on(request, reverse("places:changes"))


@PROPOSERS
@require_POST
@once
def change(request: SignedInRequest, code: str) -> HttpResponse:
    """Propose a change of an address."""
    address = address_named(request.user, code)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, reverse("places:change", args=[code]))
    propose_change(
        bureau=request.user.bureau,
        address=address,
        actor=request.user,
        at=moment.now(),
        **form.cleaned_data,
    )
    return gone_on(request, reverse("places:address", args=[code]))


@PROPOSERS
@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """List the changes that wait for their verifier."""
    form = PageForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    rows = changes_within(request.user).filter(outcome=AddressChange.Outcome.PROPOSED)
    if before:
        rows = rows.filter(pk__lt=before)
    shown = list(rows.order_by("-pk")[: PAGE + 1])
    older = f"before={shown[PAGE - 1].pk}" if len(shown) > PAGE else ""
    verifies = bool(request.user.roles & {Role.COMMUNITY_OFFICER, Role.ADMINISTRATOR})
    context = {"rows": shown[:PAGE], "older": older, "verifies": verifies}
    template = "places/_changes.html" if request.htmx else "places/changes.html"
    return render(request, template, context)


@VERIFIERS
@require_POST
@once
def decide(request: SignedInRequest, number: int) -> HttpResponse:
    """Verify or reject a proposed change."""
    row = change_numbered(request.user, number)
    form = DecideForm(request.POST)
    if form.is_valid():
        row = decide_change(change=row, actor=request.user, at=moment.now(), **form.cleaned_data)
        return render(request, "places/_change.html", {"row": row, "verifies": True})
    context = {"row": row, "verifies": True, "form": form}
    return render(request, "places/_change.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def form_again(request: SignedInRequest, form: ProposeForm, action: str) -> HttpResponse:
    """Show the form with what was typed and what is wrong with it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = "places/_propose.html" if request.htmx else "places/new.html"
    return render(request, template, {"form": form, "action": action}, status=status)
