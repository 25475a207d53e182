"""Opening the caller of a settled call, over HTTP; what is shown is not stored anywhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.desks.calls.access import call_for
from tocsin.desks.calls.services.behind_glass import break_glass, broken_before
from tocsin.desks.calls.views.desk import READERS
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.personal.api import Kind, Why
from tocsin.kernel.web.requests import SignedInRequest

# What may be needed of a caller, the least first.
NEEDED = {
    "telephone": (_("The number only"), (Kind.TELEPHONE,)),
    "name": (_("The name only"), (Kind.NAME,)),
    "both": (_("Name and number"), (Kind.NAME, Kind.TELEPHONE)),
}


@for_roles(*READERS)
@require_safe
def glass(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the form, or that it is open for some minutes yet."""
    call = call_for(request.user, number)
    context = {
        "call": call,
        "whys": Why.choices,
        "needed": [(code, label) for code, (label, _kinds) in NEEDED.items()],
        "held": broken_before(call, request.user),
    }
    return render(request, "calls/_glass.html", context)


@for_roles(*READERS)
@require_POST
def broken(request: SignedInRequest, number: str) -> HttpResponse:
    """Open the caller; each look is recorded, and reviewed by somebody else."""
    call = call_for(request.user, number)
    held = broken_before(call, request.user)
    _label, kinds = NEEDED.get(request.POST.get("needed", ""), ("", held.kinds if held else ()))
    facts = break_glass(
        call=call,
        kinds=kinds,
        why=request.POST.get("why", ""),
        words=request.POST.get("words", ""),
        actor=request.user,
        at=moment.now(),
    )
    context = {
        "call": call,
        "held": broken_before(call, request.user),
        "name": facts.get(Kind.NAME, ""),
        "telephone": facts.get(Kind.TELEPHONE, ""),
    }
    return render(request, "calls/_glass_open.html", context)


# Kept out of the store of answers, which must hold no personal facts: a look again is a new look.
broken.is_idempotent = True  # type: ignore[attr-defined] # within ten minutes it is the same glass
