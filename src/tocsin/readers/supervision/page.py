"""The report arranged for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tocsin.core.legs import Leg, Share
from tocsin.desks.dispatch.api import ClockState
from tocsin.kernel.accounts.api import Beat, Bureau, Station
from tocsin.readers.supervision.names import band_names, leg_names, tier_names
from tocsin.readers.supervision.queries import Group, Report
from tocsin.readers.supervision.templatetags.supervision import percent
from tocsin.registers.catalogue.api import types

Context = dict[str, object]
WIDTH, HEIGHT = 100.0, 24.0
GROUP_LEGS = ("process", "turnout", "travel", "total")


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure with its distribution and its course over the days."""

    name: str
    leg: Leg
    spark: str


@dataclass(frozen=True, slots=True)
class BandRow:
    """One row of the bands that bulletins print."""

    name: str
    cells: Sequence[tuple[str, int, float]]
    total: int


def interval(share: Share | None) -> str:
    """Write a share with its interval."""
    if share is None:
        return ""
    return f"{percent(share.value)} ({100 * share.low:.1f}–{100 * share.high:.1f})"


def spark(values: Sequence[float | None]) -> str:
    """Draw values as the points of a small line, one a day; days without one are left out.

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
    days = list(report.by_day.values())
    names = leg_names()
    lines = {"total": spark([day["total_p50"] for day in days])}
    share = report.tally.valid_share
    return {
        "report": report,
        "tally": report.tally,
        "valid_percent": interval(share),
        "calls_spark": spark([day["calls"] for day in days]),
        "tiles": [Tile(names[key], leg, lines.get(key, "")) for key, leg in report.legs.items()],
        "bands": band_rows(report),
        "tiers": tier_rows(report),
        "tables": [
            (_("By station"), rows_of(report.by_station, station_names(bureau))),
            (_("By beat"), rows_of(report.by_beat, beat_names(bureau))),
            (_("By type"), rows_of(report.by_type, {one.code: one.name for one in types(bureau)})),
        ],
        "group_legs": [names[key] for key in GROUP_LEGS],
        "earlier": report.period.before,
        "later": report.period.after,
        "query": f"from={report.period.first}&to={report.period.last}",
    }


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


def tier_rows(report: Report) -> list[tuple[str, int, int, int]]:
    """Arrange the response clock: name of the tier, met, missed, still running."""
    running = (ClockState.RUNNING, ClockState.WARNED)
    return [
        (
            name,
            report.tiers.get(tier, {}).get(ClockState.MET, 0),
            report.tiers.get(tier, {}).get(ClockState.BREACHED, 0),
            sum(report.tiers.get(tier, {}).get(state, 0) for state in running),
        )
        for tier, name in tier_names().items()
    ]


def rows_of(
    groups: Sequence[Group], names: Mapping[str, str]
) -> list[tuple[str, int, list[Leg]]]:
    """Arrange groups as rows, the busiest first."""
    busiest = sorted(groups, key=lambda group: (-group.incidents, group.code))
    return [
        (
            names.get(group.code, group.code),
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
