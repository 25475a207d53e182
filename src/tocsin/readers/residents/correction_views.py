"""Corrections: the resident proposes and takes back, an officer looks and decides."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_everyone, for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import NotThere, Unacceptable
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.residents import corrections as services
from tocsin.readers.residents.access import correction_for
from tocsin.readers.residents.correction_queries import (
    Entry,
    corrections_shown,
    entries_told,
    shown,
)
from tocsin.readers.residents.errors import ProposedAlready
from tocsin.readers.residents.forms import DecisionForm, ProposalForm
from tocsin.readers.residents.models import Correction, Visit
from tocsin.readers.residents.own_views import visiting
from tocsin.readers.residents.states import Decision

DECIDERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
# More than is taken, so that what was too long comes back to be shortened.
MOST_GIVEN_BACK = 400


@for_everyone
@require_safe
@visiting
def facts(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what is kept about the resident; that they read it is on record."""
    return kept(request, visit, entries_told(visit.request, moment.now()))


def kept(
    request: HttpRequest, visit: Visit, entries: list[Entry], refused: str = ""
) -> HttpResponse:
    """Show what is kept, and at one fact why a proposal was not taken and what was typed."""
    typed = {name: request.POST.get(name, "")[:MOST_GIVEN_BACK] for name in ("value", "reason")}
    context = {
        "visit": visit,
        "entries": entries,
        "refused": refused,
        "at": f"{request.POST.get('person', '')} {request.POST.get('kind', '')}",
        "typed": typed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "residents/facts.html", context, status=status)


@for_everyone
@require_POST
@visiting
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Propose what a fact should be; the same sent twice is proposed once."""
    form, at = ProposalForm(request.POST), moment.now()
    entries = entries_told(visit.request, at)
    asked = form.cleaned_data if form.is_valid() else {}
    about = [
        one
        for one in entries
        if asked and (one.fact.person, one.fact.kind) == (str(asked["person"]), asked["kind"])
    ]
    if not about:
        raise NotThere(_("There is no such fact in your record. Reload the page."))
    try:
        propose_about(visit, about[0], asked["value"], asked["reason"])
    except Unacceptable as unclear:
        return kept(request, visit, entries, unclear.message)
    return redirect("my_record:facts")


def propose_about(visit: Visit, entry: Entry, value: str, reason: str) -> None:
    """Propose another value of a fact that was read, unless it is proposed or kept already."""
    kind = Kind(entry.fact.kind)
    said = services.value_of(kind, value)
    if entry.proposed is not None and entry.proposed.value == said:
        return
    if entry.fact.value == said:
        raise ProposedAlready(_("This is what is kept. Type what it should be."))
    services.propose(
        request=visit.request,
        person=UUID(entry.fact.person),
        kind=kind,
        value=said,
        reason=reason,
        at=moment.now(),
    )


@for_everyone
@require_POST
@visiting
def withdraw(_request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Take back what is not decided."""
    services.withdraw(request=visit.request, number=number[:24], at=moment.now())
    return redirect("my_record:facts")


@for_roles(*DECIDERS)
@require_safe
def corrections(request: SignedInRequest) -> HttpResponse:
    """List what residents propose, without what it says."""
    rows = corrections_shown(request.user, moment.now())
    return render(request, "residents/corrections.html", {"rows": rows})


@for_roles(*DECIDERS)
@require_POST
def look(request: SignedInRequest, number: str) -> HttpResponse:
    """Show what is kept and what is proposed; the look is on record before."""
    return looked_at(request, correction_for(request.user, number))


def looked_at(request: SignedInRequest, correction: Correction, refused: str = "") -> HttpResponse:
    """Show a correction with what it says, and why it was not decided."""
    at = moment.now()
    fact, proposed = services.look(correction=correction, actor=request.user, at=at)
    context = {
        "row": shown(correction, request.user, at),
        "kept": fact,
        "proposed": proposed,
        "refused": refused,
        "typed": request.POST.get("reason", "")[:MOST_GIVEN_BACK],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "residents/correction.html", context, status=status)


@for_roles(*DECIDERS)
@require_POST
@grave
def decide(request: SignedInRequest, number: str) -> HttpResponse:
    """Correct the fact, or refuse; sent twice it is decided once."""
    correction, form = correction_for(request.user, number), DecisionForm(request.POST)
    if not form.is_valid():
        return looked_at(request, correction, str(next(iter(form.errors.values()))[0]))
    try:
        services.decide(
            correction=correction,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=moment.now(),
        )
    except Unacceptable as unclear:
        return looked_at(request, correction, unclear.message)
    return redirect("corrections:list")
