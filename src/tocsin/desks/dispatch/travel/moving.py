"""Where units are, how they move, and at what hour of the day."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tocsin.core.roads import TravelMode, Weather
from tocsin.core.roads.calibration import Circumstances
from tocsin.desks.dispatch.models import Incident
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.units.api import ReadyUnit, Unit, UnitKind

SIREN_UP_TO, CALM = 2, 4


ON_OWN_WHEELS = {UnitKind.MOTORCYCLE: TravelMode.MOTORCYCLE, UnitKind.FOOT: TravelMode.FOOT}


def fix_age(unit: ReadyUnit, at: datetime) -> float | None:
    """Say how old the knowledge of a unit's place is; a partner agency waits at its post."""
    if unit.fixed_at is not None:
        return max(0.0, (at - unit.fixed_at).total_seconds())
    return 0.0 if unit.agency else None


def place_of(unit: Unit) -> tuple[float, float]:
    """Say where a unit was last, or where its post is."""
    position = getattr(unit, "position", None)
    return (position.lon, position.lat) if position else (unit.home_lon, unit.home_lat)


def mode_of(unit: Unit | ReadyUnit, priority: int) -> TravelMode:
    """Say how a unit moves; cars use lights and siren when it is pressing."""
    return mode_of_kind(unit.kind, priority)


def mode_of_kind(kind: str, priority: int) -> TravelMode:
    """Say how a kind of unit moves."""
    own = ON_OWN_WHEELS.get(UnitKind(kind))
    if own is not None:
        return own
    return TravelMode.LIGHTS_AND_SIREN if priority <= SIREN_UP_TO else TravelMode.CAR


def driven(
    incidents: Sequence[Incident],
    modes: Sequence[TravelMode],
    weather: Weather,
    *,
    hour: int,
) -> Circumstances:
    """Say under which circumstances ways to some incidents are driven now."""
    return Circumstances(
        hour=(hour,) * len(incidents),
        area=tuple(one.area_class for one in incidents),
        mode=tuple(mode.value for mode in modes),
        weather=(weather.value,) * len(incidents),
    )


def local_hour(incident: Incident, at: datetime) -> int:
    """Say which hour it is where the incident is."""
    return hour_of(incident.bureau, at)


def hour_of(bureau: Bureau, at: datetime) -> int:
    """Say which hour it is in a bureau."""
    return at.astimezone(ZoneInfo(bureau.time_zone)).hour
