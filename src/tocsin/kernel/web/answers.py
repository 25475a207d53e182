"""Answers to things that cannot be done: a page, a fragment or JSON, never a bare error."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.kernel.errors import Refusal
from tocsin.kernel.web.requests import SignedInRequest


def wants_json(request: HttpRequest) -> bool:
    """Say whether the asker is a program."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or (
        "application/json" in accept and "text/html" not in accept
    )


def wants_page(request: HttpRequest) -> bool:
    """Say whether the asker is a person opening a whole page."""
    return not wants_json(request) and "HX-Request" not in request.headers


def refusal_response(
    request: HttpRequest, refusal: Refusal, *, status: HTTPStatus | None = None
) -> HttpResponse:
    """Say no in the form the asker can use."""
    code = status or refusal.status
    if wants_json(request):
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=code)
    template = "shell/error.html" if wants_page(request) else "shell/_refusal.html"
    context = {"status": int(code), "code": refusal.code, "message": refusal.message}
    return render(request, template, context, status=code)


def gone_on(request: SignedInRequest, address: str) -> HttpResponse:
    """Go on to the page that shows what was kept, from a form in a page or from a fragment."""
    if request.htmx:
        return HttpResponse(_("Kept."), headers={"HX-Redirect": address})
    return redirect(address)
