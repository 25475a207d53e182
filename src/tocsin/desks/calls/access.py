"""Which calls an officer may see."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from tocsin.desks.calls.models import Call
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.access.api import fetch, not_there, scope_of
from tocsin.kernel.accounts.api import Officer

# Written out, because it is asked with every key that is typed.
SEEN = f"""
    SELECT call.caller_lon, call.caller_lat, call.caller_metres, ({dispatch.OPEN_POINTS})
    FROM calls_call AS call
    LEFT JOIN dispatch_incident AS incident ON incident.id = call.incident_id
    WHERE call.bureau_id = %s AND call.number = %s
        AND (%s::bigint IS NULL OR incident.station_id = %s)
"""  # noqa: S608 - both are written here, and take only parameters
OPEN = sorted(dispatch.OPEN_STATES)


@dataclass(frozen=True, slots=True)
class CallerSeen:
    """Where the network saw a caller, in degrees and within so many metres; perhaps nowhere.

    ``incidents`` are the longitudes and latitudes of what was newly opened in the county.
    """

    lon: float | None
    lat: float | None
    metres: float | None
    incidents: tuple[tuple[float, float], ...] = ()

    @property
    def point(self) -> tuple[float, float] | None:
        """The place, where there is one."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


def calls_of(officer: Officer) -> QuerySet[Call]:
    """Return the calls within an officer's reach: a station's own, or all of the bureau's."""
    return scope_of(officer).within(Call.objects.all(), station="incident__station_id")


def call_for(officer: Officer, number: str) -> Call:
    """Fetch one call by its number."""
    rows = calls_of(officer).select_related("bureau", "answered_by", "incident__head")
    return fetch(rows, number=number[:24])


def caller_seen(officer: Officer, number: str) -> CallerSeen:
    """Fetch of one call only where the network saw its caller, and what is open meanwhile."""
    scope = scope_of(officer)
    bureau, station = scope.bureau_id, scope.station_id
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [bureau, OPEN, bureau, number[:24], station, station])
        row = cursor.fetchone()
    if row is None:
        raise not_there()
    lon, lat, metres, points = row
    return CallerSeen(lon, lat, metres, tuple((x, y) for x, y in points or ()))
