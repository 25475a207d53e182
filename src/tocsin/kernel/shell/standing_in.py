"""Answers in the place of pages that must not fail while the database cannot be asked or written.

Which pages those are, and who answers for each, is said in the wiring.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from tocsin.kernel.accounts.api import Officer, Role, digest_of
from tocsin.kernel.shell.views import Unavailable, unavailable
from tocsin.kernel.spool.known import (
    PREFIX,
    Sender,
    bureau_known,
    give_mark,
    officer_marked,
    remember_key,
    system_known,
    take_mark,
)
from tocsin.kernel.spool.trouble import BREAKER
from tocsin.kernel.web.language import spoken

# Answers for a page, or gives nothing: then the answer stays that the database is away.
StandIn = Callable[[HttpRequest, ResolverMatch, Sender | None], HttpResponse | None]
_STAND_INS: dict[str, StandIn] = {}
SIGN_OUT = "account_logout"
MARKED_FOR = frozenset({Role.CALL_TAKER, Role.DISPATCHER})


def stand_in(name: str, answer: StandIn) -> None:
    """Say who answers for an address by its name; wired only in the wiring module."""
    _STAND_INS[name] = answer


class StandInMiddleware:
    """Lets another answer where the database is away, and remembers those who may then write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        match = match_of(request)
        answer = unavailable_in_words(request) if BREAKER.is_open else self.get_response(request)
        if isinstance(answer, Unavailable):
            return self.instead(request, match) or answer
        if match is not None:
            remember(request, match, answer)
        return answer

    def instead(self, request: HttpRequest, match: ResolverMatch | None) -> HttpResponse | None:
        """Ask whoever stands in for the address."""
        found = _STAND_INS.get(match.view_name) if match else None
        if match is None or found is None:
            return None
        # Reads the token of the browser. That it comes along is not checked here: the mark, which
        # names who writes, is not sent from pages of other sites, and keys never are by themselves.
        CsrfViewMiddleware(self.get_response).process_request(request)
        with translation.override(spoken(request)):
            return found(request, match, sender_of(request, match))


def unavailable_in_words(request: HttpRequest) -> HttpResponse:
    """Say that the database is away, in the reader's language."""
    with translation.override(spoken(request)):
        return unavailable(request)


def match_of(request: HttpRequest) -> ResolverMatch | None:
    """Find the address that was asked for."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def sender_of(request: HttpRequest, match: ResolverMatch) -> Sender | None:
    """Say who asks, as far as that is known without the database."""
    header = request.headers.get("Authorization", "")
    if header.startswith(PREFIX):
        return system_known(digest_of(header[len(PREFIX) :]))
    if match.view_name.startswith("calls:help"):
        return bureau_known(str(match.kwargs.get("code", "")))
    return officer_marked(request)


def remember(request: HttpRequest, match: ResolverMatch, answer: HttpResponse) -> None:
    """Remember who may write while the database is away; forget whoever signs out."""
    if match.view_name == SIGN_OUT and request.method == "POST":
        take_mark(answer)
    if match.view_name not in _STAND_INS or answer.status_code >= 400:  # noqa: PLR2004 - refusals
        return
    system = getattr(request, "token_officer", None)
    if isinstance(system, Officer):
        remember_key(digest_of(request.headers["Authorization"][len(PREFIX) :]), system)
    elif request.method == "GET" and "HX-Request" not in request.headers:
        officer = getattr(request, "user", None)
        if isinstance(officer, Officer) and officer.roles & MARKED_FOR:
            give_mark(answer, officer)
