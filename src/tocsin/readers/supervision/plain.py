"""The report as plain values, for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from tocsin.core.legs import Leg
from tocsin.readers.supervision.queries import Group, Report

Plain = Mapping[str, object]


def plain_leg(leg: Leg) -> Plain:
    """Write one leg: seconds, shares from 0 to 1."""
    return {
        "n": leg.n,
        "no_data": leg.no_data,
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


def plain_report(report: Report) -> Plain:
    """Write the whole report."""
    return {
        "first": report.period.first.isoformat(),
        "last": report.period.last.isoformat(),
        "time_zone": report.period.time_zone,
        "tally": asdict(report.tally),
        "legs": {name: plain_leg(leg) for name, leg in report.legs.items()},
        "bands": {name: list(counts) for name, counts in report.bands.items()},
        "tiers": {str(tier): dict(states) for tier, states in report.tiers.items()},
        "by_day": {day: dict(figures) for day, figures in report.by_day.items()},
        "by_station": plain_groups(report.by_station),
        "by_beat": plain_groups(report.by_beat),
        "by_type": plain_groups(report.by_type),
        "too_good": [
            {**asdict(suspect), "assigned_at": suspect.assigned_at.isoformat()}
            for suspect in report.too_good
        ],
    }
