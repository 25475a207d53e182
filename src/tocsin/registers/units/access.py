"""Which units and vehicles an officer may see and change."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.registers.units.models import DeskShift, Unit, Vehicle
from tocsin.registers.units.queries import units_of

# Whoever holds one of these works at a desk; crews are posted on units.
AT_DESKS = frozenset(set(Role) - {Role.OFFICER, Role.COMMUNITY_OFFICER, Role.INTEGRATION})


def unit_named(officer: Officer, code: str) -> Unit:
    """Fetch a unit that is within the officer's sight, with its standing."""
    rows = units_of(officer.bureau).select_related("standing", "position", "station", "bureau")
    return fetch(scope_of(officer).within(rows), code=code)


def unit_on_record(officer: Officer, code: str) -> Unit:
    """Fetch a unit that is within the officer's sight, a retired one too."""
    rows = Unit.objects.filter(bureau=officer.bureau)
    rows = rows.select_related("standing", "position", "station", "bureau")
    return fetch(scope_of(officer).within(rows), code=code)


def vehicles_within(officer: Officer) -> QuerySet[Vehicle]:
    """Keep the vehicles within the officer's sight, retired ones too."""
    rows = Vehicle.objects.filter(bureau=officer.bureau)
    return scope_of(officer).within(rows.select_related("station"))


def vehicle_on_record(officer: Officer, number: int) -> Vehicle:
    """Fetch a vehicle within the officer's sight."""
    return fetch(vehicles_within(officer), pk=number)


def desk_people_within(officer: Officer) -> QuerySet[Officer]:
    """Keep those within the officer's sight who work at a desk."""
    rows = Officer.objects.filter(
        is_active=True, is_service=False, grants__role__in=AT_DESKS, grants__ended_at=None
    )
    return scope_of(officer).within(rows.select_related("station").distinct())


def desk_shift_on_record(officer: Officer, number: int) -> DeskShift:
    """Fetch a desk shift of somebody within the officer's sight."""
    rows = DeskShift.objects.select_related("officer")
    return fetch(scope_of(officer).within(rows, station="officer__station_id"), pk=number)
