"""The page that tells how places were found, and its spreadsheet."""

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.web.formulas import guarded
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.supervision.access import scope_for
from tocsin.readers.supervision.page import beat_names
from tocsin.readers.supervision.periods import Period, day_of, parse_day
from tocsin.readers.supervision.placing import (
    Part,
    Placing,
    PlacingReport,
    month_of,
    placing_by_beat,
    placing_by_month,
)

BOM = "\ufeff"
DAY = date.resolution


def asked(request: SignedInRequest) -> tuple[Period, str, PlacingReport]:
    """Read the month and the beat that the address asks for, and what is known of them."""
    zone = request.user.bureau.time_zone
    typed = request.GET.get("month", "")
    day = parse_day(f"{typed}-01") if typed else day_of(moment.now(), zone).first
    month, beat = month_of(day, zone), request.GET.get("beat", "")[:12]
    scope = scope_for(request.user)
    found = placing_by_month(scope, month, beat) if beat else placing_by_beat(scope, month)
    return month, beat, found


def named(row: Placing, beat: str, names: Mapping[str, str]) -> str:
    """Name a row: a month as it is, a beat by its name."""
    return row.key if beat else names.get(row.key, row.key) or _("None known")


@for_roles(Role.SUPERVISOR)
@require_GET
def page(request: SignedInRequest) -> HttpResponse:
    """Show how calls got their place: by beat for a month, or by month for a beat."""
    month, beat, found = asked(request)
    names = beat_names(request.user.bureau)
    context = {
        "month": f"{month.first:%Y-%m}",
        "earlier": f"{month.first - DAY:%Y-%m}",
        "later": f"{month.last + DAY:%Y-%m}",
        "beat": beat,
        "beats": sorted(names.items()),
        "whole": found.whole,
        "rows": [(named(row, beat, names), row) for row in found.rows],
        "query": urlencode({"month": f"{month.first:%Y-%m}", "beat": beat}),
    }
    return render(request, "supervision/placing.html", context)


@for_roles(Role.SUPERVISOR)
@require_GET
def sheet(request: SignedInRequest) -> HttpResponse:
    """Send the figures as a table of counts, from which every share can be worked out."""
    month, beat, found = asked(request)
    names = beat_names(request.user.bureau)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head(beat))
    for row in found.rows:
        writer.writerow([guarded(named(row, beat, names)), *cells(row)])
    writer.writerow([_("All together"), *cells(found.whole)])
    name = f"tocsin-places-{month.first:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        BOM + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers
    )


def head(beat: str) -> list[str]:
    """Name the columns."""
    parts = [
        _("First candidate taken"), _("One of the first five"), _("Pointed at on the map"),
        _("Where the network saw the caller"), _("Answered by an enclosing place"),
        _("Corrected later"),
    ]  # fmt: skip
    of = [cell for part in parts for cell in (part, _("{part}: of").format(part=part))]
    first = _("Month") if beat else _("Beat")
    return [first, _("Located calls"), _("Not on record"), *of]


def cells(row: Placing) -> list[int | str]:
    """Write the counts of a row; a part of nothing is empty, never zero."""
    parts: list[Part] = [
        row.first, row.among_five, row.by_hand, row.by_network, row.enclosing, row.corrected
    ]  # fmt: skip
    counts = [value for part in parts for value in ((part.count, part.of) if part.of else ("", ""))]
    return [row.located, row.unknown, *counts]
