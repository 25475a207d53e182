"""What every act on an incident has in common, before and around the service it calls."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, TypeVar

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.forms.reading import read
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.views.showing import WRITERS
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest

F = TypeVar("F", bound=Form)
Act = Callable[Concatenate[SignedInRequest, Incident, F, ...], HttpResponse]
View = Callable[..., HttpResponse]


def act(
    form_of: Callable[[QueryDict], F], *, roles: tuple[Role, ...] = WRITERS
) -> Callable[[Act[F]], View]:
    """Make a view of an act: done once, on an incident the officer may reach, by a valid form."""

    def made(does: Act[F]) -> View:
        @for_roles(*roles)
        @require_POST
        @once
        def view(request: SignedInRequest, /, number: str, **named: object) -> HttpResponse:
            incident = access.incident_for(request.user, number)
            form = form_of(request.POST)
            read(form)
            return does(request, incident, form, **named)

        return update_wrapper(view, does)

    return made
