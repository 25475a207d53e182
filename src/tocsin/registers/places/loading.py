"""Filling the register from a county: fast, in one transaction each, and the same twice over."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from tocsin.core.geo import bounding_box
from tocsin.kernel.accounts.api import Beat, Bureau, Officer, Station
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import forget
from tocsin.registers.places.acts import LOADED
from tocsin.registers.places.bulk import Target, merge
from tocsin.registers.places.facts import (
    AddressRow,
    DivisionRow,
    NameRow,
    PremisesRow,
    TerritoryRow,
)
from tocsin.registers.places.finding.edition import renew
from tocsin.registers.places.ground import ground_key
from tocsin.registers.places.key_holders import first_key_holders
from tocsin.registers.places.models import Address, Division, PlaceName, Premises, Territory
from tocsin.registers.places.naming import as_points, ids_of, merge_names

Kind = PlaceName.Kind
RANKS = list(Division.Level)
DIVISIONS = Target(
    Division,
    columns=("bureau_id", "code", "name", "level", "parent_id", "lon", "lat"),
    key=("bureau_id", "code"),
    watched=("name", "level", "parent_id", "lon", "lat"),
)
ADDRESSES = Target(
    Address,
    columns=(
        "bureau_id", "code", "text", "street", "division_id", "beat_id", "lon", "lat", "version"
    ),
    key=("bureau_id", "code"),
    watched=("text", "street", "division_id", "beat_id", "lon", "lat"),
    counted="version",
)  # fmt: skip
VERSIONS = """
    INSERT INTO places_addressversion (bureau_id, address_id, version, text, lon, lat, from_at)
    SELECT a.bureau_id, a.id, a.version, a.text, a.lon, a.lat, %s
    FROM places_address a
    LEFT JOIN places_addressversion v ON v.address_id = a.id AND v.version = a.version
    WHERE a.bureau_id = %s AND v.id IS NULL
"""


@transaction.atomic
def load_divisions(
    *, bureau: Bureau, rows: Iterable[DivisionRow], actor: Officer, at: datetime
) -> int:
    """Load the tree of divisions, parents before children; return how many rows changed."""
    ranked = sorted(rows, key=lambda row: RANKS.index(Division.Level(row.level)))
    changed = 0
    for rank in RANKS:
        ids = ids_of(Division, bureau)
        changed += merge(
            DIVISIONS,
            [
                (bureau.pk, row.code, row.name, row.level, ids.get(row.parent), row.lon, row.lat)
                for row in ranked
                if row.level == rank
            ],
        )
    renew(bureau.pk)
    note(bureau, "divisions", len(ranked), changed, actor=actor, at=at)
    return changed


@transaction.atomic
def load_territories(
    *, bureau: Bureau, rows: Iterable[TerritoryRow], actor: Officer, at: datetime
) -> int:
    """Replace the grounds of a bureau's stations and beats; return how many there are."""
    stations, beats = ids_of(Station, bureau), ids_of(Beat, bureau)
    made = []
    for row in rows:
        west, south, east, north = bounding_box(as_points(row.rings[0]))
        made.append(
            Territory(
                bureau=bureau,
                station_id=stations[row.station],
                beat_id=beats[row.beat] if row.beat else None,
                area_class=row.area_class,
                rings=[[list(point) for point in ring] for ring in row.rings],
                west=west,
                south=south,
                east=east,
                north=north,
            )
        )
    Territory.objects.filter(bureau=bureau).delete()
    Territory.objects.bulk_create(made)
    forget(ground_key(bureau.pk))
    note(bureau, "territories", len(made), len(made), actor=actor, at=at)
    return len(made)


@transaction.atomic
def load_addresses(
    *, bureau: Bureau, rows: Sequence[AddressRow], actor: Officer, at: datetime
) -> int:
    """Load addresses by code, with their versions and names; return how many changed."""
    divisions, beats = ids_of(Division, bureau), ids_of(Beat, bureau)
    changed = merge(
        ADDRESSES,
        (
            (
                bureau.pk,
                row.code,
                row.text,
                row.street,
                divisions.get(row.division),
                beats.get(row.beat),
                row.lon,
                row.lat,
                1,
            )
            for row in rows
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [at, bureau.pk])
    merge_names(
        bureau,
        Kind.ADDRESS,
        [NameRow(row.code, row.text, row.lon, row.lat, row.detail, row.beat) for row in rows],
    )
    renew(bureau.pk)
    note(bureau, "addresses", len(rows), changed, actor=actor, at=at)
    return changed


@transaction.atomic
def load_landmarks(*, bureau: Bureau, rows: Sequence[NameRow], actor: Officer, at: datetime) -> int:
    """Load landmarks by code; return how many changed."""
    return load_names(bureau, Kind.LANDMARK, rows, actor, at)


@transaction.atomic
def load_junctions(*, bureau: Bureau, rows: Sequence[NameRow], actor: Officer, at: datetime) -> int:
    """Load crossings of named roads by code; return how many changed."""
    return load_names(bureau, Kind.JUNCTION, rows, actor, at)


@transaction.atomic
def load_kilometre_posts(
    *, bureau: Bureau, rows: Sequence[NameRow], actor: Officer, at: datetime
) -> int:
    """Load kilometre posts by code; return how many changed."""
    return load_names(bureau, Kind.KILOMETRE, rows, actor, at)


@transaction.atomic
def load_premises(
    *, bureau: Bureau, rows: Iterable[PremisesRow], actor: Officer, at: datetime
) -> int:
    """Load buildings and venues by code; return how many were loaded.

    What people have changed or retired stays as it is; key-holders come in where none are known.
    """
    addresses = ids_of(Address, bureau)
    own = Premises.objects.filter(bureau=bureau).filter(
        Q(version__gt=1) | Q(retired_at__isnull=False)
    )
    kept = set(own.values_list("code", flat=True))
    rows = [row for row in rows if row.code not in kept]
    made = [
        Premises(
            bureau=bureau,
            code=row.code,
            name=row.name,
            kind=row.kind,
            lon=row.lon,
            lat=row.lat,
            address_id=addresses.get(row.address),
            entrances=row.entrances,
            hazards=row.hazards,
            access_notes=row.access_notes,
        )
        for row in rows
    ]
    described = ["name", "kind", "lon", "lat", "address", "entrances", "hazards", "access_notes"]
    Premises.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["bureau", "code"],
        update_fields=described,
        batch_size=500,
    )
    renew(bureau.pk)
    first_key_holders(bureau, rows, actor=actor, at=at)
    note(bureau, "premises", len(made), len(made), actor=actor, at=at)
    return len(made)


def load_names(
    bureau: Bureau, kind: PlaceName.Kind, rows: Sequence[NameRow], actor: Officer, at: datetime
) -> int:
    """Load names of one kind and write it into the trail."""
    changed = merge_names(bureau, kind, rows)
    renew(bureau.pk)
    note(bureau, kind.value, len(rows), changed, actor=actor, at=at)
    return changed


def note(
    bureau: Bureau, what: str, rows: int, changed: int, *, actor: Officer, at: datetime
) -> None:
    """Write a load into the trail."""
    audit.record(LOADED, subject=bureau, actor=actor, at=at, what=what, rows=rows, changed=changed)
