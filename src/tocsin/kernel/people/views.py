"""The page of one officer: roles, where they are signed in, and the account."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import fetch, for_roles
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.people.services import (
    close_account,
    open_account,
    propose_role,
    sign_out,
    take_role,
)
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.shell.officers import LONGEST_NAME, officers_of
from tocsin.kernel.shell.signed_in import SHOWN_DIGITS, places_of
from tocsin.kernel.web.requests import SignedInRequest

DONE = "people_done"


def officer_named(request: SignedInRequest, username: str) -> Officer:
    """Fetch an officer of the administrator's bureau."""
    return fetch(officers_of(request.user), username=username[:LONGEST_NAME])


def page_again(request: SignedInRequest, username: str, done: str) -> HttpResponse:
    """Go back to the officer's page, saying what was done."""
    request.session[DONE] = done
    return redirect("people:officer", username)


@for_roles(Role.ADMINISTRATOR)
@require_safe
def officer(request: SignedInRequest, username: str) -> HttpResponse:
    """Show one officer."""
    found = officer_named(request, username)
    held = [role for role in Role if role in found.roles]
    context = {
        "shown": found,
        "held": held,
        "offered": [role for role in Role if role not in held],
        "places": places_of(found, None),
        "is_me": found.pk == request.user.pk,
        "done": request.session.pop(DONE, ""),
    }
    return render(request, "people/officer.html", context)


@for_roles(Role.ADMINISTRATOR)
@require_POST
@grave
@once
def entrust(request: SignedInRequest, username: str) -> HttpResponse:
    """Propose a role; a security officer approves it."""
    propose_role(
        officer=officer_named(request, username),
        role=request.POST.get("role", ""),
        reason=request.POST.get("reason", ""),
        actor=request.user,
        at=moment.now(),
    )
    done = _("Proposed. A security officer approves it within 24 hours on the page Two people.")
    return page_again(request, username, done)


@for_roles(Role.ADMINISTRATOR)
@require_POST
@once
def end(request: SignedInRequest, username: str) -> HttpResponse:
    """End a role at once."""
    take_role(
        officer=officer_named(request, username),
        role=request.POST.get("role", ""),
        reason=request.POST.get("reason", ""),
        actor=request.user,
        at=moment.now(),
    )
    return page_again(request, username, _("Ended. It holds from their next request on."))


@for_roles(Role.ADMINISTRATOR)
@require_POST
@once
def account(request: SignedInRequest, username: str) -> HttpResponse:
    """Close an account, or open a closed one."""
    found = officer_named(request, username)
    act = close_account if found.is_active else open_account
    reason = request.POST.get("reason", "")
    act(officer=found, reason=reason, actor=request.user, at=moment.now())
    closed = _("Closed. Roles, keys and every sign-in have ended.")
    done = closed if found.is_active else _("Open again, without any role.")
    return page_again(request, username, done)


@for_roles(Role.ADMINISTRATOR)
@require_POST
@once
def sign_out_there(request: SignedInRequest, username: str) -> HttpResponse:
    """Sign an officer out in one place or in all."""
    sign_out(
        officer=officer_named(request, username),
        mark=request.POST.get("place", "")[:SHOWN_DIGITS],
        actor=request.user,
        at=moment.now(),
    )
    return page_again(request, username, _("Signed out there."))
