"""Wishes to be erased: the resident asks and takes back, an officer decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_everyone, for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.residents import erasing
from tocsin.readers.residents.access import erasure_for
from tocsin.readers.residents.forms import DecisionForm
from tocsin.readers.residents.models import Visit
from tocsin.readers.residents.own_views import visiting
from tocsin.readers.residents.queries import wishes_shown, wishes_told
from tocsin.readers.residents.states import Decision

DECIDERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@for_everyone
@require_safe
@visiting
def own(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show a resident what has become of their wish, and let them ask."""
    context = {"visit": visit, "wishes": wishes_told(visit.request)}
    return render(request, "residents/erasure.html", context)


@for_everyone
@require_POST
@visiting
def ask(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask that all that is kept be erased; sent twice it is asked once."""
    erasing.ask(request=visit.request, at=moment.now())
    return redirect("my_record:erasure")


@for_everyone
@require_POST
@visiting
def withdraw(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take back what is not carried out."""
    erasing.withdraw(request=visit.request, at=moment.now())
    return redirect("my_record:erasure")


@for_roles(*DECIDERS)
@require_safe
def wishes(request: SignedInRequest) -> HttpResponse:
    """List the wishes of the bureau's residents."""
    return page(request)


def page(request: SignedInRequest, refused: str = "", number: str = "") -> HttpResponse:
    """Show the wishes, and at one of them why it was not decided and what was typed."""
    context = {
        "wishes": wishes_shown(request.user, moment.now()),
        "refused": refused,
        "number": number,
        "typed": request.POST.get("reason", "")[:400],
    }
    return render(request, "residents/wishes.html", context, status=422 if refused else 200)


@for_roles(*DECIDERS)
@require_POST
@grave
@once
def decide(request: SignedInRequest, number: str) -> HttpResponse:
    """Grant or refuse a wish."""
    erasure, form = erasure_for(request.user, number), DecisionForm(request.POST)
    if not form.is_valid():
        return page(request, str(form.errors["decision"][0]), number)
    try:
        erasing.decide(
            erasure=erasure,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=moment.now(),
        )
    except Unacceptable as unclear:
        return page(request, unclear.message, number)
    return redirect("erasures:list")
