"""What the board shows: incidents under way by urgency and age, and units by what they do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from tocsin.desks.dispatch.arriving import Arrival, Journey, arrivals
from tocsin.desks.dispatch.models import Assignment, Clock, Incident
from tocsin.desks.dispatch.progress import progress_of
from tocsin.desks.dispatch.queries import (
    Engagement,
    open_assignments_by_unit,
    status_of,
    with_standing_stamps,
)
from tocsin.desks.dispatch.returning import returning_since, with_way_home
from tocsin.desks.dispatch.states import OPEN_STATES, ClockState, IncidentState
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Unit, UnitStatus

MOST_ROWS = 200
STATUS_ORDER = [
    UnitStatus.AVAILABLE,
    UnitStatus.RETURNING,
    UnitStatus.ASSIGNED,
    UnitStatus.EN_ROUTE,
    UnitStatus.ON_SCENE,
    UnitStatus.TRANSPORTING,
    UnitStatus.UNAVAILABLE,
]
FREE = frozenset({UnitStatus.AVAILABLE, UnitStatus.RETURNING})


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader chose to see; all of it stands in the address bar."""

    priorities: frozenset[int] = frozenset()
    station: str = ""

    def narrow(self, rows: QuerySet[Incident]) -> QuerySet[Incident]:
        """Keep the incidents that fit."""
        if self.priorities:
            rows = rows.filter(priority__in=self.priorities)
        return rows.filter(station__code=self.station) if self.station else rows


@dataclass(frozen=True, slots=True)
class Sent:
    """A unit under way to an incident."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An incident on the board with who is on the way and the clock that ends next."""

    incident: Incident
    type_name: str
    sent: tuple[Sent, ...]
    clock: Clock | None

    @property
    def target_seconds(self) -> float | None:
        """How long the clock that ends next was given, counted from the opening."""
        if self.clock is None:
            return None
        return (self.clock.due_at - self.incident.opened_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Board:
    """The incidents under way, in three groups."""

    waiting: list[BoardRow] = field(default_factory=list)
    under_way: list[BoardRow] = field(default_factory=list)
    to_close: list[BoardRow] = field(default_factory=list)
    cut: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is under way."""
        return not (self.waiting or self.under_way or self.to_close)


def open_incidents(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Keep open incidents, the most urgent and oldest first."""
    return rows.filter(state__in=[state.value for state in OPEN_STATES]).order_by(
        "priority", "opened_at", "pk"
    )


def board_of(rows: QuerySet[Incident], chosen: Filter, types: Mapping[str, str]) -> Board:
    """Read the board: three small queries however many rows there are; ``types`` names codes."""
    current = with_standing_stamps(Assignment.objects.filter(ended_at=None).select_related("unit"))
    ticking = Clock.objects.filter(state__in=[ClockState.RUNNING, ClockState.WARNED])
    late = Clock.objects.filter(state=ClockState.BREACHED, stopped_at=None)
    found = list(
        chosen.narrow(open_incidents(rows)).prefetch_related(
            Prefetch("assignments", queryset=current),
            Prefetch("clocks", queryset=(ticking | late).order_by("due_at")),
        )[: MOST_ROWS + 1]
    )
    board = Board(cut=len(found) > MOST_ROWS)
    groups = {
        IncidentState.WAITING.value: board.waiting,
        IncidentState.CLEARED.value: board.to_close,
    }
    for incident in found[:MOST_ROWS]:
        groups.get(incident.state, board.under_way).append(row_of(incident, types))
    return board


def row_of(incident: Incident, types: Mapping[str, str]) -> BoardRow:
    """Describe one incident; assignments and clocks were read with it."""
    sent = tuple(
        Sent(one.unit.name, progress_of(stamp.kind for stamp in one.milestones.all()).value)
        for one in incident.assignments.all()
    )
    type_name = types.get(incident.type_code, incident.type_name)
    return BoardRow(incident, type_name, sent, next(iter(incident.clocks.all()), None))


@dataclass(frozen=True, slots=True)
class BoardUnit:
    """A unit on the board."""

    unit: Unit
    status: UnitStatus
    at_work: Engagement | None
    fixed_at: datetime | None
    stale: bool
    arrival: Arrival | None = None

    @property
    def free(self) -> bool:
        """Whether it may be sent without being taken off anything."""
        return self.status in FREE

    @property
    def since(self) -> datetime:
        """Since when it does what it does."""
        if self.at_work is None:
            moment: datetime = returning_since(self.unit) or self.unit.standing.since
            return moment
        stamps = [stamp.at for stamp in self.at_work.assignment.milestones.all()]
        return max(stamps, default=self.at_work.assignment.assigned_at)


@dataclass(frozen=True, slots=True)
class Group:
    """Units that do the same."""

    status: UnitStatus
    units: list[BoardUnit]


def units_on_board(bureau: Bureau, at: datetime, *, station: str = "") -> list[Group]:
    """List the units on duty by what they do; those under way with when they will be there."""
    rows = with_way_home(units.on_duty(bureau), at)
    if station:
        rows = rows.filter(station__code=station)
    busy = open_assignments_by_unit(bureau.pk)
    some = [(unit, busy.get(unit.pk)) for unit in rows]
    journeys = [
        Journey(unit, one.incident, one.progress, one.assignment.post) for unit, one in some if one
    ]
    there = arrivals(bureau, journeys, at)
    return grouped(board_unit(unit, one, at, there.get(unit.pk)) for unit, one in some)


def board_unit(
    unit: Unit, at_work: Engagement | None, at: datetime, arrival: Arrival | None
) -> BoardUnit:
    """Describe one unit."""
    position = getattr(unit, "position", None)
    fixed_at = position.fixed_at if position else None
    stale = fixed_at is None or at - fixed_at > units.STALE_AFTER
    return BoardUnit(unit, status_of(unit, at_work), at_work, fixed_at, stale, arrival)


def grouped(found: Iterable[BoardUnit]) -> list[Group]:
    """Sort units by what they do, in the order of the board."""
    by_status: dict[UnitStatus, list[BoardUnit]] = {status: [] for status in STATUS_ORDER}
    for one in found:
        by_status[one.status].append(one)
    return [Group(status, some) for status, some in by_status.items() if some]


Feature = dict[str, object]


def features_of(
    incidents: Sequence[Incident],
    groups: Sequence[Group],
    selected: str,
    ways: Sequence[Feature] = (),
) -> Feature:
    """Write ways, incidents and units as GeoJSON for the map; no personal facts."""
    features = [*ways, *(incident_feature(incident, selected) for incident in incidents)]
    features += [
        unit_feature(one) for group in groups for one in group.units if one.fixed_at is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def incident_feature(incident: Incident, selected: str) -> Feature:
    """Write one incident."""
    return feature(
        incident.lon,
        incident.lat,
        kind="incident",
        level=incident.priority,
        label=incident.place_text,
        number=incident.number,
        state=incident.state,
        selected=incident.number == selected,
        url=f"/dispatch/?open={incident.number}",
    )


def unit_feature(one: BoardUnit) -> Feature:
    """Write one unit where it was heard last."""
    return feature(
        one.unit.position.lon,
        one.unit.position.lat,
        kind="unit",
        state=one.status.value,
        label=one.unit.name,
        unit=one.unit.pk,
        stale=one.stale,
    )


def feature(lon: float, lat: float, **properties: str | int | bool) -> Feature:
    """Write one point."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }
