"""The page of retention: how long what is kept, what is held, and what went."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.retention import api as retention
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.records.access import clearing_for, hold_for
from tocsin.readers.records.clearing import ask, clearings_for, propose_counted
from tocsin.readers.records.forms import (
    AnswerForm,
    ClearingForm,
    ExtendForm,
    HoldForm,
    LiftForm,
    ProposeForm,
)
from tocsin.readers.records.queries import retention_page

KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
MOST_CLEARINGS = 20


def page(
    request: SignedInRequest,
    form: HoldForm | None = None,
    clearing: ClearingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page with its forms, of a hold and of a deletion before its time."""
    context = {
        "page": retention_page(request.user, moment.now()),
        "form": form or HoldForm(),
        "clearing": clearing or ClearingForm(),
        "clearings": clearings_for(request.user)[:MOST_CLEARINGS],
    }
    return render(request, "records/retention.html", context, status=status)


@for_roles(*KEEPERS)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """Show how long what is kept, what is held, and what went; ``case`` begins a hold."""
    return page(request, HoldForm(initial={"case": request.GET.get("case", "")[:60]}))


@for_roles(*KEEPERS)
@require_POST
@once
def place(request: SignedInRequest) -> HttpResponse:
    """Place a hold; what was typed stays where it cannot be placed."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    try:
        retention.hold(**form.cleaned_data, actor=request.user, at=moment.now())
    except Unacceptable as unclear:
        form.add_error(None, unclear.message)
        return page(request, form, status=422)
    return redirect("records:retention")


@for_roles(*KEEPERS)
@require_POST
@once
def extend(request: SignedInRequest, number: int) -> HttpResponse:
    """Let a hold last longer."""
    held, form = hold_for(request.user, number), ExtendForm(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("Name a day to come until which nothing goes."))
    retention.extend(
        held=held, until=form.cleaned_data["until"], actor=request.user, at=moment.now()
    )
    return redirect("records:retention")


@for_roles(*KEEPERS)
@require_POST
@once
def ask_to_lift(request: SignedInRequest, number: int) -> HttpResponse:
    """Ask somebody else to lift a hold."""
    held, form = hold_for(request.user, number), LiftForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    retention.ask_to_lift(held=held, reason=reason, actor=request.user, at=moment.now())
    return redirect("records:retention")


@for_roles(*KEEPERS)
@require_POST
@once
def answer(request: SignedInRequest, number: int) -> HttpResponse:
    """Lift a hold as the second person, or leave it."""
    held, form = hold_for(request.user, number), AnswerForm(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("Say whether the hold is lifted or stays."))
    lifted = form.cleaned_data["answer"] == "lift"
    retention.answer_lift(held=held, lifted=lifted, actor=request.user, at=moment.now())
    return redirect("records:retention")


@for_roles(*KEEPERS)
@require_POST
@once
def ask_to_clear(request: SignedInRequest) -> HttpResponse:
    """Ask how much would go before its time; a worker counts."""
    form = ClearingForm(request.POST)
    if not form.is_valid():
        return page(request, clearing=form, status=422)
    try:
        ask(**form.cleaned_data, actor=request.user, at=moment.now())
    except Unacceptable as unclear:
        form.add_error(None, unclear.message)
        return page(request, clearing=form, status=422)
    return redirect("records:retention")


@for_roles(*KEEPERS)
@require_POST
@grave
@once
def propose_clearing(request: SignedInRequest, number: int) -> HttpResponse:
    """Propose to a second person to delete what was counted."""
    clearing, form = clearing_for(request.user, number), ProposeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    propose_counted(clearing=clearing, reason=reason, actor=request.user, at=moment.now())
    return redirect("records:retention")
