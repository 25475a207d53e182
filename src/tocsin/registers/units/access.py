"""Which units an officer may see and change."""

from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.units.models import Unit
from tocsin.registers.units.queries import units_of


def unit_named(officer: Officer, code: str) -> Unit:
    """Fetch a unit that is within the officer's sight, with its standing."""
    rows = units_of(officer.bureau).select_related("standing", "position", "station", "bureau")
    return fetch(scope_of(officer).within(rows), code=code)
