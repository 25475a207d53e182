"""How far a unit, or whoever sets out from a post, gets within one, three and five minutes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode
from tocsin.core.roads.isochrones import Isochrone, isochrones
from tocsin.desks.dispatch.geojson import Feature
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places

MINUTES = (1, 3, 5)
DIGITS = 5


def reach_from(bureau: Bureau, origin: Point, mode: TravelMode, at: datetime) -> list[Feature]:
    """Draw what is reached by road now, the farthest area first, with closures and weather.

    Raises
    ------
    NoRoadMap
        No roads are loaded.
    """
    engine = places.road_engine_at(bureau, at)
    hour = at.astimezone(ZoneInfo(bureau.time_zone)).hour
    conditions = engine.conditions(mode, hour)
    found = isochrones(engine, origin, [60.0 * minutes for minutes in MINUTES], conditions)
    return [
        drawn(area, minutes) for minutes, area in reversed(list(zip(MINUTES, found, strict=True)))
    ]


def drawn(area: Isochrone, minutes: int) -> Feature:
    """Write an area as GeoJSON."""
    rings = [[ring.round(DIGITS).tolist() for ring in part] for part in area.areas]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": rings},
        "properties": {
            "kind": "reach",
            "minutes": minutes,
            "label": _("{minutes} min").format(minutes=minutes),
        },
    }
