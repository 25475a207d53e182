"""Whose ground a point is on, and what stands near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

import numpy as np
from django.db.models import F, Max, QuerySet
from shapely import STRtree, get_coordinates
from shapely.geometry import Point as Dot
from shapely.geometry import Polygon

from tocsin.core.geo import Floats, haversine_metres
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.database.api import once_in_transaction
from tocsin.registers.places.facts import BeatHere, NearestPlace, PremisesHere
from tocsin.registers.places.models import Address, Located, PlaceName, Premises, Territory

METRES_PER_DEGREE = 111_195.0
REACHES = (60.0, 300.0, 2_000.0)
Row = TypeVar("Row", bound=Located)
NEARBY_KINDS = ["address", "landmark", "junction", "kilometre"]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The territories of a bureau, ready to be asked; ``version`` changes with every load."""

    version: int | None
    tree: STRtree
    owners: tuple[BeatHere, ...]


_grounds: dict[int, Grounds] = {}
_lock = Lock()


def grounds_of(bureau: Bureau) -> Grounds:
    """Return the territories in force, read anew only when they were loaded anew."""
    version = once_in_transaction(ground_key(bureau.pk), lambda: newest_ground(bureau.pk))
    known = _grounds.get(bureau.pk)
    if known is not None and known.version == version:
        return known
    with _lock:
        _grounds[bureau.pk] = made = read_grounds(bureau, version)
    return made


def newest_ground(bureau_id: int) -> int | None:
    """Read what changes with every load of territories."""
    newest: int | None
    newest = Territory.objects.filter(bureau_id=bureau_id).aggregate(newest=Max("pk"))["newest"]
    return newest


def ground_key(bureau_id: int) -> tuple[str, int]:
    """Name a bureau's ground among what a transaction reads once."""
    return "places.ground", bureau_id


def read_grounds(bureau: Bureau, version: int | None) -> Grounds:
    """Read the territories of a bureau, the beats before whole stations."""
    rows = (
        Territory.objects.filter(bureau=bureau)
        .select_related("station", "beat")
        .order_by(F("beat").asc(nulls_last=True))
    )
    shapes, owners = [], []
    for row in rows:
        outer, *holes = row.rings
        shapes.append(Polygon(outer, holes))
        owners.append(BeatHere(row.beat, row.station, row.area_class))
    return Grounds(version, STRtree(shapes), tuple(owners))


def beat_at(bureau: Bureau, lon: float, lat: float) -> BeatHere | None:
    """Say whose ground a point is on; None outside the county or where no ground is loaded."""
    grounds = grounds_of(bureau)
    found = grounds.tree.query(Dot(lon, lat), predicate="intersects")
    return grounds.owners[int(found.min())] if len(found) else None


def rings_of_beat(bureau: Bureau, beat_id: int) -> tuple[Floats, ...]:
    """Give the outer rings of a beat's ground, each of shape (n, 2), degrees."""
    grounds = grounds_of(bureau)
    shapes = zip(grounds.owners, grounds.tree.geometries, strict=True)
    return tuple(
        get_coordinates(shape.exterior)
        for owner, shape in shapes
        if owner.beat is not None and owner.beat.pk == beat_id
    )


def place_at(bureau: Bureau, lon: float, lat: float) -> NearestPlace | None:
    """Name the place nearest to a point; None where nothing is named within two kilometres."""
    return nearest_named(bureau, lon, lat, NEARBY_KINDS)


def nearest_named(
    bureau: Bureau, lon: float, lat: float, kinds: Sequence[str]
) -> NearestPlace | None:
    """Name the nearest place of some kinds; None where there is none within two kilometres."""
    names = PlaceName.objects.filter(bureau=bureau, kind__in=kinds)
    for reach in REACHES:
        rows = list(boxed(names, lon, lat, reach).values_list("kind", "code", "text", "lon", "lat"))
        if not rows:
            continue
        metres = distances(lon, lat, [(row[3], row[4]) for row in rows])
        nearest = int(metres.argmin())
        if metres[nearest] <= reach:
            kind, code, text, x, y = rows[nearest]
            return NearestPlace(kind, code, text, float(metres[nearest]), x, y)
    return None


def address_points(bureau: Bureau) -> Floats:
    """Give where the doors of a bureau are, shape (n, 2), degrees."""
    rows = Address.objects.filter(bureau=bureau, retired_at=None).order_by()
    return np.array(list(rows.values_list("lon", "lat")), dtype=np.float64).reshape(-1, 2)


def premises_near(
    bureau: Bureau, lon: float, lat: float, *, metres: float = 80.0, limit: int = 5
) -> list[PremisesHere]:
    """List buildings near a point, the nearest first, with what a crew must know of them."""
    standing = Premises.objects.filter(bureau=bureau, retired_at=None)
    rows = list(boxed(standing, lon, lat, metres)[:200])
    away = distances(lon, lat, [(row.lon, row.lat) for row in rows])
    order = [int(i) for i in np.argsort(away, kind="stable") if away[i] <= metres]
    return [premises_here(rows[i], float(away[i])) for i in order[:limit]]


def premises_here(row: Premises, metres: float) -> PremisesHere:
    """Describe a building for somebody on the way to it."""
    return PremisesHere(
        code=row.code,
        name=row.name,
        kind=row.kind,
        lon=row.lon,
        lat=row.lat,
        metres=metres,
        entrances=row.entrances,
        hazards=row.hazards,
        access_notes=row.access_notes,
        key_holders=len(row.key_holders),
    )


def boxed(rows: QuerySet[Row], lon: float, lat: float, metres: float) -> QuerySet[Row]:
    """Keep rows inside the square around a point."""
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, float(np.cos(np.radians(lat))))
    return rows.filter(lon__range=(lon - east, lon + east), lat__range=(lat - north, lat + north))


def distances(lon: float, lat: float, points: list[tuple[float, float]]) -> Floats:
    """Measure how far points are, in metres, shape (n,)."""
    there = np.array(points, dtype=np.float64).reshape(-1, 2)
    return haversine_metres(lon, lat, there[:, 0], there[:, 1])
