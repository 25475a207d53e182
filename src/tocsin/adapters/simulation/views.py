"""Signing in as a role of the demonstration, and taking over its desks; closed elsewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tocsin.adapters.simulation import acts, taking
from tocsin.adapters.simulation.accounts import ROLES, officer_for
from tocsin.adapters.simulation.models import SimulatedCounty
from tocsin.adapters.simulation.showing import landing_of, strip_facts
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_everyone, for_officers
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.shell.lock import stays_open
from tocsin.kernel.web.requests import SignedInRequest

BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
P = ParamSpec("P")
Asked = TypeVar("Asked", bound=HttpRequest)


def only_in_the_demo(
    view: Callable[Concatenate[Asked, P], HttpResponse],
) -> Callable[Concatenate[Asked, P], HttpResponse]:
    """Let an address exist only in a demonstration."""

    @wraps(view)
    def guarded(request: Asked, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise NotThere(_("There is no page at this address."))
        return view(request, *args, **kwargs)

    return guarded


@for_everyone
@only_in_the_demo
@require_POST
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as an officer of a role of the invented county, and go to the role's desk."""
    county = SimulatedCounty.objects.first()
    chosen = Role(role) if role in ROLES else None
    officer = officer_for(chosen, county.bureau_id) if county and chosen else None
    if officer is None or chosen is None:
        raise NotThere(_("Nobody of this role is here. Choose another card."))
    login(request, officer, backend=BACKEND)
    audit.record(acts.SIGNED_IN, subject=officer, actor=officer, at=moment.now(), role=chosen.value)
    return HttpResponseRedirect(landing_of(chosen)[0])


@for_officers
@only_in_the_demo
@require_POST
@once
def take(request: SignedInRequest, desk: str) -> HttpResponse:
    """Take over a simulated desk."""
    taking.take_over(desk=desk, actor=request.user, at=moment.now())
    return shown(request)


@for_officers
@only_in_the_demo
@require_POST
@once
def give(request: SignedInRequest, desk: str) -> HttpResponse:
    """Give a desk back to the simulation."""
    taking.give_back(desk=desk, actor=request.user, at=moment.now())
    return shown(request)


@for_officers
@only_in_the_demo
@require_GET
@stays_open
def strip(request: SignedInRequest) -> HttpResponse:
    """Show again which desks live by themselves and what callers say."""
    return shown(request)


def shown(request: SignedInRequest) -> HttpResponse:
    """Render the strip as it is now."""
    return render(request, "simulation/_strip.html", strip_facts(request.user))
