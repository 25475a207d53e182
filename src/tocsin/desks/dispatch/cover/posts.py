"""Where crews may stand by: the posts of the catalogue, else where units are at home.

The compliance table says for each number of idle crews which posts they should hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.core.geo import haversine_metres
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.units import api as units
from tocsin.registers.units.api import UnitKind

SAME_POST_METRES = 300.0
MOST_POSTS = 60
PATROLS = (UnitKind.CAR, UnitKind.MOTORCYCLE)


@dataclass(frozen=True, slots=True)
class Post:
    """A place at which a crew may stand by."""

    code: str
    name: str
    lon: float
    lat: float


def posts_of(bureau: Bureau) -> tuple[Post, ...]:
    """List the posts of a bureau; without any, homes of units that lie together are one."""
    kept = catalogue.stand_by_posts(bureau)
    if kept:
        return tuple(Post(row.code, row.name_zh, row.lon, row.lat) for row in kept[:MOST_POSTS])
    rows = (
        units.units_of(bureau)
        .filter(agency="", kind__in=PATROLS)
        .select_related("station")
        .order_by("code")
    )
    found: list[Post] = []
    for unit in rows:
        lon, lat = unit.home_lon, unit.home_lat
        if any(haversine_metres(lon, lat, one.lon, one.lat) < SAME_POST_METRES for one in found):
            continue
        named = unit.station.name_zh if unit.station else unit.name
        taken = any(one.name == named for one in found)
        found.append(Post(f"@{unit.code}", unit.name if taken else named, lon, lat))
    return tuple(found[:MOST_POSTS])


def table_of(bureau: Bureau, crews: int) -> Mapping[int, tuple[str, ...]]:
    """Say which posts so many idle crews should hold by the catalogue; empty without a rule."""
    held = [row.code for row in catalogue.stand_by_posts(bureau) if 0 < row.held_from <= crews]
    return {crews: tuple(held[:crews])} if held else {}
