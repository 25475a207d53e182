"""The units on the board, by what they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tocsin.desks.dispatch.queries.engagements import (
    Engagement,
    open_assignments_by_unit,
    status_of,
)
from tocsin.desks.dispatch.queries.returning import returning_since, with_way_home
from tocsin.desks.dispatch.travel.arriving import Arrival, Journey, arrivals
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Unit, UnitStatus

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
