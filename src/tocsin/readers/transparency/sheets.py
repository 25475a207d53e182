"""An edition as a sheet of plain text."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from tocsin.kernel.web.formulas import guarded
from tocsin.readers.transparency.showing import Shown

# Programs for spreadsheets take a file for UTF-8 only with it.
MARK = "\ufeff"


def sheet_of(told: Shown) -> str:
    """Write every figure in a line of its own: part, what, of which, value."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([_("Part"), _("Figure"), _("Of which"), _("Value")])
    for row in rows_of(told):
        lines.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return MARK + out.getvalue()


def rows_of(told: Shown) -> list[list[object]]:
    """List the figures of all parts."""
    rows: list[list[object]] = [
        [_("Edition"), _("Number"), "", told.edition.number],
        [_("Edition"), _("From"), "", told.since.isoformat()],
        [_("Edition"), _("Until"), "", told.until.isoformat()],
    ]
    rows += [[_("Calls"), one.name, "", one.value] for one in told.calls]
    for tier in told.clock:
        rows += [[_("Response clock"), tier["name"], _("Share in time"), value(tier["share"])]]
    for leg in told.legs:
        part = _("Response times")
        rows += [
            [part, leg["name"], _("Median (s)"), value(leg["p50"])],
            [part, leg["name"], _("90th percentile (s)"), value(leg["p90"])],
        ]
    for row in told.rows:
        rows += [
            [_("Incidents"), row.name, column, value(cell)]
            for column, cell in zip(told.columns, row.values, strict=True)
        ]
    rows += [[_("Looks at personal records"), one.name, "", value(one.value)] for one in told.looks]
    rows += [[_("Reviews of looks"), one.name, "", value(one.value)] for one in told.reviews]
    rows += [[_("Complaints"), one.name, "", value(one.value)] for one in told.complaints]
    if told.drill:
        rows += [[_("Bringing a backup back"), _("Last time"), "", told.drill["at"]]]
    return rows


def value(figure: object) -> object:
    """Write a figure, or that it is left out."""
    return _("left out") if figure is None else figure
