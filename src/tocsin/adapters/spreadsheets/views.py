"""Pages on which a table goes out as a spreadsheet and comes in from one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.adapters.spreadsheets.access import (
    READERS,
    sheet_for,
    sheets_of,
    table_for,
    table_to_change,
)
from tocsin.adapters.spreadsheets.acts import EXPORTED
from tocsin.adapters.spreadsheets.catalogue import WRITERS
from tocsin.adapters.spreadsheets.errors import NoSuchSheet, UnreadableSheet
from tocsin.adapters.spreadsheets.keeping import (
    confirm_sheet,
    reasons_for_reader,
    send_register,
    send_sheet,
    withdraw_sheet,
)
from tocsin.adapters.spreadsheets.reading import LARGEST_FILE
from tocsin.adapters.spreadsheets.registers import export_table
from tocsin.adapters.spreadsheets.showing import register_shown, sheet_shown
from tocsin.adapters.spreadsheets.sources import ENDINGS, LARGEST_REGISTER
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.audit import api as audit
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
RECENT = 10
OPENERS = for_roles(*READERS)


@OPENERS
@require_safe
def table_page(request: SignedInRequest, name: str) -> HttpResponse:
    """Explain a table's columns, hand it out, and take a file for it."""
    table = table_for(request.user, name)
    context = {
        "table": table,
        "may_change": bool(request.user.roles & table.changers),
        "sheets": sheets_of(request.user, table).order_by("-sent_at")[:RECENT],
        "megabytes": (LARGEST_REGISTER if table.arrives else LARGEST_FILE) >> 20,
        "endings": ",".join(ENDINGS),
    }
    return render(request, "sheets/table.html", context)


@OPENERS
@require_safe
def export(request: SignedInRequest, name: str, kind: str) -> HttpResponse:
    """Hand out a whole table as a file."""
    table = table_for(request.user, name)
    if f".{kind}" not in WRITERS:
        raise NoSuchSheet(_("A table is handed out as .xlsx or .csv."))
    at, file = moment.now(), f"{table.name}.{kind}"
    content = export_table(name=file, table=table.name, bureau=request.user.bureau)
    audit.record(
        EXPORTED,
        subject=request.user.bureau,
        actor=request.user,
        at=at,
        table=table.name,
        kind=kind,
    )
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(content, content_type=KINDS[kind], headers=headers)


@OPENERS
@require_POST
@once
def send(request: SignedInRequest, name: str) -> HttpResponse:
    """Take a file, try it, and go on to what would become of its rows."""
    table = table_to_change(request.user, name)
    file = request.FILES.get("file")
    if file is None or not file.name:
        raise UnreadableSheet(_("Choose a file first: .xlsx or .csv."))
    largest = LARGEST_REGISTER if table.arrives else LARGEST_FILE
    if file.size is None or file.size > largest:
        raise UnreadableSheet(
            _("The file is larger than {most} MB. Split it and import each part.").format(
                most=largest >> 20
            )
        )
    if table.arrives:
        sheet = send_register(file=file, table=table, actor=request.user, at=moment.now())
    else:
        sheet = send_sheet(
            content=file.read(), name=file.name, table=table, actor=request.user, at=moment.now()
        )
    return gone_on(request, reverse("sheets:preview", args=[sheet.table, sheet.pk]))


@OPENERS
@require_safe
def preview(request: SignedInRequest, name: str, number: UUID) -> HttpResponse:
    """Show what would become of the rows of a sheet, or what became of them."""
    table = table_for(request.user, name)
    sheet = sheet_for(request.user, table, number)
    if table.arrives:
        return render(request, "sheets/arriving.html", register_shown(request.user, table, sheet))
    reasons = reasons_for_reader(sheet, actor=request.user, at=moment.now())
    context = {
        **sheet_shown(request.user, table, sheet),
        "unchanged": sheet.rows - sheet.created - sheet.changed,
        "reasons": reasons,
        "more": sheet.refused - len(reasons),
    }
    return render(request, "sheets/preview.html", context)


@OPENERS
@require_POST
@once
def confirm(request: SignedInRequest, name: str, number: UUID) -> HttpResponse:
    """Import a sheet, or only its right rows where that is asked for."""
    table = table_to_change(request.user, name)
    sheet = confirm_sheet(
        sheet=sheet_for(request.user, table, number),
        table=table,
        partial=request.POST.get("partial") == "yes",
        actor=request.user,
        at=moment.now(),
    )
    return gone_on(request, reverse("sheets:preview", args=[sheet.table, sheet.pk]))


@OPENERS
@require_POST
@once
def withdraw(request: SignedInRequest, name: str, number: UUID) -> HttpResponse:
    """Take back a sheet that was not imported."""
    table = table_to_change(request.user, name)
    sheet = sheet_for(request.user, table, number)
    withdraw_sheet(sheet=sheet, actor=request.user, at=moment.now())
    return gone_on(request, reverse("sheets:preview", args=[sheet.table, sheet.pk]))
