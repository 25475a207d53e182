"""Incidents by number, and those near a place."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

import numpy as np
from django.db.models import QuerySet

from tocsin.core.geo import haversine_metres
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.states import OPEN_STATES
from tocsin.kernel.accounts.api import Bureau

METRES_PER_DEGREE = 111_195.0
MOST_NEAR = 500
# Where the newest open incidents of a bureau are, in a statement that asks for more: with every key
# that is typed. Takes the bureau and the states; pairs of longitude and latitude, or nothing.
OPEN_POINTS = """
    SELECT array_agg(ARRAY[lon, lat]) FROM (
        SELECT lon, lat FROM dispatch_incident WHERE bureau_id = %s AND state = ANY(%s)
        ORDER BY opened_at DESC LIMIT 40
    ) AS newest
"""


@dataclass(frozen=True, slots=True)
class NearIncident:
    """An incident near a point."""

    incident: Incident
    metres: float


def incident_by_number(bureau: Bureau, number: str) -> Incident | None:
    """Find an incident by its number; None where there is none."""
    rows = Incident.objects.filter(bureau=bureau, number=number)
    return rows.select_related("bureau", "head").first()


def near(rows: QuerySet[Incident], lon: float, lat: float, metres: float) -> list[NearIncident]:
    """Keep incidents within a distance of a point, nearest first; at most the newest 500."""
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(lat)))
    boxed = rows.filter(
        lon__range=(lon - east, lon + east), lat__range=(lat - north, lat + north)
    ).order_by("-opened_at", "-pk")
    found = list(boxed[:MOST_NEAR])
    points = np.array([(row.lon, row.lat) for row in found], dtype=np.float64).reshape(-1, 2)
    away = haversine_metres(lon, lat, points[:, 0], points[:, 1])
    kept = [
        NearIncident(row, float(far)) for row, far in zip(found, away, strict=True) if far <= metres
    ]
    return sorted(kept, key=lambda one: one.metres)


def look_alike_candidates(
    bureau: Bureau, lon: float, lat: float, *, since: datetime, metres: float
) -> list[NearIncident]:
    """List open incidents near a point that were opened since a moment, nearest first."""
    rows = Incident.objects.filter(bureau=bureau, state__in=OPEN_STATES, opened_at__gte=since)
    return near(rows, lon, lat, metres)


def history_at(
    bureau: Bureau, lon: float, lat: float, *, metres: float, since: datetime
) -> list[NearIncident]:
    """List what happened at a place since a moment, nearest first; of the place, not of people."""
    rows = Incident.objects.filter(bureau=bureau, opened_at__gte=since).exclude(state="merged")
    return near(rows, lon, lat, metres)
