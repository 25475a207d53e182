"""What is true of a bureau's roads at a moment: which map, which closures, which weather."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from tocsin.core.roads import Weather
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.models import Closure

# Written out, because it is asked before every question about a way. Its rule for closures is that
# of in_force below.
STATE = """
    SELECT
        (SELECT max(id) FROM places_roadmap WHERE bureau_id = %(bureau)s),
        (SELECT weather FROM places_roadweather
            WHERE bureau_id = %(bureau)s AND from_at <= %(at)s
            ORDER BY from_at DESC, id DESC LIMIT 1),
        ARRAY(SELECT ARRAY[id, version] FROM places_closure
            WHERE bureau_id = %(bureau)s AND lifted_at IS NULL
                AND starts_at <= %(at)s AND (ends_at IS NULL OR ends_at > %(at)s)
            ORDER BY id)
"""


@dataclass(frozen=True, slots=True)
class RoadState:
    """The road map in force (0 is none), the closures in force by id and version, the weather."""

    road_map: int
    closures: tuple[tuple[int, int], ...]
    weather: Weather


def in_force(rows: QuerySet[Closure], at: datetime) -> QuerySet[Closure]:
    """Keep the closures in force at a moment."""
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted_at=None, starts_at__lte=at)


def coming(rows: QuerySet[Closure], at: datetime) -> QuerySet[Closure]:
    """Keep the closures that will come into force."""
    return rows.filter(lifted_at=None, starts_at__gt=at)


def past(rows: QuerySet[Closure], at: datetime) -> QuerySet[Closure]:
    """Keep the closures that were lifted or are over."""
    return rows.filter(Q(lifted_at__isnull=False) | Q(ends_at__lte=at))


def state_at(bureau: Bureau, at: datetime) -> RoadState:
    """Read what is in force at a moment: one query, cheap enough for every question."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, {"bureau": bureau.pk, "at": at})
        road_map, weather, closures = cursor.fetchone()
    pairs = tuple((pk, version) for pk, version in closures)
    return RoadState(road_map or 0, pairs, Weather(weather or Weather.DRY))
