"""The first page of supervision: the report on screen, as a spreadsheet and as JSON."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.supervision.access import scope_for
from tocsin.readers.supervision.forms import period_from
from tocsin.readers.supervision.page import page_of
from tocsin.readers.supervision.periods import Period, day_of, parse_day
from tocsin.readers.supervision.plain import plain_report
from tocsin.readers.supervision.queries import report
from tocsin.readers.supervision.sheets import report_sheet
from tocsin.registers.catalogue.api import type_names

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_period(request: SignedInRequest) -> Period:
    """Read the period that the address asks for."""
    zone = request.user.bureau.time_zone
    return period_from(request.GET.dict(), at=moment.now(), time_zone=zone)


def day_field(label: str, name: str, typed: str) -> dict[str, str]:
    """Describe the field of a day; what is no day is shown as the text it is, to be mended."""
    try:
        kind, value = "date", parse_day(typed).isoformat()
    except Unacceptable:
        kind, value = "text", typed[:40]
    return {"label": label, "name": name, "kind": kind, "value": value}


@for_roles(Role.SUPERVISOR)
@require_GET
def report_page(request: SignedInRequest) -> HttpResponse:
    """Show the report of a period; a period that cannot be read is answered above today's."""
    complaint, status = "", 200
    try:
        period = asked_period(request)
    except Unacceptable as refusal:
        complaint, status = refusal.message, 422
        period = day_of(moment.now(), request.user.bureau.time_zone)
    figures = report(scope_for(request.user), period)
    context = {
        **page_of(figures, request.user.bureau),
        "complaint": complaint,
        "chosen": "" if complaint else request.GET.get("period", ""),
        "days": [
            day_field(_("From"), "from", request.GET.get("from", period.first.isoformat())),
            day_field(_("To"), "to", request.GET.get("to", period.last.isoformat())),
        ],
    }
    return render(request, "supervision/report.html", context, status=status)


@for_roles(Role.SUPERVISOR)
@require_GET
def report_xlsx(request: SignedInRequest) -> HttpResponse:
    """Send the report as a spreadsheet."""
    period = asked_period(request)
    figures = report(scope_for(request.user), period)
    book = report_sheet(figures, type_names(request.user.bureau))
    name = f"tocsin-{period.first}-{period.last}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(book, content_type=XLSX, headers=headers)


@for_roles(Role.SUPERVISOR)
@require_GET
def report_json(request: SignedInRequest) -> HttpResponse:
    """Send the report as JSON."""
    figures = report(scope_for(request.user), asked_period(request))
    return JsonResponse(plain_report(figures), json_dumps_params={"ensure_ascii": False})
