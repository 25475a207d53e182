"""The report as plain values, for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from tocsin.core.legs import Leg
from tocsin.readers.supervision.queries import Group, Report
from tocsin.readers.supervision.worst import Noted

Plain = Mapping[str, object]


def plain_leg(leg: Leg) -> Plain:
    """Write one leg: seconds, shares from 0 to 1."""
    return {
        "n": leg.n,
        "no_data": leg.no_data,
        "running": leg.running,
        "p50": leg.p50,
        "p90": leg.p90,
        "target": leg.target,
        "within": asdict(leg.within) if leg.within else None,
    }


def plain_groups(groups: Sequence[Group]) -> list[Plain]:
    """Write the groups of one kind."""
    return [
        {
            "code": group.code,
            "incidents": group.incidents,
            "legs": {name: plain_leg(leg) for name, leg in group.legs.items()},
        }
        for group in groups
    ]


def plain_noted(one: Noted) -> Plain:
    """Write an incident worth a look; its place stays with the incident."""
    return {
        "number": one.number,
        "type": one.type_code,
        "priority": one.priority,
        "station": one.station,
        "received_at": one.received_at.isoformat(),
        "process": one.process_seconds,
        "total": one.total_seconds,
        "flaws": [flaw.value for flaw in one.flaws],
    }


def plain_report(report: Report) -> Plain:
    """Write the whole report."""
    return {
        "first": report.period.first.isoformat(),
        "last": report.period.last.isoformat(),
        "time_zone": report.period.time_zone,
        "tally": asdict(report.tally),
        "legs": {name: plain_leg(leg) for name, leg in report.legs.items()},
        "bands": {name: list(counts) for name, counts in report.bands.items()},
        "tiers": [asdict(tier) for tier in report.tiers],
        "course": [
            {
                "start": step.start.isoformat(),
                "calls": step.calls,
                "incidents": step.incidents,
                "p50": dict(step.medians),
            }
            for step in report.course
        ],
        "by_station": plain_groups(report.by_station),
        "by_beat": plain_groups(report.by_beat),
        "by_type": plain_groups(report.by_type),
        "worst": {
            "late": report.worst.late_count,
            "latest": [plain_noted(one) for one in report.worst.late],
            "no_data": report.worst.no_data_count,
            "newest_without_data": [plain_noted(one) for one in report.worst.no_data],
        },
        "too_good": [
            {**asdict(suspect), "assigned_at": suspect.assigned_at.isoformat()}
            for suspect in report.too_good
        ],
    }
