"""Refuses every address whose view does not say who may reach it."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.kernel.access.policies import PUBLIC, Policy, policy_for_name, policy_of
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.roles import Role
from tocsin.kernel.database import api as database
from tocsin.kernel.errors import NotForYou
from tocsin.kernel.web.answers import refusal_response, wants_page

# No bureau has this number.
NOBODYS = 0


class PolicyMiddleware:
    """Checks the declared policy before a view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request; whose rows it meant, the next one must say anew."""
        try:
            return self.get_response(request)
        finally:
            database.mean(None)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: Sequence[object],
        _kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Let the request pass, send the visitor to sign in, or refuse."""
        policy = declared_policy(request, view)
        adopt_token(request)
        if policy == PUBLIC:
            database.mean(NOBODYS)
            return None
        database.mean(bureau_of(request))
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if policy is None or not policy.admits(roles_of(request)):
            return refusal_response(
                request, NotForYou(_("Your role does not include this page. Ask your supervisor."))
            )
        return None


def declared_policy(request: HttpRequest, view: object) -> Policy | None:
    """Find the policy of the view about to run."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return policy_of(view) or policy_for_name(name)


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """List the roles of the officer who asks."""
    user = request.user
    return user.roles if isinstance(user, Officer) else frozenset()


def bureau_of(request: HttpRequest) -> int:
    """Say whose rows a request may mean: those of the officer's bureau, else nobody's."""
    user = request.user
    return user.bureau_id if isinstance(user, Officer) else NOBODYS


def adopt_token(request: HttpRequest) -> None:
    """Act as the officer whose key came with the request, and as nobody when it opens nothing.

    A session beside the key must not help: such a request is not checked against forgery.
    """
    if hasattr(request, "token_officer"):
        request.user = request.token_officer or AnonymousUser()


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a person to the sign-in page; tell a program that it must identify itself."""
    if hasattr(request, "token_officer") or not wants_page(request):
        refusal = NotForYou(_("Sign in first. What you typed stays on this screen."))
        return refusal_response(request, refusal, status=HTTPStatus.UNAUTHORIZED)
    return redirect_to_login(request.get_full_path())
