"""Where units are: fixes come in by the hundred and are written in one go."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction

from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.events.api import publish
from tocsin.registers.units.events import UnitsMoved
from tocsin.registers.units.facts import Fix
from tocsin.registers.units.models import TrailPoint

# The trail keeps one point of a unit in so many seconds: enough to replay an incident.
TRAIL_SECONDS = 5
# Only units on duty are followed; a fix older than the one known is a late arrival, and moves
# nothing. Whether a span of the trail has its point already is seen from the position before.
WRITE = """
    WITH sent AS (
        SELECT s.unit_id, s.lon, s.lat, s.fixed_at,
               floor(extract(epoch FROM s.fixed_at) / %(span)s) AS span,
               floor(extract(epoch FROM p.fixed_at) / %(span)s) AS span_before
        FROM unnest(%(units)s::bigint[], %(lons)s::float8[], %(lats)s::float8[],
                    %(times)s::timestamptz[]) AS s (unit_id, lon, lat, fixed_at)
        JOIN units_standing d ON d.unit_id = s.unit_id
        LEFT JOIN units_position p ON p.unit_id = s.unit_id
        WHERE d.bureau_id = %(bureau)s AND d.duty <> 'off_duty'
    ), moved AS (
        INSERT INTO units_position (unit_id, bureau_id, lon, lat, fixed_at, received_at)
        SELECT DISTINCT ON (unit_id) unit_id, %(bureau)s, lon, lat, fixed_at, %(at)s
        FROM sent ORDER BY unit_id, fixed_at DESC
        ON CONFLICT (unit_id) DO UPDATE
        SET lon = excluded.lon, lat = excluded.lat, fixed_at = excluded.fixed_at,
            received_at = excluded.received_at
        WHERE units_position.fixed_at < excluded.fixed_at
        RETURNING unit_id, lon, lat, fixed_at
    ), kept AS (
        INSERT INTO units_trailpoint (bureau_id, unit_id, lon, lat, fixed_at)
        SELECT DISTINCT ON (unit_id, span) %(bureau)s, unit_id, lon, lat, fixed_at FROM sent
        WHERE span IS DISTINCT FROM span_before ORDER BY unit_id, span, fixed_at
    )
    SELECT unit_id, lon, lat, extract(epoch FROM fixed_at)::float8 FROM moved ORDER BY unit_id
"""


@transaction.atomic
def record_fixes(
    bureau: Bureau | int, fixes: Collection[Fix], at: datetime, *, tell: bool = True
) -> list[list[int | float]]:
    """Write fixes of units on duty: the newest as the position, one in five seconds as the trail.

    Returns ``[unit id, lon, lat, epoch seconds]`` of each unit whose position moved on; with
    *tell* one event carries them to the maps.
    """
    if not fixes:
        return []
    bureau_id = bureau if isinstance(bureau, int) else bureau.pk
    facts: dict[str, int | datetime | list[int] | list[float] | list[datetime]] = {
        "bureau": bureau_id,
        "at": at,
        "span": TRAIL_SECONDS,
        "units": [fix.unit_id for fix in fixes],
        "lons": [fix.lon for fix in fixes],
        "lats": [fix.lat for fix in fixes],
        "times": [fix.fixed_at for fix in fixes],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, facts)
        moved = [list(row) for row in cursor.fetchall()]
    if tell:
        tell_moves(bureau_id, moved, at)
    return moved


def tell_moves(bureau_id: int, moved: list[list[int | float]], at: datetime) -> None:
    """Tell the maps where units are now, in one event."""
    if moved:
        publish(
            UnitsMoved(
                bureau_id=bureau_id,
                subject="units",
                at=at,
                units=[int(row[0]) for row in moved],
                positions=moved,
            )
        )


def purge_trail(*, bureau: Bureau, at: datetime, days: int) -> int:
    """Forget where units were more than some days ago; return how many points went."""
    before = at - timedelta(days=days)
    return TrailPoint.objects.filter(bureau=bureau, fixed_at__lt=before).delete()[0]
