"""Units out of a spreadsheet."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Bureau, Officer, Station
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.sheets import Cells, Column, Imported, RowError, rows_of, told_twice
from tocsin.registers.units import acts
from tocsin.registers.units.facts import UnitRow
from tocsin.registers.units.models import Standing, Unit
from tocsin.registers.units.services import tell
from tocsin.registers.units.states import DutyStatus, UnitKind

COLUMNS = (
    Column("code", gettext_lazy("Unit code"), required=True),
    Column("name", gettext_lazy("Unit name"), required=True),
    Column("kind", gettext_lazy("Kind"), required=True),
    Column("lon", gettext_lazy("Longitude"), required=True),
    Column("lat", gettext_lazy("Latitude"), required=True),
    Column("station", gettext_lazy("Station code")),
    Column("capabilities", gettext_lazy("Capabilities")),
    Column("agency", gettext_lazy("Agency")),
)
CODE = re.compile(r"[^\s/]+")
# Words that stand in the place of a code in the addresses of pages.
RESERVED = frozenset({"new", "vehicles", "desk-shifts"})
LABELS = {column.name: column.label for column in COLUMNS}
LONGEST = {"code": 20, "name": 40, "agency": 40}
BETWEEN = re.compile("[\\s,;\u3001\uff0c\uff1b]+")
EAST, NORTH = 180.0, 90.0


@transaction.atomic
def import_units(*, bureau: Bureau, cells: Cells, actor: Officer, at: datetime) -> Imported:
    """Add or change the units of a sheet by code; a row that is wrong is reported and left out.

    Of rows with the same code none is taken.
    """
    stations = {station.code: station for station in Station.objects.filter(bureau=bureau)}
    rows_here = Unit.objects.filter(bureau=bureau).select_related("station", "standing")
    known = {unit.code: unit for unit in rows_here}
    retired = frozenset(code for code, unit in known.items() if unit.retired_at)
    given = list(rows_of(COLUMNS, cells))
    twice = told_twice((number, texts["code"]) for number, texts in given)
    errors = [RowError(number, message) for number, message in twice.items()]
    rows: list[UnitRow] = []
    for number, texts in given:
        if number in twice:
            continue
        try:
            rows.append(unit_in(texts, stations, retired))
        except Unacceptable as refusal:
            errors.append(RowError(number, refusal.message))
    changed = [keep_unit(bureau, row, known.get(row.code), stations, at) for row in rows]
    created = sum(row.code not in known for row in rows)
    audit.record(
        acts.IMPORTED, subject=bureau, actor=actor, at=at, rows=len(rows), errors=len(errors)
    )
    errors.sort(key=lambda error: error.row)
    return Imported(len(rows), errors, created, sum(changed) - created)


def keep_unit(
    bureau: Bureau,
    row: UnitRow,
    unit: Unit | None,
    stations: Mapping[str, Station],
    at: datetime,
) -> bool:
    """Write one unit and say whether anything changed; a new one begins off duty."""
    wanted: dict[str, object] = {
        "name": row.name,
        "kind": row.kind,
        "station": stations.get(row.station),
        "capabilities": list(row.capabilities),
        "agency": row.agency,
        "home_lon": row.lon,
        "home_lat": row.lat,
    }
    if unit is None:
        unit = Unit.objects.create(bureau=bureau, code=row.code, **wanted)
        Standing.objects.create(unit=unit, bureau=bureau, duty=DutyStatus.OFF_DUTY, since=at)
    elif all(getattr(unit, name) == value for name, value in wanted.items()):
        return False
    else:
        for name, value in wanted.items():
            setattr(unit, name, value)
        unit.save(update_fields=list(wanted))
    tell(unit, DutyStatus(unit.standing.duty), at)
    return True


def unit_in(
    texts: Mapping[str, str], stations: Mapping[str, Station], retired: Collection[str] = ()
) -> UnitRow:
    """Read one row."""
    check_texts(texts)
    if texts["code"] in retired:
        raise Unacceptable(
            _("The unit {code} is retired. Put it back in use on its page first.").format(
                code=texts["code"]
            )
        )
    if texts["station"] and texts["station"] not in stations:
        raise Unacceptable(_("The station {code} is not known.").format(code=texts["station"]))
    lon, lat = point_in(texts)
    return UnitRow(
        code=texts["code"],
        name=texts["name"],
        kind=kind_in(texts["kind"]),
        lon=lon,
        lat=lat,
        station=texts["station"],
        capabilities=capabilities_in(texts["capabilities"]),
        agency=texts["agency"],
    )


def check_texts(texts: Mapping[str, str]) -> None:
    """Refuse a row whose code or words cannot stand."""
    if not texts["code"] or not texts["name"]:
        raise Unacceptable(_("The code or the name is missing."))
    if not CODE.fullmatch(texts["code"]):
        raise Unacceptable(_("A code holds no blanks and no slashes."))
    if texts["code"] in RESERVED:
        raise Unacceptable(_("This word is part of an address of Tocsin. Choose another code."))
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            raise Unacceptable(_("{column} is too long.").format(column=LABELS[name]))


def kind_in(text: str) -> UnitKind:
    """Read a kind by its name or by what it is called in any language."""
    wanted = text.casefold()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for kind in UnitKind:
                if wanted in {kind.value, str(kind.label).casefold()}:
                    return kind
    kinds = ", ".join(str(kind.label) for kind in UnitKind)
    raise Unacceptable(_("The kind is not known. Kinds are: {kinds}.").format(kinds=kinds))


def capabilities_in(text: str) -> tuple[str, ...]:
    """Read capabilities, one after the other."""
    words = tuple(word for word in BETWEEN.split(text) if word)
    if any(len(word) > LONGEST["code"] for word in words):
        raise Unacceptable(_("A capability is one short word."))
    return words


def point_in(texts: Mapping[str, str]) -> tuple[float, float]:
    """Read the home post of a row."""
    try:
        lon, lat = float(texts["lon"]), float(texts["lat"])
    except ValueError:
        raise Unacceptable(_("Longitude and latitude must be numbers in degrees.")) from None
    if not (abs(lon) <= EAST and abs(lat) <= NORTH):
        raise Unacceptable(_("Longitude and latitude must be a place on the earth."))
    return lon, lat
