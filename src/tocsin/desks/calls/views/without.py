"""Taking calls without the database: what is written is kept here, and entered when it is back.

The page is also there while all is well, so that it can be tried; what is written on it is then
entered within seconds.
"""

from http import HTTPStatus
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tocsin.desks.calls.forms import HelpForm, TellingForm, WithoutForm
from tocsin.desks.calls.spooling import leave_arrival, leave_saved, leave_taken
from tocsin.desks.calls.views.desk import TAKERS
from tocsin.desks.calls.views.residents import arrival_from
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency.api import act_id_of, fingerprint_of
from tocsin.kernel.spool.known import Sender
from tocsin.kernel.web.answers import wants_page
from tocsin.kernel.web.requests import SignedInRequest

MAY = frozenset({Role.CALL_TAKER, Role.DISPATCHER})


@for_roles(*TAKERS, Role.DISPATCHER)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedInRequest) -> HttpResponse:
    """Write a call down without the database, also to try it."""
    officer = request.user
    return written_down(request, Sender(officer.bureau_id, officer.pk, officer.roles), away=False)


# The act's number is the record's: sent twice it is one.
page.is_idempotent = True  # type: ignore[attr-defined] # a test asks every form for it


def desk(request: HttpRequest, _match: ResolverMatch, sender: Sender | None) -> HttpResponse | None:
    """Stand in for the desks, and for this page itself, while the database is away."""
    if not wants_page(request):
        return None
    return refused_stranger() if not may(sender) else written_down(request, sender, away=True)


def may(sender: Sender | None) -> bool:
    """Say whether somebody takes calls or sends help."""
    return sender is not None and bool(sender.roles & MAY)


def refused_stranger() -> HttpResponse:
    """Ask whoever the browser does not name to take the call on paper."""
    return shown({"stranger": True}, HTTPStatus.SERVICE_UNAVAILABLE)


def written_down(request: HttpRequest, sender: Sender | None, *, away: bool) -> HttpResponse:
    """Show the form, or keep what was written on it."""
    context: dict[str, object] = {"away": away, "form": WithoutForm(), "act_id": uuid4()}
    context |= {"csrf_token": get_token(request)}
    if request.method != "POST" or sender is None:
        return shown(context)
    form = WithoutForm(request.POST)
    context |= {"form": form}
    try:
        context |= {"act_id": (act_id := act_id_of(request))}
    except Refusal as refusal:
        return shown(context | {"complaint": refusal.message}, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not form.is_valid():
        return shown(context, HTTPStatus.UNPROCESSABLE_ENTITY)
    facts = {name: value for name, value in form.cleaned_data.items() if value}
    try:
        leave_taken(id=act_id, facts=facts, sender=sender, at=moment.now())
    except OSError:
        return shown(context | {"complaint": on_paper()}, HTTPStatus.SERVICE_UNAVAILABLE)
    kept = {"form": WithoutForm(), "act_id": uuid4(), "kept": mark_of(act_id)}
    return shown(context | kept)


def save(request: HttpRequest, match: ResolverMatch, sender: Sender | None) -> HttpResponse | None:
    """Keep an open call that is saved while the database is away."""
    if request.method != "POST" or sender is None or Role.CALL_TAKER not in sender.roles:
        return None
    try:
        act_id, told = act_id_of(request), TellingForm(request.POST).told()
        leave_saved(
            id=act_id,
            number=str(match.kwargs["number"]),
            told=told,
            fingerprint=fingerprint_of(request),
            sender=sender,
            at=moment.now(),
        )
    except Refusal as refusal:
        context = {"status": int(refusal.status), "code": refusal.code, "message": refusal.message}
        text = render_to_string("shell/_refusal.html", context)
        return HttpResponse(text, status=refusal.status)
    except OSError:
        return HttpResponse(on_paper(), status=HTTPStatus.SERVICE_UNAVAILABLE)
    context = {"kept": mark_of(act_id), "number": match.kwargs["number"]}
    return HttpResponse(render_to_string("calls/_saved_without.html", context))


def help_asked(
    request: HttpRequest, _match: ResolverMatch, sender: Sender | None
) -> HttpResponse | None:
    """Keep what a resident writes while the database is away."""
    if sender is None:
        return None
    form = HelpForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "resident": True, "csrf_token": get_token(request), "act_id": uuid4()}
    if request.method != "POST":
        return shown(context)
    try:
        context["act_id"] = act_id_of(request)
        if not form.is_valid():
            return shown(context, HTTPStatus.UNPROCESSABLE_ENTITY)
        arrival = arrival_from(form, str(context["act_id"]))
        leave_arrival(arrival=arrival, sender=sender, at=moment.now())
    except Refusal as refusal:
        return shown(context | {"complaint": refusal.message}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except OSError:
        return None
    return shown(context | {"kept": mark_of(arrival.source_id)})


def mark_of(act_id: UUID | str) -> str:
    """Give what was kept a short name that can be told to others."""
    return str(act_id)[:4].upper()


def on_paper() -> str:
    """Say that nothing can be kept."""
    return _("This machine cannot keep it either. Write it on paper, and send help by radio.")


def shown(context: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Render the page without asking the database who reads it."""
    return HttpResponse(render_to_string("calls/without.html", context), status=status)
