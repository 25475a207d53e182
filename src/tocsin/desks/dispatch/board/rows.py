"""The incidents under way on the board, by urgency and age."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from tocsin.desks.dispatch.models import Assignment, Clock, Incident
from tocsin.desks.dispatch.queries.engagements import with_standing_stamps
from tocsin.desks.dispatch.queries.progress import progress_of
from tocsin.desks.dispatch.states import OPEN_STATES, ClockState, IncidentState

MOST_ROWS = 200


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
