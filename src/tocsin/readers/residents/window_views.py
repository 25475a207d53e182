"""The window: a resident proves who they are, is found, and gets a code on paper."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Refusal, Unacceptable
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.residents import services
from tocsin.readers.residents.access import request_for, requests_for
from tocsin.readers.residents.forms import FindForm, OpenForm
from tocsin.readers.residents.models import OwnRequest
from tocsin.readers.residents.states import Document, Method

PAGE = 50


@for_roles(Role.COMMUNITY_OFFICER)
@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """List the newest requests, and open another."""
    rows = list(requests_for(request.user)[:PAGE])
    return render(request, "residents/window.html", {"rows": rows, "form": OpenForm()})


@for_roles(Role.COMMUNITY_OFFICER)
@require_POST
@once
def open_request(request: SignedInRequest) -> HttpResponse:
    """Open a request for a resident."""
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            made = services.open_request(
                method=Method(form.cleaned_data["method"]),
                document=Document(form.cleaned_data["document"]),
                actor=request.user,
                at=moment.now(),
            )
        except Unacceptable as unclear:
            form.add_error(None, unclear.message)
        else:
            return redirect("window:request", made.number)
    rows = list(requests_for(request.user)[:PAGE])
    context = {"rows": rows, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "residents/window.html", context, status=status)


@for_roles(Role.COMMUNITY_OFFICER)
@require_safe
def one_request(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one request and what comes next."""
    return shown(request, request_for(request.user, number), FindForm())


def shown(
    request: SignedInRequest, asked: OwnRequest, form: FindForm, **more: object
) -> HttpResponse:
    """Show a request with a form to find the resident."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    left = max(0, services.MOST_SEARCHES - asked.searches)
    context = {"asked": asked, "form": form, "left": left} | more
    return render(request, "residents/request.html", context, status=status)


@for_roles(Role.COMMUNITY_OFFICER)
@require_POST
def find(request: SignedInRequest, number: str) -> HttpResponse:
    """Look for the resident by a number; it is not kept, and stands in no address."""
    asked, form = request_for(request.user, number), FindForm(request.POST)
    if not form.is_valid():
        return shown(request, asked, form)
    try:
        found = services.find(
            request=asked,
            value=form.cleaned_data["value"],
            actor=request.user,
            at=moment.now(),
        )
    except Refusal as refused:
        form.add_error("value", refused.message)
        return shown(request, asked, form)
    asked.refresh_from_db()
    return shown(request, asked, form, found=found, searched=True)


@for_roles(Role.COMMUNITY_OFFICER)
@require_POST
@once
def confirm(request: SignedInRequest, number: str) -> HttpResponse:
    """Say who of those found the resident is."""
    asked = request_for(request.user, number)
    services.confirm(
        request=asked,
        people=people_in(request.POST.getlist("people")),
        actor=request.user,
        at=moment.now(),
    )
    return redirect("window:request", asked.number)


def people_in(texts: list[str]) -> list[UUID]:
    """Read ids as a form sends them."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Unacceptable(_("Find the resident by a number first, and tick who it is.")) from None


@for_roles(Role.COMMUNITY_OFFICER)
@require_POST
def letter(request: SignedInRequest, number: str) -> HttpResponse:
    """Make a code and show the letter with it, once; shown again it has another code."""
    asked = request_for(request.user, number)
    code, expires = services.make_code(request=asked, actor=request.user, at=moment.now())
    context = {"asked": asked, "code": code, "expires": expires}
    return render(request, "residents/letter.html", context)


@for_roles(Role.COMMUNITY_OFFICER)
@require_POST
@once
def close(request: SignedInRequest, number: str) -> HttpResponse:
    """Close a request."""
    asked = request_for(request.user, number)
    services.close_request(request=asked, actor=request.user, at=moment.now())
    return redirect("window:list")
