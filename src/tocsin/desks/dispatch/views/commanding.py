"""The command bar."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.commanding.choosing import unseal
from tocsin.desks.dispatch.commanding.orders import Outcome, Unclear, carry_out
from tocsin.desks.dispatch.forms.board import CommandForm
from tocsin.desks.dispatch.forms.reading import read
from tocsin.desks.dispatch.views.showing import WRITERS, changed_context
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest


@for_roles(*WRITERS)
@require_POST
@once
def command(request: SignedInRequest) -> HttpResponse:
    """Carry out one line, or say what is unclear and keep what was typed."""
    given = read(CommandForm(request.POST))
    line, number, sealed = (str(given[name]) for name in ("line", "open", "shown"))
    context: dict[str, object] = {"open_number": number}
    try:
        outcome = carry_out(
            line=line,
            officer=request.user,
            at=moment.now(),
            open_number=number,
            shown=unseal(sealed, number) if sealed else None,
        )
    except Refusal as refusal:
        choices = refusal.choices if isinstance(refusal, Unclear) else []
        context |= {"line": line, "trouble": refusal.message, "choices": choices}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "dispatch/board/_command.html", context, status=status)
    return told(request, outcome, context)


def told(request: SignedInRequest, outcome: Outcome, context: dict[str, object]) -> HttpResponse:
    """Show what a line did, with the open incident anew."""
    if outcome.address:
        return HttpResponse(headers={"HX-Redirect": outcome.address})
    if outcome.go and outcome.incident is not None:
        address = f"/dispatch/?open={outcome.incident.number}"
        return HttpResponse(headers={"HX-Redirect": address})
    context |= {"said": outcome.said, "helps": outcome.helps}
    number = str(context["open_number"])
    if outcome.incident is not None and outcome.incident.number == number:
        incident = access.incident_for(request.user, number)
        context |= changed_context(request, incident)
    return render(request, "dispatch/board/_command_done.html", context)
