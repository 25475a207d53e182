"""Pages of registers on their way in: how far they are, what is wrong, what may be there."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.adapters.spreadsheets import arriving
from tocsin.adapters.spreadsheets.access import READERS, sheet_for, table_for, table_to_change
from tocsin.adapters.spreadsheets.errors import NoWord
from tocsin.adapters.spreadsheets.forms import DecideForm, PairsForm
from tocsin.adapters.spreadsheets.showing import fault_shown, sheet_shown
from tocsin.adapters.spreadsheets.writing import write_text
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places import api as places

OPENERS = for_roles(*READERS)
PAGE = 25


@OPENERS
@require_safe
def progress(request: SignedInRequest, name: str, number: UUID) -> HttpResponse:
    """Show how far a register is; when it is done, its page."""
    table = table_for(request.user, name)
    sheet = sheet_for(request.user, table, number)
    if not sheet.under_way:
        return gone_on(request, reverse("sheets:preview", args=[table.name, sheet.pk]))
    return render(request, "sheets/_progress.html", {"table": table, "sheet": sheet})


@OPENERS
@require_safe
def faults(request: SignedInRequest, name: str, number: UUID) -> HttpResponse:
    """Hand out what is wrong with each row as a table, in the reader's language."""
    table = table_for(request.user, name)
    sheet = sheet_for(request.user, table, number)
    heading = [_("Row"), _("Column"), _("What stands there"), _("What is wrong"), _("What to do")]
    rows = places.faults_within(request.user, sheet.pk).iterator()
    told = [[str(cell) for cell in fault_shown(one).values()] for one in rows]
    headers = {"Content-Disposition": 'attachment; filename="faults.csv"'}
    content = write_text([heading, *told])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@OPENERS
@require_safe
def pairs(request: SignedInRequest, name: str, number: UUID) -> HttpResponse:
    """List places that may be there already, those beside them, and what was said of them."""
    table = table_for(request.user, name)
    sheet = sheet_for(request.user, table, number)
    form = PairsForm(request.GET)
    shown = form.cleaned_data if form.is_valid() else {}
    rows = places.pairs_within(request.user, sheet.pk).filter(same=None).order_by("pk")
    if shown.get("said"):
        rows = places.pairs_within(request.user, sheet.pk).exclude(same=None).order_by("pk")
    found = list(rows.filter(pk__gt=shown.get("after") or 0)[: PAGE + 1])
    context = {
        **sheet_shown(request.user, table, sheet),
        "said": bool(shown.get("said")),
        "pairs": places.pairs_shown(request.user, sheet.pk, found[:PAGE]),
        "after": found[PAGE - 1].pk if len(found) > PAGE else None,
        "asked": places.in_pairs(bureau_id=sheet.bureau_id, batch=sheet.pk)[0],
    }
    return render(request, "sheets/pairs.html", context)


@OPENERS
@require_POST
@once
def decide(request: SignedInRequest, name: str, number: UUID, pair: int) -> HttpResponse:
    """Take somebody's word on whether two places are one."""
    table = table_to_change(request.user, name)
    sheet = sheet_for(request.user, table, number)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise NoWord(_("Say whether the two are the same place or two places."))
    row = arriving.decide_pair(
        sheet=sheet,
        pair=places.pair_numbered(request.user, sheet.pk, pair),
        actor=request.user,
        at=moment.now(),
        **form.cleaned_data,
    )
    if not request.htmx:
        return gone_on(request, reverse("sheets:pairs", args=[table.name, sheet.pk]))
    [shown] = places.pairs_shown(request.user, sheet.pk, [row])
    context = {**sheet_shown(request.user, table, sheet), "one": shown}
    return render(request, "sheets/_pair.html", context)
