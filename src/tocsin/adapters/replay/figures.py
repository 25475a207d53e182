"""The figures of a record and of what we stored of it, side by side."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tocsin.adapters.replay.advising import leg
from tocsin.adapters.replay.playing import Played, rows_of
from tocsin.adapters.replay.record import ARRIVED, ASSIGNED, CLEARED, DEPARTED, RecordedCall
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau

DAY = timedelta(days=1)
RECEIVED = "received"
# Leg by leg, the stamps between which it runs.
LEGS = {
    "received_dispatched": (RECEIVED, ASSIGNED),
    "dispatched_enroute": (ASSIGNED, DEPARTED),
    "enroute_on_scene": (DEPARTED, ARRIVED),
    "received_on_scene": (RECEIVED, ARRIVED),
    "dispatched_available": (ASSIGNED, CLEARED),
}
Stamps = Mapping[str, datetime]
Legs = dict[str, dict[str, float | int | None]]


def legs_of(rows: Sequence[Stamps]) -> Legs:
    """Summarise every leg of rows of stamps.

    >>> from datetime import UTC
    >>> start = datetime(2020, 4, 7, tzinfo=UTC)
    >>> row = {"received": start, "assigned": start + timedelta(seconds=90)}
    >>> legs_of([row])["received_dispatched"]
    {'n': 1, 'p50': 90.0, 'p90': 90.0}
    """
    return {
        name: leg(
            [
                (row[end] - row[start]).total_seconds() if start in row and end in row else None
                for row in rows
            ]
        )
        for name, (start, end) in LEGS.items()
    }


def recorded_rows(record: Sequence[RecordedCall]) -> dict[int, Stamps]:
    """List the stamps of each row of the file, by its number."""
    return {row.number: {RECEIVED: call.received, **row.stamps} for call, row in rows_of(record)}


@dataclass(frozen=True, slots=True)
class Stored:
    """What our own events say, read back from the database; rows by bureau, incident and unit."""

    calls: int
    incidents: int
    rows: Mapping[tuple[str, str, str, datetime], Stamps]
    open: int
    spans_apart: bool


def read_back(played: Sequence[Played], record: Sequence[RecordedCall]) -> Stored:
    """Read calls, incidents and assignments back, the way supervision reads them."""
    rows: dict[tuple[str, str, str, datetime], Stamps] = {}
    came = happened = still_open = 0
    spans_apart = True
    since, until = record[0].received - DAY, record[-1].received + DAY
    for bureau in Bureau.objects.filter(code__in=[part.bureau for part in played]):
        found = {
            one.number: one
            for one in dispatch.incident_facts(bureau_id=bureau.pk, since=since, until=until)
        }
        sent = dispatch.assignment_facts(bureau_id=bureau.pk, since=since, until=until)
        rows |= stored_rows(bureau.code, found, sent)
        came += len(calls.call_facts(bureau_id=bureau.pk, since=since, until=until))
        happened += len(found)
        still_open += sum(one.closed_at is None for one in found.values())
        spans_apart &= apart(bureau)
    return Stored(came, happened, rows, still_open, spans_apart)


def stored_rows(
    bureau: str,
    incidents: Mapping[str, dispatch.IncidentFact],
    assignments: Sequence[dispatch.AssignmentFact],
) -> dict[tuple[str, str, str, datetime], Stamps]:
    """Name the stamps of each assignment the way the record does."""
    rows: dict[tuple[str, str, str, datetime], Stamps] = {}
    for one in assignments:
        named = {
            RECEIVED: incidents[one.incident].received_at,
            ASSIGNED: one.assigned_at,
            DEPARTED: one.departed_at,
            ARRIVED: one.arrived_at,
            CLEARED: one.cleared_at,
        }
        key = bureau, one.incident, one.unit, one.assigned_at
        rows[key] = {name: at for name, at in named.items() if at is not None}
    return rows


def results(record: Sequence[RecordedCall], played: Sequence[Played]) -> dict[str, object]:
    """Put the record and our own events side by side, and say whether they agree."""
    stored, recorded = read_back(played, record), recorded_rows(record)
    left_out = {key: why for part in played for key, why in part.left_out.items()}
    kept = {
        number: {kind: at for kind, at in stamps.items() if (number, kind) not in left_out}
        for number, stamps in recorded.items()
    }
    reconstructed = legs_of(list(stored.rows.values()))
    recorded_where_kept = legs_of(list(kept.values()))
    return {
        "calls": stored.calls,
        "assignments": len(stored.rows),
        "incidents": stored.incidents,
        "units": len({row.unit for _call, row in rows_of(record)}),
        "recorded": legs_of(list(recorded.values())),
        # The record without the stamps that are left out below: what ours must equal exactly.
        "recorded_where_kept": recorded_where_kept,
        "reconstructed": reconstructed,
        "left_out": {
            "stamps": dict(sorted(Counter(left_out.values()).items())),
            "units_sent_elsewhere_before_free": sum(part.reassigned for part in played),
            "stamps_without_a_milestone_of_ours": sum(row.unkept for _, row in rows_of(record)),
            "incidents_still_open": stored.open,
        },
        "invariants": {
            "every_call_accounted_for": stored.calls == stored.incidents == len(record),
            "every_row_accounted_for": len(stored.rows) == len(recorded),
            "every_stamp_accounted_for": same_stamps(stored, kept, played),
            "milestones_ordered": all(in_order(stamps) for stamps in stored.rows.values()),
            "no_unit_in_two_places": stored.spans_apart,
            "reconstructed_equals_recorded_where_kept": reconstructed == recorded_where_kept,
        },
    }


def same_stamps(stored: Stored, kept: Mapping[int, Stamps], played: Sequence[Played]) -> bool:
    """Say whether each stamp we stored is, to the second, the one of its own row."""
    return all(
        stored.rows.get((part.bureau, *named, kept[row][ASSIGNED])) == kept[row]
        for part in played
        for row, named in part.stored_as.items()
    )


def in_order(stamps: Stamps) -> bool:
    """Say whether stamps follow one another.

    >>> in_order({})
    True
    """
    moments = [stamps[kind] for kind in (ASSIGNED, DEPARTED, ARRIVED, CLEARED) if kind in stamps]
    return moments == sorted(moments)


def apart(bureau: Bureau) -> bool:
    """Say whether no unit was ever at two incidents at once, by the stored assignments."""
    spans = defaultdict(list)
    rows = dispatch.Assignment.objects.filter(bureau=bureau).order_by("assigned_at", "pk")
    for unit, start, end in rows.values_list("unit_id", "assigned_at", "ended_at"):
        spans[unit].append((start, end))
    return all(
        end is not None and end <= following
        for found in spans.values()
        for (_start, end), (following, _end) in pairwise(found)
    )
