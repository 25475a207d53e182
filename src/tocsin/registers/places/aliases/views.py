"""Pages on which the beat gives its word on other names of places."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.aliases.access import alias_numbered, aliases_within, versions_of
from tocsin.registers.places.aliases.deciding import reject_alias, retire_alias, verify_alias
from tocsin.registers.places.aliases.forms import AliasFilterForm, VerifyForm, WhyForm
from tocsin.registers.places.aliases.showing import shown
from tocsin.registers.places.models import Alias
from tocsin.registers.places.states import AliasState

READERS = for_roles(
    Role.CALL_TAKER,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
VERIFIERS = for_roles(Role.COMMUNITY_OFFICER, Role.SUPERVISOR)
PAGE = 30


@READERS
@require_safe
def aliases(request: SignedInRequest) -> HttpResponse:
    """List other names, the newest first, narrowed to a state, a beat or words."""
    form = AliasFilterForm(request.GET, request.user.bureau)
    asked = form.asked()
    found = list(narrowed(aliases_within(request.user), asked).order_by("-pk")[: PAGE + 1])
    further = {**asked, "before": found[PAGE - 1].pk} if len(found) > PAGE else {}
    first = {name: value for name, value in asked.items() if name != "before"}
    context = {
        "form": form,
        "asked": asked,
        "rows": shown(found[:PAGE], request.user),
        "states": AliasState,
        "own_beat": request.user.beat,
        "older": urlencode(further),
        "newer": urlencode(first) if "before" in asked else "",
    }
    template = "places/_aliases.html" if request.htmx else "places/aliases.html"
    return render(request, template, context)


def narrowed(rows: QuerySet[Alias], asked: dict[str, str | int]) -> QuerySet[Alias]:
    """Keep the names that were asked for."""
    if "state" in asked:
        rows = rows.filter(state=asked["state"])
    if "beat" in asked:
        rows = rows.filter(beat__code=asked["beat"])
    if "q" in asked:
        rows = rows.filter(Q(words__icontains=asked["q"]) | Q(text__icontains=asked["q"]))
    return rows.filter(pk__lt=asked["before"]) if "before" in asked else rows


@READERS
@require_safe
def alias_page(request: SignedInRequest, number: int) -> HttpResponse:
    """Show another name with every version of it."""
    alias = alias_numbered(request.user, number)
    [row] = shown([alias], request.user)
    context = {"row": row, "versions": versions_of(alias)}
    return render(request, "places/alias.html", context)


@VERIFIERS
@require_POST
@once
def verify(request: SignedInRequest, number: int) -> HttpResponse:
    """Verify another name, perhaps in better words."""
    form = VerifyForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    alias = alias_numbered(request.user, number)
    verify_alias(alias=alias, words=words, actor=request.user, at=moment.now())
    return row_again(request, number)


@VERIFIERS
@require_POST
@once
def reject(request: SignedInRequest, number: int) -> HttpResponse:
    """Reject a proposed name."""
    alias = alias_numbered(request.user, number)
    reject_alias(alias=alias, reason=why(request), actor=request.user, at=moment.now())
    return row_again(request, number)


@VERIFIERS
@require_POST
@once
def retire(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a name out of use."""
    alias = alias_numbered(request.user, number)
    retire_alias(alias=alias, reason=why(request), actor=request.user, at=moment.now())
    return row_again(request, number)


def why(request: SignedInRequest) -> str:
    """Read the reason that was typed; the service refuses where there is none."""
    form = WhyForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def row_again(request: SignedInRequest, number: int) -> HttpResponse:
    """Show the name as it now stands."""
    [row] = shown([alias_numbered(request.user, number)], request.user)
    return render(request, "places/_alias.html", {"row": row, "decided": True})
