"""The page for everybody, its sheets, and printing an edition."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_everyone, for_roles
from tocsin.kernel.accounts.api import Bureau, Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.transparency.access import (
    bureau_of,
    bureau_to_print,
    edition_of,
    may_print,
    only_bureau,
)
from tocsin.readers.transparency.models import Edition
from tocsin.readers.transparency.queries import bureaus_with_editions, editions_of, newest_of
from tocsin.readers.transparency.services import publish
from tocsin.readers.transparency.sheets import sheet_of
from tocsin.readers.transparency.showing import shown


@for_everyone
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead to the newest edition of the only bureau, or list the bureaus."""
    bureau = only_bureau()
    if bureau is not None:
        return page(request, bureau, newest_of(bureau))
    return render(request, "transparency/front.html", {"bureaus": bureaus_with_editions()})


@for_everyone
@require_safe
def newest(request: HttpRequest, code: str) -> HttpResponse:
    """Show the newest edition of a bureau."""
    bureau = bureau_of(code)
    return page(request, bureau, newest_of(bureau))


@for_everyone
@require_safe
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one edition as it was printed."""
    found = edition_of(code, number)
    return page(request, found.bureau, found)


@for_everyone
@require_safe
def edition_csv(request: HttpRequest, code: str, number: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Send an edition as a sheet."""
    found = edition_of(code, number)
    answer = HttpResponse(sheet_of(shown(found)), content_type="text/csv; charset=utf-8")
    return named(answer, found, "csv")


@for_everyone
@require_safe
def edition_json(request: HttpRequest, code: str, number: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Send an edition as it is stored, with its digest."""
    found = edition_of(code, number)
    body = {"number": found.number, "digest": found.digest, "printed": found.printed}
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    return named(answer, found, "json")


@for_roles(Role.SUPERVISOR)
@require_POST
@once
def draw(request: SignedInRequest) -> HttpResponse:
    """Print what happened since the last edition, in the name of the officer who answers for it."""
    bureau = bureau_to_print(
        request.user,
        _("Figures of the whole bureau are printed by a supervisor of the whole bureau."),
    )
    at = moment.now()
    made = publish(bureau=bureau, until=at, actor=request.user, at=at)
    return redirect("transparency:edition", bureau.code, made.number)


def page(request: HttpRequest, bureau: Bureau, found: Edition | None) -> HttpResponse:
    """Show an edition, or that there is none yet."""
    context = {
        "bureau": bureau,
        "told": shown(found) if found else None,
        "editions": editions_of(bureau),
        "may_print": may_print(request.user, bureau),
    }
    return render(request, "transparency/page.html", context, status=HTTPStatus.OK)


def named(answer: HttpResponse, found: Edition, kind: str) -> HttpResponse:
    """Name the file that is sent."""
    name = f"transparency-{found.bureau.code}-{found.number}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
