"""Which units and vehicles an officer may see and change."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.units.models import Unit, Vehicle
from tocsin.registers.units.queries import units_of


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
