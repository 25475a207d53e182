"""The page of acts on keys, and the notice of those that one person did alone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.keyacts.deeds import DEEDS
from tocsin.kernel.keyacts.services import done_alone, propose_key_act
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest

READERS = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER)


@for_roles(*READERS)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show which acts on keys there are, and what was done alone lately."""
    context = {
        "deeds": list(DEEDS.values()),
        "may_propose": Role.ADMINISTRATOR in request.user.roles,
        "alone": told_alone(request),
    }
    return render(request, "keyacts/desk.html", context)


@for_roles(Role.ADMINISTRATOR)
@require_POST
@grave
@once
def propose(request: SignedInRequest) -> HttpResponse:
    """Propose an act on keys; a security officer approves it."""
    propose_key_act(
        deed=request.POST.get("deed", ""),
        target=request.POST.get("target", ""),
        reason=request.POST.get("reason", ""),
        actor=request.user,
        at=moment.now(),
    )
    return redirect("two_person:desk")


@for_roles(Role.SECURITY_OFFICER)
@require_safe
def notice(request: SignedInRequest) -> HttpResponse:
    """Tell on every page of security officers that keys were touched by one person alone."""
    return render(request, "keyacts/_notice.html", {"alone": told_alone(request)})


def told_alone(request: SignedInRequest) -> list[dict[str, object]]:
    """Write down what was done alone lately."""
    return [
        {
            "at": entry.at,
            "what": DEEDS[entry.detail["deed"]].label,
            "reason": entry.detail["reason"],
        }
        for entry in done_alone(request.user.bureau, moment.now())
        if entry.detail.get("deed") in DEEDS
    ]
