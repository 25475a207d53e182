"""Turns a refusal raised anywhere below a view into an answer."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tocsin.kernel.errors import NotForYou, Refusal
from tocsin.kernel.web.answers import refusal_response


class WrongMethod(Refusal):
    """The address is asked with a method it does not know."""

    code = "wrong_method"
    status = HTTPStatus.METHOD_NOT_ALLOWED


class RefusalMiddleware:
    """Answers refusals; faults go on to be logged once at the edge."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request; a method that an address does not know gets its sentence here."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        refusal = WrongMethod(
            _("This address does not take what was sent. Open it from the menu and try again.")
        )
        told = refusal_response(request, refusal)
        told.headers["Allow"] = response.headers.get("Allow", "")
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal."""
        return refusal_response(request, exception) if isinstance(exception, Refusal) else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the page has grown old."""
    return refusal_response(
        request,
        NotForYou(
            _(
                "This page has been open since before you signed in. "
                "Reload it and send again; what you typed is kept."
            )
        ),
    )
