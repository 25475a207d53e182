"""Calls for help of officers, loud on every desk until somebody answers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tocsin.desks.duty.access import DESKS, help_for
from tocsin.desks.duty.queries import help_in_hand, open_help, silent_units
from tocsin.desks.duty.services.helping import answer_help
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.shell.lock import is_locked, stays_open
from tocsin.kernel.web.requests import SignedInRequest


def board_of(request: SignedInRequest) -> HttpResponse:
    """Write the board of calls for help."""
    at, bureau = moment.now(), request.user.bureau
    hears, covered = Role.DISPATCHER in request.user.roles, is_locked(request)
    context = {
        "asked": list(open_help(bureau)),
        "in_hand": list(help_in_hand(bureau, at)),
        "silent": [] if covered else silent_units(bureau, at),
        "hears": hears,
        "may_answer": hears and not covered,
        "is_locked": covered,
    }
    return render(request, "duty/_help_board.html", context)


@stays_open
@for_roles(*DESKS)
@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """Show who calls for help, and who has been silent on scene."""
    return board_of(request)


@for_roles(Role.DISPATCHER)
@require_POST
@once
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a call for help in hand."""
    answer_help(asked=help_for(request.user, pk), actor=request.user, at=moment.now())
    return board_of(request)
