"""Questions about units that read several tables."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import (
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.db.models.functions import Cos, Radians

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.units.facts import Fix, ReadyUnit, UnitFix, UnitHere
from tocsin.registers.units.models import Crew, Position, Standing, TrailPoint, Unit
from tocsin.registers.units.states import DutyStatus

# A unit this near its home post has come home.
HOME_METRES = 300.0
METRES_PER_DEGREE = 111_195.0
READY = (
    *("pk", "code", "name", "kind", "capabilities", "station_id", "agency", "home_lon", "home_lat"),
    *("standing__duty", "position__lon", "position__lat", "position__fixed_at"),
)


def units_of(bureau: Bureau) -> QuerySet[Unit]:
    """Keep the units of a bureau that are not retired."""
    return Unit.objects.filter(bureau=bureau, retired_at=None)


def on_duty(bureau: Bureau) -> QuerySet[Unit]:
    """Keep units on duty (available or unavailable), each with its standing and position."""
    duties = [DutyStatus.AVAILABLE, DutyStatus.UNAVAILABLE]
    rows = units_of(bureau).filter(standing__bureau=bureau, standing__duty__in=duties)
    return rows.select_related("standing", "position", "station")


def ready(bureau: Bureau) -> list[ReadyUnit]:
    """List the units on duty, each as far as deciding whom to send needs to know it."""
    rows = on_duty(bureau).select_related(None)
    return [ReadyUnit(*row) for row in rows.values_list(*READY)]


def available(bureau: Bureau) -> QuerySet[Unit]:
    """Keep units that say they are available; whether one is busy is for its assignments."""
    return on_duty(bureau).filter(standing__duty=DutyStatus.AVAILABLE)


def fixes(bureau: Bureau, at: datetime, *, only: Iterable[int] | None = None) -> dict[int, UnitFix]:
    """Map the ids of units to their last known places, stale ones too (see ``UnitFix.stale``)."""
    rows = Position.objects.filter(bureau=bureau)
    if only is not None:
        rows = rows.filter(unit__in=list(only))
    return {
        unit: UnitFix(unit, lon, lat, fixed_at, at - fixed_at)
        for unit, lon, lat, fixed_at in rows.values_list("unit", "lon", "lat", "fixed_at")
    }


def open_crews(bureau: Bureau) -> QuerySet[Crew]:
    """Keep crews whose shift has not ended."""
    return Crew.objects.filter(bureau=bureau, until_at=None)


def crew_of(unit: Unit) -> Crew | None:
    """Find the crew of a unit on the shift under way, with its people."""
    rows = open_crews(unit.bureau).filter(unit=unit)
    return rows.select_related("vehicle").prefetch_related("members").first()


def unit_for(officer: Officer) -> Unit | None:
    """Find the unit an officer is crewed on now."""
    crew = (
        open_crews(officer.bureau)
        .filter(members=officer)
        .select_related("unit__standing", "unit__position", "unit__station")
        .order_by("-from_at")
        .first()
    )
    return crew.unit if crew else None


def units_here(bureau: Bureau, at: datetime, *, station_id: int | None = None) -> list[UnitHere]:
    """List the units of a bureau, or of one of its stations, as the register shows them."""
    crews = open_crews(bureau).select_related("vehicle").prefetch_related("members")
    rows = (
        units_of(bureau)
        .filter(Q() if station_id is None else Q(station_id=station_id))
        .select_related("standing", "position", "station")
        .prefetch_related(Prefetch("crews", queryset=crews, to_attr="crews_now"))
    )
    return [unit_here(unit, at) for unit in rows]


def retired_here(bureau: Bureau, at: datetime, *, station_id: int | None = None) -> list[UnitHere]:
    """List the units that were taken off the list, the latest first."""
    rows = (
        Unit.objects.filter(bureau=bureau, retired_at__isnull=False)
        .filter(Q() if station_id is None else Q(station_id=station_id))
        .select_related("standing", "position", "station")
        .order_by("-retired_at", "code")
    )
    return [unit_here(unit, at) for unit in rows]


def unit_here(unit: Unit, at: datetime) -> UnitHere:
    """Describe one unit; its crew must have been read as ``crews_now``."""
    crews: list[Crew] = getattr(unit, "crews_now", [])
    crew = crews[0] if crews else None
    standing = standing_of(unit)
    position: Position | None = getattr(unit, "position", None)
    return UnitHere(
        unit=unit,
        duty=standing.duty if standing else DutyStatus.OFF_DUTY,
        reason=standing.reason if standing else "",
        since=standing.since if standing else None,
        shift=crew.shift if crew else "",
        members=tuple(member.name for member in crew.members.all()) if crew else (),
        vehicle=crew.vehicle.code if crew and crew.vehicle else "",
        fix=UnitFix(unit.pk, position.lon, position.lat, position.fixed_at, at - position.fixed_at)
        if position
        else None,
    )


def standing_of(unit: Unit) -> Standing | None:
    """Read what a unit says of itself; None for one that never was on duty."""
    standing: Standing | None = getattr(unit, "standing", None)
    return standing


def seen_at_home(unit: str, *, since: str) -> Exists:
    """Tell, in a query over things with a unit, whether it was seen at its home post since.

    *unit* and *since* name the fields of the outer rows that hold the unit and the moment.
    """
    north = ExpressionWrapper(F("lat") - OuterRef(f"{unit}__home_lat"), FloatField())
    far = ExpressionWrapper(F("lon") - OuterRef(f"{unit}__home_lon"), FloatField())
    east = ExpressionWrapper(far * Cos(Radians(F("lat"))), FloatField())
    around = (-HOME_METRES / METRES_PER_DEGREE, HOME_METRES / METRES_PER_DEGREE)
    rows = TrailPoint.objects.filter(unit=OuterRef(unit), fixed_at__gt=OuterRef(since))
    return Exists(
        rows.alias(north=north, east=east).filter(north__range=around, east__range=around)
    )


def trail(unit: Unit, from_at: datetime, until_at: datetime) -> list[Fix]:
    """List where a unit was between two moments, oldest first."""
    rows = TrailPoint.objects.filter(unit=unit, fixed_at__range=(from_at, until_at))
    return [
        Fix(unit.pk, lon, lat, fixed_at)
        for lon, lat, fixed_at in rows.order_by("fixed_at").values_list("lon", "lat", "fixed_at")
    ]


def trails(windows: Iterable[tuple[int, datetime, datetime]]) -> dict[int, list[Fix]]:
    """Map the ids of units to where they were in given spans of time, oldest first: one query."""
    wanted = Q()
    for unit, from_at, until_at in windows:
        wanted |= Q(unit=unit, fixed_at__range=(from_at, until_at))
    found: dict[int, list[Fix]] = {}
    if not wanted:
        return found
    rows = TrailPoint.objects.filter(wanted).order_by("unit", "fixed_at")
    for unit, lon, lat, fixed_at in rows.values_list("unit", "lon", "lat", "fixed_at"):
        found.setdefault(unit, []).append(Fix(unit, lon, lat, fixed_at))
    return found
