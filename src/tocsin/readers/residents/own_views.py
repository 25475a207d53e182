"""The resident's own view: no account, no third party, and no name in any address."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_everyone
from tocsin.kernel.accounts.api import service_officer
from tocsin.kernel.database.api import within
from tocsin.readers.residents import services
from tocsin.readers.residents.errors import TooManyTries
from tocsin.readers.residents.forms import EnterForm
from tocsin.readers.residents.handed import handed_told
from tocsin.readers.residents.models import Visit
from tocsin.readers.residents.queries import WITHHELD, looks_told
from tocsin.readers.residents.states import RESIDENT

COOKIE = f"tocsin_my_record_{settings.INSTANCE}"
PATH = "/my-record/"
WINDOW, MOST_FROM_ONE_PLACE = timedelta(minutes=10), 10
P = ParamSpec("P")
Shown = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]


@for_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Take the number and code of a letter, and open the record they belong to."""
    at = moment.now()
    if request.method != "POST":
        return render(request, "residents/enter.html", {"form": EnterForm()})
    form = EnterForm(request.POST)
    if form.is_valid():
        need_room(request, at)
        found = form.cleaned_data
        key = services.enter(number=found["number"], code=found["code"], at=at)
        if key is not None:
            return keeping(redirect("my_record:record"), key)
        form.add_error(
            "code",
            _(
                "This number and code open nothing. A code opens once, for some days, and is void "
                "after five wrong tries. Check both, or ask at the window for a new letter."
            ),
        )
    context, status = {"form": form}, HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "residents/enter.html", context, status=status)


def need_room(request: HttpRequest, at: datetime) -> None:
    """Refuse more codes from one connection than people type; the address itself is not kept."""
    address = request.META.get("REMOTE_ADDR", "")
    window = int(at.timestamp() // WINDOW.total_seconds())
    digest = hashlib.sha256(f"my-record {window} {address}".encode()).hexdigest()[:32]
    key = f"my-record-{digest}"
    cache.add(key, 0, timeout=int(WINDOW.total_seconds()))
    if cache.incr(key) > MOST_FROM_ONE_PLACE:
        raise TooManyTries(
            _("Too many codes were tried from here. Wait ten minutes and try again.")
        )


def keeping(answer: HttpResponse, key: str) -> HttpResponse:
    """Give the browser the key of the visit, for these pages alone."""
    answer.set_cookie(
        COOKIE,
        key,
        max_age=int(services.LONGEST_VISIT.total_seconds()),
        path=PATH,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Strict",
    )
    return answer


def visiting(view: Shown[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Show a page to a resident whose record stands open; anybody else is asked for a code."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.COOKIES.get(COOKIE, "")
        visit = services.visit_of(key, moment.now()) if key else None
        if visit is None:
            return redirect("my_record:enter")
        with within(visit.bureau_id):
            return view(request, visit, *args, **kwargs)

    return guarded


@for_everyone
@require_safe
@visiting
def record(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show who looked at the resident's record, when, and for what."""
    at = moment.now()
    context = {
        "visit": visit,
        "looks": looks_told(visit.request, at),
        "handed": handed_told(visit.request, at),
        "withheld": WITHHELD,
    }
    return render(request, "residents/record.html", context)


@for_everyone
@require_POST
@visiting
def challenge(_request: HttpRequest, visit: Visit, look: int) -> HttpResponse:
    """Challenge a look that is told; a supervisor reviews it, and the outcome stands beside it."""
    services.challenge(visit=visit, look=look, at=moment.now())
    return redirect("my_record:record")


@for_everyone
@require_POST
@visiting
def come_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make a code with which the resident comes back for an answer, and show it once."""
    at = moment.now()
    resident = service_officer(visit.request.bureau, RESIDENT)
    code, expires = services.make_code(
        request=visit.request, actor=resident, at=at, valid=services.COME_BACK
    )
    context = {"visit": visit, "code": code, "expires": expires}
    return render(request, "residents/come_back.html", context)


@for_everyone
@require_POST
@visiting
def leave(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Close the record; whoever uses the browser next needs a code."""
    services.leave(visit, moment.now())
    answer = redirect("my_record:enter")
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
