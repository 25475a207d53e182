"""Reading a recorded history: calls, the units sent to each, and their stamps."""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tocsin.adapters.replay.errors import UnreadableRecord

TIME_ZONE = "America/Los_Angeles"
COLUMNS = frozenset(
    {"call_number", "unit_id", "unit_type", "als_unit", "call_type", "call_type_group", "priority"}
    | {"disposition", "received", "entered", "dispatched", "enroute", "on_scene", "transport"}
    | {"hospital", "available", "address_block", "station_area", "lat", "lon"}
)
ASSIGNED, DEPARTED, ARRIVED, CLEARED = "assigned", "departed", "arrived", "cleared"
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SentUnit:
    """One row of the record: a unit sent to a call, and its stamps by the names of milestones.

    ``unkept`` counts stamps of the record that no milestone of ours stands for.
    """

    number: int
    unit: str
    unit_type: str
    with_paramedic: bool
    dispatched: datetime
    stamps: Mapping[str, datetime]
    unkept: int


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A call of the record with everything that was sent to it, first sent first."""

    number: str
    received: datetime
    entered: datetime
    type: str
    group: str
    priority: str
    disposition: str
    place: str
    station_area: str
    lon: float
    lat: float
    sent: tuple[SentUnit, ...]

    @property
    def opened(self) -> datetime:
        """When the call was entered; at the latest when the first unit was sent."""
        return min(self.entered, self.sent[0].dispatched)


def read_record(path: Path, *, days: int | None = None) -> list[RecordedCall]:
    """Read a record, oldest call first; with *days*, only the calls of its first days.

    Raises
    ------
    UnreadableRecord
        The file is absent, damaged, or no record of calls with the columns we read.
    """
    if not path.is_file():
        raise UnreadableRecord(_("There is no file at %(path)s.") % {"path": path})
    rows = defaultdict(list)
    try:
        for number, cells in enumerate(_lines(path), start=1):
            rows[cells["call_number"]].append((number, cells))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as damage:
        raise UnreadableRecord(
            _("%(name)s is damaged or is no table of calls. Fetch it again.") % {"name": path.name}
        ) from damage
    if not rows:
        raise UnreadableRecord(_("There is no call in %(name)s.") % {"name": path.name})
    calls = sorted(
        (_call(number, found) for number, found in rows.items()),
        key=lambda call: (call.received, call.number),
    )
    return calls if days is None else list(_first_days(calls, days))


def _lines(path: Path) -> Iterator[Cells]:
    opened = gzip.open if path.suffix == ".gz" else Path.open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines)
        missing = COLUMNS - set(table.fieldnames or ())
        if missing:
            raise UnreadableRecord(
                _("%(name)s has no column %(column)s. It is not a record that can be replayed.")
                % {"name": path.name, "column": ", ".join(sorted(missing))}
            )
        yield from table


def _first_days(calls: Iterable[RecordedCall], days: int) -> Iterator[RecordedCall]:
    first: date | None = None
    for call in calls:
        first = first or call.received.date()
        if call.received.date() < first + timedelta(days=days):
            yield call


def _call(number: str, found: list[tuple[int, Cells]]) -> RecordedCall:
    line, cells = found[0]
    try:
        sent = sorted(
            (_sent(place, row) for place, row in found),
            key=lambda one: (one.dispatched, one.number),
        )
        return RecordedCall(
            number=number,
            received=_moment(cells["received"]),
            entered=_moment(cells["entered"]),
            type=cells["call_type"],
            group=cells["call_type_group"],
            priority=cells["priority"],
            disposition=cells["disposition"],
            place=cells["address_block"],
            station_area=cells["station_area"],
            lon=_degrees(cells["lon"], 180),
            lat=_degrees(cells["lat"], 90),
            sent=tuple(sent),
        )
    except (ValueError, TypeError) as wrong:
        raise UnreadableRecord(
            _("Call %(call)s, row %(row)s, holds a time or a place that cannot be read.")
            % {"call": number, "row": line}
        ) from wrong


def _sent(number: int, cells: Cells) -> SentUnit:
    named = {DEPARTED: "enroute", ARRIVED: "on_scene", CLEARED: "available"}
    dispatched = _moment(cells["dispatched"])
    stamps = {kind: _moment(cells[name]) for kind, name in named.items() if cells[name]}
    return SentUnit(
        number=number,
        unit=cells["unit_id"],
        unit_type=cells["unit_type"],
        with_paramedic=cells["als_unit"] == "true",
        dispatched=dispatched,
        stamps={ASSIGNED: dispatched, **stamps},
        unkept=sum(bool(cells[name]) for name in ("transport", "hospital")),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(TIME_ZONE))


def _degrees(text: str, most: float) -> float:
    degrees = float(text)
    if not (math.isfinite(degrees) and abs(degrees) <= most):
        raise ValueError(text)
    return degrees
