"""The report as a spreadsheet."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tocsin.core.legs import Leg, Share
from tocsin.kernel.web.formulas import guarded
from tocsin.readers.supervision.names import band_names, flaw_names, leg_names, tier_names
from tocsin.readers.supervision.queries import Group, Report
from tocsin.readers.supervision.worst import Noted

Cell = str | float | int | None
BOLD = Font(bold=True)


def report_sheet(report: Report, kinds: Mapping[str, str]) -> bytes:
    """Write the report as an .xlsx file, one sheet per part; ``kinds`` names types by code."""
    book = Workbook()
    first = book.active
    if isinstance(first, Worksheet):
        book.remove(first)
    fill(book, _("Summary"), summary_rows(report))
    fill(book, _("Legs"), [leg_head(_("Leg")), *leg_rows(report)])
    for title, groups in (
        (_("By station"), report.by_station),
        (_("By beat"), report.by_beat),
        (_("By type"), report.by_type),
    ):
        fill(book, title, group_rows(groups))
    fill(book, _("Response clock"), tier_rows(report))
    fill(book, _("Bands"), band_rows(report))
    fill(book, _("Latest arrivals"), noted_rows(report.worst.late, kinds))
    fill(book, _("Incidents without data"), noted_rows(report.worst.no_data, kinds))
    fill(book, _("Too good to be true"), suspect_rows(report))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def fill(book: Workbook, title: str, rows: Sequence[Sequence[Cell]]) -> None:
    """Add a sheet; text that a spreadsheet would run as a formula is kept as text."""
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = BOLD
    sheet.freeze_panes = "B2"


def summary_rows(report: Report) -> list[list[Cell]]:
    """List what the tiles say."""
    tally = report.tally
    share = tally.valid_share
    return [
        [_("Figure"), _("Value")],
        [_("First day"), report.period.first.isoformat()],
        [_("Last day"), report.period.last.isoformat()],
        [_("Calls"), tally.calls],
        [_("Answered"), tally.answered],
        [_("Abandoned calls"), tally.abandoned],
        [_("Calls that needed action"), tally.valid],
        [_("Share that needed action"), share.value if share else None],
        [_("Calls linked to an incident"), tally.linked],
        [_("Incidents"), tally.incidents],
        [_("Still open"), tally.open],
        [_("Closed without sending anyone"), tally.closed_without_sending],
        [_("Part of another incident"), tally.merged],
        [_("Handed to another bureau"), tally.transferred],
        [_("Assignments"), tally.assignments],
        [_("Assignments withdrawn"), tally.withdrawn],
    ]


def leg_head(first: str) -> list[Cell]:
    """Head the columns of a leg."""
    return [
        first,
        _("Cases"),
        _("No data"),
        _("Still under way"),
        _("Median (s)"),
        _("90th percentile (s)"),
        _("Target (s)"),
        _("Within target"),
        _("Interval from"),
        _("Interval to"),
    ]


def leg_cells(leg: Leg) -> list[Cell]:
    """Write one leg in a row."""
    figures: list[Cell] = [leg.n, leg.no_data, leg.running, leg.p50, leg.p90, leg.target]
    return figures + share_cells(leg.within)


def share_cells(share: Share | None) -> list[Cell]:
    """Write a share with its interval, empty where there is none."""
    return [share.value, share.low, share.high] if share else [None, None, None]


def leg_rows(report: Report) -> list[list[Cell]]:
    """Write the county's legs."""
    names = leg_names()
    return [[names[name], *leg_cells(leg)] for name, leg in report.legs.items()]


def group_rows(groups: Sequence[Group]) -> list[list[Cell]]:
    """Write one row for each group and leg."""
    names = leg_names()
    head: list[Cell] = [_("Code"), _("Incidents"), *leg_head(_("Leg"))]
    return [head] + [
        [group.code, group.incidents, names[name], *leg_cells(leg)]
        for group in groups
        for name, leg in group.legs.items()
    ]


def tier_rows(report: Report) -> list[list[Cell]]:
    """Write how the response clocks ended."""
    names = tier_names()
    head: list[Cell] = [
        _("Tier of the clock"), _("Met"), _("Missed"), _("Running"), _("Not counted"),
        _("Share met"), _("Interval from"), _("Interval to"),
    ]  # fmt: skip
    return [head] + [
        [names[one.tier], one.met, one.missed, one.running, one.void, *share_cells(one.share)]
        for one in report.tiers
    ]


def band_rows(report: Report) -> list[list[Cell]]:
    """Write the bands that weekly bulletins print."""
    head: list[Cell] = [_("Leg"), _("Band"), _("Assignments")]
    return [head] + [
        [name, label, count]
        for key, (name, labels) in band_names().items()
        for label, count in zip(labels, report.bands[key], strict=True)
    ]


def noted_rows(incidents: Sequence[Noted], kinds: Mapping[str, str]) -> list[list[Cell]]:
    """Write incidents worth a look."""
    names = flaw_names()
    head: list[Cell] = [
        _("Incident"), _("Place"), _("Type"), _("Urgency"), _("Station"), _("Received"),
        _("Answer to first unit (s)"), _("Received to first arrival (s)"), _("What is amiss"),
    ]  # fmt: skip
    return [head] + [
        [
            one.number, one.place, kinds.get(one.type_code, one.type_name), one.priority,
            one.station, one.received_at.isoformat(), one.process_seconds, one.total_seconds,
            ", ".join(names[flaw] for flaw in one.flaws),
        ]
        for one in incidents
    ]  # fmt: skip


def suspect_rows(report: Report) -> list[list[Cell]]:
    """Write the assignments whose stamps are too good to be true."""
    head: list[Cell] = [
        _("Incident"),
        _("Unit"),
        _("Assigned at"),
        _("Distance (m)"),
        _("Travel (s)"),
    ]
    return [head] + [
        [one.incident, one.unit, one.assigned_at.isoformat(), one.metres, one.travel_seconds]
        for one in report.too_good
    ]
