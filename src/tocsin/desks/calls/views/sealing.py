"""Sealing a caller and proposing that one officer looks, over HTTP."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.desks.calls.access import call_for
from tocsin.desks.calls.forms import UnsealForm
from tocsin.desks.calls.services.sealing import HOURS, propose_unsealing, seal_caller
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.personal import api as personal
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest


@for_roles(Role.SUPERVISOR)
@require_safe
def show(request: SignedInRequest, number: str) -> HttpResponse:
    """Show whether the caller is sealed, and what a supervisor may do."""
    call = call_for(request.user, number)
    sealed = personal.sealed_for(request.user, call.caller) if call.caller else None
    context = {"call": call, "sealed": sealed, "hours": HOURS}
    return render(request, "calls/_seal.html", context)


@for_roles(Role.SUPERVISOR)
@require_POST
@once
def seal(request: SignedInRequest, number: str) -> HttpResponse:
    """Seal the caller."""
    call = call_for(request.user, number)
    reason = request.POST.get("reason", "")
    seal_caller(call=call, reason=reason, actor=request.user, at=moment.now())
    return redirect("calls:page", call.number)


@for_roles(Role.SUPERVISOR)
@require_POST
@grave
@once
def propose_to_unseal(request: SignedInRequest, number: str) -> HttpResponse:
    """Propose to a second person that one officer looks at the sealed caller."""
    call, form = call_for(request.user, number), UnsealForm(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("Say who is to look, for how long, and why."))
    propose_unsealing(call=call, **form.cleaned_data, actor=request.user, at=moment.now())
    return redirect("two_person:desk")
