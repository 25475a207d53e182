"""Addresses out of a spreadsheet."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Beat, Bureau, Officer
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.sheets import Cells, Column, Imported, RowError, rows_of
from tocsin.registers.places.changes import on_earth
from tocsin.registers.places.facts import AddressRow
from tocsin.registers.places.loading import load_addresses
from tocsin.registers.places.models import Division
from tocsin.registers.places.naming import ids_of

COLUMNS = (
    Column("code", gettext_lazy("Address code"), required=True),
    Column("text", gettext_lazy("Address"), required=True),
    Column("lon", gettext_lazy("Longitude"), required=True),
    Column("lat", gettext_lazy("Latitude"), required=True),
    Column("street", gettext_lazy("Street")),
    Column("division", gettext_lazy("Division code")),
    Column("beat", gettext_lazy("Beat code")),
    Column("detail", gettext_lazy("Detail shown beside it")),
)
CODE = re.compile(r"[^\s/]+")
LABELS = {column.name: column.label for column in COLUMNS}
LONGEST = {"code": 32, "text": 200, "street": 80, "detail": 200}


def import_addresses(*, bureau: Bureau, cells: Cells, actor: Officer, at: datetime) -> Imported:
    """Load the addresses of a sheet by code; a row that is wrong is reported and left out."""
    divisions, beats = ids_of(Division, bureau), ids_of(Beat, bureau)
    rows: list[AddressRow] = []
    errors: list[RowError] = []
    for number, texts in rows_of(COLUMNS, cells):
        try:
            rows.append(address_in(texts, divisions, beats))
        except Unacceptable as refusal:
            errors.append(RowError(number, refusal.message))
    if rows:
        load_addresses(bureau=bureau, rows=rows, actor=actor, at=at)
    return Imported(len(rows), errors)


def address_in(
    texts: Mapping[str, str], divisions: Collection[str], beats: Collection[str]
) -> AddressRow:
    """Read one row."""
    if not texts["code"] or not texts["text"]:
        raise Unacceptable(_("The code or the address is missing."))
    if not CODE.fullmatch(texts["code"]):
        raise Unacceptable(_("A code holds no blanks and no slashes."))
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            raise Unacceptable(_("{column} is too long.").format(column=LABELS[name]))
    if texts["division"] and texts["division"] not in divisions:
        raise Unacceptable(_("The division {code} is not known.").format(code=texts["division"]))
    if texts["beat"] and texts["beat"] not in beats:
        raise Unacceptable(_("The beat {code} is not known.").format(code=texts["beat"]))
    lon, lat = point_in(texts)
    return AddressRow(
        code=texts["code"],
        text=texts["text"],
        lon=lon,
        lat=lat,
        street=texts["street"],
        division=texts["division"],
        beat=texts["beat"],
        detail=texts["detail"],
    )


def point_in(texts: Mapping[str, str]) -> tuple[float, float]:
    """Read the point of a row."""
    try:
        lon, lat = float(texts["lon"]), float(texts["lat"])
    except ValueError:
        raise Unacceptable(_("Longitude and latitude must be numbers in degrees.")) from None
    if not on_earth(lon, lat):
        raise Unacceptable(_("Longitude and latitude must be a place on the earth."))
    return lon, lat
