"""What other parts may ask of the register of units."""

from tocsin.registers.units.crewing import change_crew, end_shift, start_shift
from tocsin.registers.units.desk_shifts import Hours as DeskHours
from tocsin.registers.units.desk_shifts import desk_shifts_known, plan_reach, plan_shifts
from tocsin.registers.units.duty_time import duty_seconds
from tocsin.registers.units.events import UnitChanged, UnitsMoved
from tocsin.registers.units.exporting import export_units
from tocsin.registers.units.facts import (
    STALE_AFTER,
    Fix,
    ReadyUnit,
    UnitFix,
    UnitHere,
    UnitRow,
)
from tocsin.registers.units.guards import WorkGuard, keep_while
from tocsin.registers.units.importing import COLUMNS as UNIT_COLUMNS
from tocsin.registers.units.importing import import_units
from tocsin.registers.units.models import Crew, Unit, Vehicle
from tocsin.registers.units.positions import purge_trail, record_fixes
from tocsin.registers.units.queries import (
    available,
    crew_of,
    fixes,
    on_duty,
    ready,
    seen_at_home,
    trail,
    trails,
    unit_for,
    units_here,
    units_of,
)
from tocsin.registers.units.services import (
    add_unit,
    change_unit,
    restore_unit,
    retire_unit,
    set_duty,
)
from tocsin.registers.units.states import DutyStatus, UnitKind, UnitStatus

__all__ = [
    "STALE_AFTER",
    "UNIT_COLUMNS",
    "Crew",
    "DeskHours",
    "DutyStatus",
    "Fix",
    "ReadyUnit",
    "Unit",
    "UnitChanged",
    "UnitFix",
    "UnitHere",
    "UnitKind",
    "UnitRow",
    "UnitStatus",
    "UnitsMoved",
    "Vehicle",
    "WorkGuard",
    "add_unit",
    "available",
    "change_crew",
    "change_unit",
    "crew_of",
    "desk_shifts_known",
    "duty_seconds",
    "end_shift",
    "export_units",
    "fixes",
    "import_units",
    "keep_while",
    "on_duty",
    "plan_reach",
    "plan_shifts",
    "purge_trail",
    "ready",
    "record_fixes",
    "restore_unit",
    "retire_unit",
    "seen_at_home",
    "set_duty",
    "start_shift",
    "trail",
    "trails",
    "unit_for",
    "units_here",
    "units_of",
]
