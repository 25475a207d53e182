"""Units out of a table: who they are, where they stand, how they move."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode
from tocsin.core.typed_places import typed_place
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.tables import Row, read_rows
from tocsin.registers.units.api import UnitKind

MODES = {UnitKind.MOTORCYCLE: TravelMode.MOTORCYCLE, UnitKind.FOOT: TravelMode.FOOT}


@dataclass(frozen=True, slots=True)
class UnitThere:
    """A unit by its name, where it is, and how it moves."""

    code: str
    point: Point
    mode: TravelMode


def read_units(path: Path) -> list[UnitThere]:
    """Read units from a CSV file with the columns id, lat, lon and perhaps kind; sorted by id.

    Raises
    ------
    UnusableTable
        When the file is no such table.
    UnusableInput
        When it names a unit twice, or says of one no place on earth.
    """
    units = [_unit(row, path.name) for row in read_rows(path)]
    seen: set[str] = set()
    for unit in units:
        if unit.code in seen:
            raise UnusableInput(
                _("%(name)s names the unit %(code)s twice.")
                % {"name": path.name, "code": unit.code}
            )
        seen.add(unit.code)
    return sorted(units, key=lambda unit: unit.code)


def _unit(row: Row, name: str) -> UnitThere:
    code, kind = row.text("id"), row.text("kind")
    point = typed_place(f"{row.text('lat')},{row.text('lon')}")
    if not code or point is None:
        raise UnusableInput(
            _("Line %(line)s of %(name)s does not say which unit is where.")
            % {"line": row.line, "name": name}
        )
    if kind and kind not in UnitKind.values:
        raise UnusableInput(
            _("Line %(line)s of %(name)s: there is no kind of unit %(kind)s.")
            % {"line": row.line, "name": name, "kind": kind}
        )
    mode = MODES.get(UnitKind(kind)) if kind else None
    return UnitThere(code, point, mode or TravelMode.LIGHTS_AND_SIREN)
