"""The page on which facts of the people of one case are proposed to be handed on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.desks.calls import api as calls
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.retention.api import KINDS
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.exports.facts import calls_of_case, is_closed_to, propose_facts
from tocsin.readers.exports.forms import FactsForm

LONGEST_NUMBER = 24


@dataclass(frozen=True, slots=True)
class CallerShown:
    """A caller by their call, and whether facts about them may be handed on; nothing of them."""

    number: str
    rang_at: datetime
    is_open: bool
    is_sealed: bool
    is_ticked: bool


def callers_of(officer: Officer, case: str, ticked: Collection[str] | None) -> list[CallerShown]:
    """List the callers of a case; all who may be are ticked at first."""
    shown = []
    for one in calls_of_case(calls.calls_of(officer), case) if case else ():
        is_open = calls.is_unsettled(one)
        is_sealed = one.caller is not None and is_closed_to(officer, one.caller)
        is_ticked = one.number in ticked if ticked is not None else True
        shown.append(
            CallerShown(
                one.number, one.rang_at, is_open, is_sealed, is_ticked and is_open and not is_sealed
            )
        )
    return shown


def page(
    request: SignedInRequest,
    form: FactsForm,
    case: str,
    *,
    ticked: Collection[str] | None = None,
    kinds: Collection[str] = (),
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the callers of a case and the form."""
    context = {
        "form": form,
        "case": case,
        "callers": callers_of(request.user, case, ticked),
        "kinds": [(kind, label, kind in kinds) for kind, label in KINDS.items()],
    }
    return render(request, "exports/facts.html", context, status=status)


@for_roles(Role.SUPERVISOR)
@require_safe
def facts(request: SignedInRequest) -> HttpResponse:
    """Ask for a case, then for whom and what of it is handed on."""
    case = request.GET.get("case", "").strip()[:LONGEST_NUMBER]
    return page(request, FactsForm(initial={"case": case}), case)


@for_roles(Role.SUPERVISOR)
@require_POST
@grave
@once
def propose(request: SignedInRequest) -> HttpResponse:
    """Propose it to a security officer; what was typed stays where it cannot be proposed."""
    form = FactsForm(request.POST)
    numbers, kinds = request.POST.getlist("calls"), request.POST.getlist("kinds")
    case = request.POST.get("case", "").strip()[:LONGEST_NUMBER]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            propose_facts(
                **form.cleaned_data,
                numbers=numbers,
                kinds=kinds,
                actor=request.user,
                at=moment.now(),
            )
            return redirect("exports:desk")
        except Refusal as refused:
            form.add_error(None, refused.message)
            status = refused.status
    return page(request, form, case, ticked=numbers, kinds=kinds, status=status)
