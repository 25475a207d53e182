"""The report arranged for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tocsin.core.legs import Leg
from tocsin.kernel.accounts.api import Beat, Bureau, Station
from tocsin.readers.supervision.names import band_names, flaw_names, leg_names, tier_names
from tocsin.readers.supervision.queries import Group, Report
from tocsin.readers.supervision.worst import Noted
from tocsin.registers.catalogue.api import type_names

Context = dict[str, object]
WIDTH, HEIGHT = 100.0, 24.0
GROUP_LEGS = ("process", "turnout", "travel", "total")


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure with its distribution and its course through the period."""

    name: str
    leg: Leg
    spark: str


@dataclass(frozen=True, slots=True)
class BandRow:
    """One row of the bands that bulletins print."""

    name: str
    cells: Sequence[tuple[str, int, float]]
    total: int


def spark(values: Sequence[float | None]) -> str:
    """Draw values as the points of a small line, one a step; steps without one are left out.

    >>> spark([0.0, 10.0])
    '0.0,24.0 100.0,0.0'
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line needs two points
        return ""
    top = max(value for _place, value in known) or 1.0
    step = WIDTH / (len(values) - 1)
    return " ".join(
        f"{round(place * step, 1)},{round(HEIGHT - HEIGHT * value / top, 1)}"
        for place, value in known
    )


def page_of(report: Report, bureau: Bureau) -> Context:
    """Arrange a report for its template."""
    names = leg_names()
    stations = station_names(bureau)
    kinds = type_names(bureau)
    return {
        "report": report,
        "tally": report.tally,
        "calls_spark": spark([float(step.calls) for step in report.course]),
        "tiles": tiles_of(report),
        "bands": band_rows(report),
        "tiers": [(tier_names()[one.tier], one) for one in report.tiers],
        "late": noted_rows(report.worst.late, kinds, stations),
        "flawed": noted_rows(report.worst.no_data, kinds, stations),
        "tables": [
            (_("By station"), rows_of(report.by_station, stations)),
            (_("By beat"), rows_of(report.by_beat, beat_names(bureau))),
            (_("By type"), rows_of(report.by_type, kinds)),
        ],
        "group_legs": [names[key] for key in GROUP_LEGS],
        "earlier": report.period.before,
        "later": report.period.after,
        "query": f"from={report.period.first}&to={report.period.last}",
    }


def tiles_of(report: Report) -> list[Tile]:
    """Make a tile of each leg."""
    names = leg_names()
    return [
        Tile(names[key], leg, spark([step.medians[key] for step in report.course]))
        for key, leg in report.legs.items()
    ]


def noted_rows(
    incidents: Sequence[Noted], kinds: Mapping[str, str], stations: Mapping[str, str]
) -> list[tuple[Noted, str, str, str]]:
    """Arrange incidents worth a look: with type, station and what is amiss in words."""
    names = flaw_names()
    comma = pgettext("between what is amiss", ", ")
    return [
        (
            one,
            kinds.get(one.type_code, one.type_name),
            stations.get(one.station, ""),
            comma.join(names[flaw] for flaw in one.flaws),
        )
        for one in incidents
    ]


def band_rows(report: Report) -> list[BandRow]:
    """Arrange the bands with their shares."""
    rows = []
    for key, (name, labels) in band_names().items():
        counts = report.bands[key]
        total = sum(counts)
        cells = [
            (label, count, 100 * count / total if total else 0.0)
            for label, count in zip(labels, counts, strict=True)
        ]
        rows.append(BandRow(name, cells, total))
    return rows


def rows_of(groups: Sequence[Group], names: Mapping[str, str]) -> list[tuple[str, int, list[Leg]]]:
    """Arrange groups as rows, the busiest first."""
    busiest = sorted(groups, key=lambda group: (-group.incidents, group.code))
    return [
        (
            names.get(group.code, group.code) or _("None known"),
            group.incidents,
            [group.legs[key] for key in GROUP_LEGS],
        )
        for group in busiest
    ]


def station_names(bureau: Bureau) -> dict[str, str]:
    """Name the stations by their codes."""
    return {station.code: station.name for station in Station.objects.filter(bureau=bureau)}


def beat_names(bureau: Bureau) -> dict[str, str]:
    """Name the beats by their codes."""
    return {beat.code: beat.name for beat in Beat.objects.filter(bureau=bureau)}
