"""Keeping the names that can be searched in step with what they name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection, models

from tocsin.core.geo import Floats
from tocsin.kernel.accounts.api import Beat, Bureau
from tocsin.registers.places.bulk import Target, merge
from tocsin.registers.places.facts import AddressRow, NameRow
from tocsin.registers.places.models import Address, PlaceName
from tocsin.registers.places.wording import grams, spoken_grams

NAMES = Target(
    PlaceName,
    columns=(
        "bureau_id", "kind", "code", "text", "detail", "beat_id", "lon", "lat", "grams", "pinyin"
    ),
    key=("bureau_id", "kind", "code"),
    watched=("text", "detail", "beat_id", "lon", "lat", "grams", "pinyin"),
)  # fmt: skip


# New entries are gathered, then sorted into the index once: ten times faster than one by one, and
# nothing is left lying in the heap that every search would have to read through.
GATHER = "SET LOCAL gin_pending_list_limit = '1GB'; SET LOCAL maintenance_work_mem = '256MB'"
SORT_IN = "SELECT gin_clean_pending_list(%s::regclass)"
INDEXES = ("places_name_grams", "places_name_pinyin")


def merge_names(bureau: Bureau, kind: PlaceName.Kind, rows: Iterable[NameRow]) -> int:
    """Add or change the searchable names of one kind; return how many changed."""
    beats = ids_of(Beat, bureau)
    with connection.cursor() as cursor:
        cursor.execute(GATHER)
    changed = merge(
        NAMES,
        (
            (
                bureau.pk,
                kind.value,
                row.code,
                row.text,
                row.detail,
                beats.get(row.beat),
                row.lon,
                row.lat,
                grams(row.text),
                spoken_grams(row.text),
            )
            for row in rows
        ),
    )
    with connection.cursor() as cursor:
        for index in INDEXES if changed else ():
            cursor.execute(SORT_IN, [index])
    return changed


def name_address(address: Address) -> None:
    """Make an address findable as it reads now, and a retired one not at all."""
    names = PlaceName.objects.filter(bureau=address.bureau)
    if address.retired_at is not None:
        names.filter(kind=PlaceName.Kind.ADDRESS, code=address.code).delete()
        return
    PlaceName.objects.update_or_create(
        bureau=address.bureau,
        kind=PlaceName.Kind.ADDRESS,
        code=address.code,
        defaults={
            "text": address.text,
            "lon": address.lon,
            "lat": address.lat,
            "beat": address.beat,
            "grams": grams(address.text),
            "pinyin": spoken_grams(address.text),
        },
    )


def streets_of(rows: Sequence[AddressRow]) -> list[NameRow]:
    """Name each street once per division, at the middle of its addresses."""
    doors: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.street:
            doors[row.division, row.street].append((row.lon, row.lat))
    streets = []
    for (division, street), points in doors.items():
        lon, lat = np.median(as_points(points), axis=0).tolist()
        streets.append(NameRow(f"{division}/{street}"[:40], street, lon, lat))
    return streets


def as_points(points: Sequence[tuple[float, float]]) -> Floats:
    """Write points as an array, shape (n, 2)."""
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def ids_of(model: type[models.Model], bureau: Bureau) -> dict[str, int]:
    """Map the codes of a bureau's rows to their ids."""
    rows = model._default_manager.filter(bureau=bureau)
    return dict(rows.values_list("code", "pk"))
