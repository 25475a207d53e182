"""What one hands to the register of units, and what one gets from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.registers.units.models import Unit
from tocsin.registers.units.states import UnitKind

# Beyond this age a position says nothing about where the unit is.
STALE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a unit said it was, and when."""

    unit_id: int
    lon: float
    lat: float
    fixed_at: datetime


@dataclass(frozen=True, slots=True)
class UnitFix:
    """The last known place of a unit, and how old that knowledge is."""

    unit_id: int
    lon: float
    lat: float
    fixed_at: datetime
    age: timedelta

    @property
    def stale(self) -> bool:
        """Whether the position is too old to be relied on."""
        return self.age > STALE_AFTER


@dataclass(frozen=True, slots=True)
class ReadyUnit:
    """A unit on duty, as far as deciding whom to send needs to know it.

    ``lon``, ``lat`` and ``fixed_at`` are None where it never said where it is.
    """

    pk: int
    code: str
    name: str
    kind: str
    capabilities: list[str]
    station_id: int | None
    agency: str
    home_lon: float
    home_lat: float
    duty: str
    lon: float | None
    lat: float | None
    fixed_at: datetime | None

    @property
    def place(self) -> tuple[float, float]:
        """Where it was last, or where its post is."""
        if self.lon is None or self.lat is None:
            return self.home_lon, self.home_lat
        return self.lon, self.lat


@dataclass(frozen=True, slots=True)
class UnitHere:
    """A unit with its duty, people and last known place; ``fix`` is None where none was heard."""

    unit: Unit
    duty: str
    reason: str
    since: datetime | None
    shift: str
    members: tuple[str, ...]
    vehicle: str
    fix: UnitFix | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit to add or change, by code; the station by code."""

    code: str
    name: str
    kind: UnitKind
    lon: float
    lat: float
    station: str = ""
    capabilities: tuple[str, ...] = ()
    agency: str = ""
