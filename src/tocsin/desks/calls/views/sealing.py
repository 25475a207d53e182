"""Sealing the caller of a call, and proposing what two people may do about it, over HTTP."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.desks.calls.access import call_for
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.behind_glass import caller_of
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.seals import api as seals
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest


def case_of(call: Call) -> str:
    """Name the case of a call."""
    return f"call:{call.number}"


@for_roles(Role.SUPERVISOR)
@require_safe
def show(request: SignedInRequest, number: str) -> HttpResponse:
    """Show whether the caller is sealed, and what a supervisor may do."""
    call = call_for(request.user, number)
    doors = seals.Doors(
        *(reverse(f"calls:{name}", args=[call.number]) for name in ("seal", "unseal", "lift"))
    )
    person = caller_of(call)
    block = seals.block_of(request.user, person, title=_("Caller"), doors=doors)
    return render(request, "seals/_seal.html", {"block": block})


@for_roles(Role.SUPERVISOR)
@require_POST
@once
def seal(request: SignedInRequest, number: str) -> HttpResponse:
    """Seal the caller."""
    call = call_for(request.user, number)
    back = reverse("calls:page", args=[call.number])
    return seals.sealed_by(request, caller_of(call), case=case_of(call), back=back)


@for_roles(Role.SUPERVISOR)
@require_POST
@grave
@once
def propose_to_unseal(request: SignedInRequest, number: str) -> HttpResponse:
    """Propose to a second person that one officer looks at the sealed caller."""
    call = call_for(request.user, number)
    return seals.unsealing_proposed(request, caller_of(call), case=case_of(call))


@for_roles(Role.SUPERVISOR)
@require_POST
@grave
@once
def propose_to_lift(request: SignedInRequest, number: str) -> HttpResponse:
    """Propose to a second person that the caller's seal is lifted for good."""
    call = call_for(request.user, number)
    return seals.lifting_proposed(request, caller_of(call), case=case_of(call))
