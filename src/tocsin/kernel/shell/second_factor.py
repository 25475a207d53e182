"""A password alone opens no desk: the second factor is set up at the first sign-in."""

from collections.abc import Callable
from http import HTTPStatus

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.sessions import HAS_ONE
from tocsin.kernel.errors import NotForYou
from tocsin.kernel.shell.codes import keep_time
from tocsin.kernel.web.answers import refusal_response, wants_page

OPEN_WITHOUT = ("mfa_", "account_", "choose_language", "health")


class SecondFactorMiddleware:
    """Sends an officer without a one-time code or passkey to the page where one is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        keep_time()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponse],
        _args: tuple[object, ...],
        _kwargs: dict[str, object],
    ) -> HttpResponse | None:
        """Let the request pass when a second factor is there or not needed here."""
        if not settings.SECOND_FACTOR_REQUIRED or hasattr(request, "token_officer"):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(OPEN_WITHOUT) or not isinstance(request.user, Officer):
            return None
        if request.session.get(HAS_ONE) or self.found(request, request.user):
            return None
        sentence = _("Set up a one-time code or a passkey first; a password alone opens no desk.")
        if not wants_page(request):
            return refusal_response(request, NotForYou(sentence), status=HTTPStatus.FORBIDDEN)
        messages.warning(request, sentence)
        return redirect("mfa_index")

    def found(self, request: HttpRequest, officer: Officer) -> bool:
        """Look for the officer's second factor, and remember for the session that it is there."""
        if not is_mfa_enabled(officer):
            return False
        request.session[HAS_ONE] = True
        return True
