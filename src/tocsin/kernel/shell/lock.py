"""The idle lock: an unattended desk shows nothing but what rings."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tocsin.kernel.web.answers import wants_page

LOCKED = "locked"
OPEN_WHILE_LOCKED = "open_while_locked"


def stays_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer while the desk is locked: ringing calls, unlocking, signing out."""
    setattr(view, OPEN_WHILE_LOCKED, True)
    return view


def is_locked(request: HttpRequest) -> bool:
    """Say whether the desk of the request is covered."""
    return not hasattr(request, "token_officer") and bool(request.session.get(LOCKED))


class IdleLockMiddleware:
    """Shows the unlock form in place of any page while the session is locked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: tuple[object, ...],
        _kwargs: dict[str, object],
    ) -> HttpResponse | None:
        """Answer with the unlock form when the desk is locked."""
        if not is_locked(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if hasattr(view, OPEN_WHILE_LOCKED) or name == "account_logout":
            return None
        template = "shell/locked.html" if wants_page(request) else "shell/_unlock.html"
        context = {"next": request.get_full_path()}
        return render(request, template, context, status=HTTPStatus.LOCKED)
