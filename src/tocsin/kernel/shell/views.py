"""The start page, the idle lock, the choice of language, and the pages that say no."""

import json
import sys
from http import HTTPStatus

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tocsin.kernel.access.api import for_everyone, for_officers
from tocsin.kernel.durability import api as durability
from tocsin.kernel.errors import NotForYou, NotThere, Refusal, Unacceptable
from tocsin.kernel.shell.desks import desks_of
from tocsin.kernel.shell.lock import LOCKED, stays_open
from tocsin.kernel.spool.trouble import BREAKER, is_away, is_unwritable
from tocsin.kernel.web.answers import refusal_response, wants_json, wants_page
from tocsin.kernel.web.requests import SignedInRequest

# Whoever sits down at a locked desk guesses no password: signing in asks for the second factor too.
WRONG_TRIES, MOST_TRIES = "wrong_tries_to_unlock", 5


class Fault(Refusal):
    """Something broke; the fault is logged, the person is told what to do."""

    code = "fault"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


@for_officers
@require_GET
def start(request: SignedInRequest) -> HttpResponse:
    """Show the desks the officer may use and what waits at each."""
    cards = [
        {"desk": desk, "waiting": desk.waiting(request.user) if desk.waiting else None}
        for desk in desks_of(request.user)
    ]
    return render(request, "shell/start.html", {"cards": cards})


@for_officers
@require_POST
@stays_open
def lock(request: SignedInRequest) -> HttpResponse:
    """Lock the desk; ringing calls stay in sight."""
    request.session[LOCKED] = True
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@for_officers
@require_POST
@stays_open
def unlock(request: SignedInRequest) -> HttpResponse:
    """Unlock the desk with the officer's own password; after five wrong ones it is signed out."""
    target = safe_target(request)
    may_try = ratelimit.consume(request, action="reauthenticate", user=request.user)
    if may_try and request.user.check_password(request.POST.get("password", "")[:200]):
        request.session.pop(LOCKED, None)
        request.session.pop(WRONG_TRIES, None)
        # Checking a password may hash it anew, which ends sessions that know the hash before.
        request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()
        return redirect(target)
    tries = int(request.session.get(WRONG_TRIES, 0)) + 1
    if tries >= MOST_TRIES:
        logout(request)
        return redirect(settings.LOGIN_URL)
    request.session[WRONG_TRIES] = tries
    context = {"next": target, "message": _("This is not your password. Try again.")}
    return render(request, "shell/locked.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@for_everyone
@require_POST
@stays_open
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language and go back to the page."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Unacceptable(_("Choose one of the languages that are offered."))
    response = HttpResponseRedirect(safe_target(request))
    year = 365 * 24 * 60 * 60
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=year,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def safe_target(request: HttpRequest) -> str:
    """Find the page to go back to, never one of another site."""
    target = request.POST.get("next", "") or "/"
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if own else "/"


@for_everyone
@require_GET
@stays_open
def health(_request: HttpRequest) -> HttpResponse:
    """Say that the server and its database answer, and where a second copy is wanted, how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    now = durability.standing()
    if now is None:
        return JsonResponse({"ok": True})
    return JsonResponse({"ok": True, "copies": durability.ONE if now.exposed else now.copies})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Answer a request that could not be read."""
    message = _("What was sent could not be read. Go back and try again; what you typed is kept.")
    refusal = Unacceptable(message)
    return refusal_response(request, refusal, status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Answer a request that is not allowed."""
    message = _("Your role does not include this page. Ask your supervisor.")
    return refusal_response(request, NotForYou(message))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Answer a request for a page that does not exist."""
    message = _("There is no page at this address.")
    return refusal_response(request, NotThere(message))


def fault(request: HttpRequest) -> HttpResponse:
    """Answer after a fault, already logged; a database that is away is no fault of ours."""
    problem = sys.exc_info()[1]
    if is_unwritable(problem):
        return unavailable(request, unwritable=True)
    if is_away(problem):
        BREAKER.trip()
        return unavailable(request)
    message = _("Something broke on our side and is recorded. What you typed is kept; try again.")
    return refusal_response(request, Fault(message))


class Unavailable(HttpResponse):
    """Says that the database cannot be asked, or not be written, at the moment."""


def unavailable(request: HttpRequest, *, unwritable: bool = False) -> HttpResponse:
    """Ask to try again soon, without asking the database for anything."""
    message = _("The database does not answer at the moment. What you typed is kept; try again.")
    if unwritable:
        message = _(
            "Nothing can be written at the moment: the disk of the database is nearly full. Pages "
            "are shown, records of people are not opened. What you typed is kept; try again."
        )
    status, headers = HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "2"}
    if wants_json(request):
        body = json.dumps({"code": "unavailable", "message": message}, ensure_ascii=False)
        return Unavailable(body, status=status, headers=headers, content_type="application/json")
    template = "shell/error.html" if wants_page(request) else "shell/_refusal.html"
    page = render_to_string(template, {"status": 503, "code": "unavailable", "message": message})
    return Unavailable(page, status=status, headers=headers)
