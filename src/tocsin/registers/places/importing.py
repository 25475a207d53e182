"""Addresses out of a spreadsheet."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from tocsin.core.addressing.gathering import Fault, Wrong
from tocsin.kernel.accounts.api import Beat, Bureau, Officer
from tocsin.kernel.web.sheets import Cells, Column, Imported, RowError, listed, rows_of
from tocsin.registers.places.arrivals.facts import Arriving, Sorted
from tocsin.registers.places.arrivals.words import told
from tocsin.registers.places.changes import on_earth
from tocsin.registers.places.facts import AddressRow
from tocsin.registers.places.loading import load_addresses
from tocsin.registers.places.models import Address, Division, PlaceName
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
LONGEST = {"code": 32, "text": 200, "street": 80, "detail": 200}


def column_label(name: str) -> str:
    """Call a column of an export by its heading in the reader's language, another as it is.

    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     column_label("lon"), column_label("门牌号")
    ('Longitude', '门牌号')
    """
    return next((str(one.label) for one in COLUMNS if one.name == name), name)


def import_addresses(*, bureau: Bureau, cells: Cells, actor: Officer, at: datetime) -> Imported:
    """Load the addresses of a sheet by code; a row that is wrong is reported and left out.

    Of rows with the same code none is taken.
    """
    read = addresses_in(bureau, cells)
    rows = [
        AddressRow(
            code=one.code,
            text=one.text,
            lon=one.lon or 0.0,
            lat=one.lat or 0.0,
            street=one.street,
            division=one.above,
            beat=one.beat,
            detail=one.detail,
        )
        for one in read.arriving
    ]
    known = ids_of(Address, bureau)
    created = sum(row.code not in known for row in rows)
    altered = load_addresses(bureau=bureau, rows=rows, actor=actor, at=at) if rows else 0
    errors = [RowError(fault.row, told(fault)) for fault in read.faults]
    return Imported(len(rows), errors, created, altered - created)


def addresses_in(bureau: Bureau, cells: Cells) -> Sorted:
    """Read the addresses of a sheet in the columns of an export, and what is wrong with rows.

    Raises
    ------
    SheetUnreadable
        A heading is not known, or one that is needed is missing.
    """
    divisions, beats = {"", *ids_of(Division, bureau)}, {"", *ids_of(Beat, bureau)}
    known = Known(divisions, beats, retired_codes(bureau))
    given = list(rows_of(COLUMNS, cells))
    rows = defaultdict[str, list[int]](list)
    for number, texts in given:
        rows[texts["code"]].append(number)
    read = Sorted(read=len(given))
    for number, texts in given:
        twice = rows[texts["code"]] if texts["code"] else []
        found = (
            ("code", Wrong.CODE_TWICE, listed(twice)) if len(twice) > 1 else known.fault_in(texts)
        )
        if found is not None:
            read.faults.append(Fault(number, *found))
        else:
            read.arriving.append(arriving(number, texts))
    return read


@dataclass(frozen=True, slots=True)
class Known:
    """Codes that a row may name, none among them, and those that it may not have."""

    divisions: Collection[str]
    beats: Collection[str]
    ended: Collection[str]

    def fault_in(self, texts: Mapping[str, str]) -> tuple[str, Wrong, str] | None:
        """Say in which column a row is wrong, how, and what stands there."""
        for column, wrong in self._wrong_in(texts):
            if wrong is not None:
                return column, wrong, texts[column][:20]
        return fault_in_point(texts)

    def _wrong_in(self, texts: Mapping[str, str]) -> Iterator[tuple[str, Wrong | None]]:
        code, division, beat = texts["code"], texts["division"], texts["beat"]
        yield "code", None if code else Wrong.NO_CODE
        yield "text", None if texts["text"] else Wrong.NO_NAME
        yield "code", None if CODE.fullmatch(code) else Wrong.CODE_SIGNS
        yield "code", Wrong.ENDED if code in self.ended else None
        for name, longest in LONGEST.items():
            yield name, Wrong.TOO_LONG if len(texts[name]) > longest else None
        yield "division", None if division in self.divisions else Wrong.UNKNOWN_DIVISION
        yield "beat", None if beat in self.beats else Wrong.UNKNOWN_BEAT


def fault_in_point(texts: Mapping[str, str]) -> tuple[str, Wrong, str] | None:
    """Say what is wrong with the point of a row."""
    place: list[float] = []
    for column in ("lon", "lat"):
        try:
            place.append(float(texts[column]))
        except ValueError:
            wrong = Wrong.NO_NUMBER if texts[column] else Wrong.NO_POINT
            return column, wrong, texts[column][:20]
    lon, lat = place
    if on_earth(lon, lat):
        return None
    wrong = Wrong.CHANGED_PLACES if on_earth(lat, lon) else Wrong.NOT_ON_EARTH
    return "lon", wrong, f"{lon:g}, {lat:g}"


def arriving(number: int, texts: Mapping[str, str]) -> Arriving:
    """Write a right row as it arrives."""
    return Arriving(
        PlaceName.Kind.ADDRESS,
        texts["code"],
        texts["text"],
        float(texts["lon"]),
        float(texts["lat"]),
        number,
        street=texts["street"],
        detail=texts["detail"],
        above=texts["division"],
        beat=texts["beat"],
        by_ground=False,
    )


def retired_codes(bureau: Bureau) -> frozenset[str]:
    """List the codes of addresses that no longer exist."""
    rows = Address.objects.filter(bureau=bureau, retired_at__isnull=False)
    return frozenset(rows.values_list("code", flat=True))
