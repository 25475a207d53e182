"""Units out of a table: who they are, where they stand, how they move."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode
from tocsin.project.planning.errors import UnusableInput
from tocsin.registers.units.api import UnitKind

COLUMNS = ("id", "lat", "lon")
MODES = {UnitKind.MOTORCYCLE: TravelMode.MOTORCYCLE, UnitKind.FOOT: TravelMode.FOOT}
NORTHMOST, EASTMOST = 90.0, 180.0


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
    UnusableInput
        When the file is no such table, names a unit twice, or says of one no place on earth.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            units = list(_units(csv.DictReader(file), path.name))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise UnusableInput(
            _("%(name)s is not a table of comma-separated values in UTF-8.") % {"name": path.name}
        ) from broken
    codes = [unit.code for unit in units]
    for code in codes:
        if codes.count(code) > 1:
            raise UnusableInput(
                _("%(name)s names the unit %(code)s twice.") % {"name": path.name, "code": code}
            )
    return sorted(units, key=lambda unit: unit.code)


def _units(rows: "csv.DictReader[str]", name: str) -> Iterator[UnitThere]:
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise UnusableInput(
            _("%(name)s has no column %(column)s.") % {"name": name, "column": missing[0]}
        )
    for row in rows:
        code, kind = (row["id"] or "").strip(), (row.get("kind") or "").strip()
        point = place_of(f"{row['lat']},{row['lon']}")
        if not code or point is None:
            raise UnusableInput(
                _("Line %(line)s of %(name)s does not say which unit is where.")
                % {"line": rows.line_num, "name": name}
            )
        if kind and kind not in UnitKind.values:
            raise UnusableInput(
                _("Line %(line)s of %(name)s: there is no kind of unit %(kind)s.")
                % {"line": rows.line_num, "name": name, "kind": kind}
            )
        mode = MODES.get(UnitKind(kind)) if kind else None
        yield UnitThere(code, point, mode or TravelMode.LIGHTS_AND_SIREN)


def place_of(text: str) -> Point | None:
    """Read ``latitude,longitude``; None where it is no place on earth.

    >>> place_of("35.21,106.65")
    Point(lon=106.65, lat=35.21)
    >>> place_of("100,0"), place_of("35.21"), place_of("nan,0")
    (None, None, None)
    """
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not (isfinite(lat) and isfinite(lon)) or abs(lat) > NORTHMOST or abs(lon) > EASTMOST:
        return None
    return Point(lon, lat)
