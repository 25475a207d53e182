"""Addresses out of a spreadsheet."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Beat, Bureau, Officer
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.sheets import Cells, Column, Imported, RowError, rows_of, told_twice
from tocsin.registers.places.changes import on_earth
from tocsin.registers.places.facts import AddressRow
from tocsin.registers.places.loading import load_addresses
from tocsin.registers.places.models import Address, Division
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
    """Load the addresses of a sheet by code; a row that is wrong is reported and left out.

    Of rows with the same code none is taken.
    """
    divisions, beats = ids_of(Division, bureau), ids_of(Beat, bureau)
    retired = retired_codes(bureau)
    given = list(rows_of(COLUMNS, cells))
    twice = told_twice((number, texts["code"]) for number, texts in given)
    rows: list[AddressRow] = []
    errors = [RowError(number, message) for number, message in twice.items()]
    for number, texts in given:
        if number in twice:
            continue
        try:
            rows.append(address_in(texts, divisions, beats, retired))
        except Unacceptable as refusal:
            errors.append(RowError(number, refusal.message))
    known = ids_of(Address, bureau)
    created = sum(row.code not in known for row in rows)
    altered = load_addresses(bureau=bureau, rows=rows, actor=actor, at=at) if rows else 0
    errors.sort(key=lambda error: error.row)
    return Imported(len(rows), errors, created, altered - created)


def retired_codes(bureau: Bureau) -> frozenset[str]:
    """List the codes of addresses that no longer exist."""
    rows = Address.objects.filter(bureau=bureau, retired_at__isnull=False)
    return frozenset(rows.values_list("code", flat=True))


def address_in(
    texts: Mapping[str, str],
    divisions: Collection[str],
    beats: Collection[str],
    retired: Collection[str] = (),
) -> AddressRow:
    """Read one row."""
    check_texts(texts, retired)
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


def check_texts(texts: Mapping[str, str], retired: Collection[str]) -> None:
    """Refuse a row whose code or words cannot stand."""
    if not texts["code"] or not texts["text"]:
        raise Unacceptable(_("The code or the address is missing."))
    if not CODE.fullmatch(texts["code"]):
        raise Unacceptable(_("A code holds no blanks and no slashes."))
    if texts["code"] in retired:
        raise Unacceptable(
            _("The address {code} was ended. Give the new door a code of its own.").format(
                code=texts["code"]
            )
        )
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            raise Unacceptable(_("{column} is too long.").format(column=LABELS[name]))


def point_in(texts: Mapping[str, str]) -> tuple[float, float]:
    """Read the point of a row."""
    try:
        lon, lat = float(texts["lon"]), float(texts["lat"])
    except ValueError:
        raise Unacceptable(_("Longitude and latitude must be numbers in degrees.")) from None
    if not on_earth(lon, lat):
        raise Unacceptable(_("Longitude and latitude must be a place on the earth."))
    return lon, lat
