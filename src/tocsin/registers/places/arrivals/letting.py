"""Letting what arrived into the register: some rows at a time, what is asked about left out."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Min

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.places.arrivals.facts import Tell, silent
from tocsin.registers.places.bulk import Merged, merge_from
from tocsin.registers.places.finding.edition import renew
from tocsin.registers.places.loading import ADDRESSES, DIVISIONS, RANKS, note
from tocsin.registers.places.models import Arrival
from tocsin.registers.places.naming import NAMES

# So many rows are one transaction, so that nobody waits long for a row that is being written.
AT_ONCE = 20_000
NOBODY_ASKS = """
    NOT EXISTS (
        SELECT 1 FROM places_arrivalpair p
        WHERE p.bureau_id = a.bureau_id AND p.batch = a.batch AND p.kind = a.kind
            AND p.code = a.code AND p.same IS DISTINCT FROM false
    )
"""
# What lies in a division that was left out because it is one of the register lies in that one.
ABOVE = """
    LEFT JOIN places_arrivalpair s ON s.bureau_id = a.bureau_id AND s.batch = a.batch
        AND s.kind = 'division' AND s.code = a.above AND s.same
    LEFT JOIN places_division d ON d.bureau_id = a.bureau_id AND d.code = coalesce(s.known, a.above)
"""
ROWS = f"WHERE a.bureau_id = %s AND a.batch = %s AND a.id BETWEEN %s AND %s AND {NOBODY_ASKS}"
LET_DIVISIONS = f"""
    SELECT a.bureau_id, a.code, a.text, a.level, d.id, coalesce(a.lon, k.lon),
        coalesce(a.lat, k.lat)
    FROM places_arrival a {ABOVE}
    LEFT JOIN places_division k ON k.bureau_id = a.bureau_id AND k.code = a.code
    {ROWS} AND a.kind = 'division' AND a.level = %s
"""  # noqa: S608 - our own statements
LET_ADDRESSES = f"""
    SELECT a.bureau_id, a.code, a.text, a.street, d.id, a.beat_id, a.lon, a.lat, 1
    FROM places_arrival a {ABOVE} {ROWS} AND a.kind = 'address'
"""  # noqa: S608 - our own statements
LET_NAMES = f"""
    SELECT a.bureau_id, a.kind, a.code, a.text, a.detail, a.beat_id, a.lon, a.lat
    FROM places_arrival a {ROWS}
"""  # noqa: S608 - our own statements
VERSIONS_OF_THESE = """
    INSERT INTO places_addressversion (bureau_id, address_id, version, text, lon, lat, from_at)
    SELECT a.bureau_id, a.id, a.version, a.text, a.lon, a.lat, %s
    FROM arriving r JOIN places_address a ON a.bureau_id = r.bureau_id AND a.code = r.code
    ON CONFLICT (bureau_id, address_id, version) DO NOTHING
"""


def let_in(
    *, bureau: Bureau, batch: UUID, actor: Officer, at: datetime, tell: Tell = silent
) -> Merged:
    """Load what a file told of, and make it found; what is asked about, or is there, is left out.

    Each part is a transaction of its own. When it is cut short, doing it again finishes it.
    """
    rows = Arrival.objects.filter(bureau=bureau, batch=batch)
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"] or 0, ends["last"] or -1
    divisions = rows.filter(kind=Arrival.DIVISION)
    done = _let_divisions(bureau, batch, first, last) if divisions.exists() else Merged(0, 0)
    for begin in range(first, last + 1, AT_ONCE):
        tell("letting_in", begin - first, last + 1 - first)
        some = _let_some(bureau, batch, (begin, begin + AT_ONCE - 1), at)
        done = Merged(done.created + some.created, done.changed + some.changed)
    with transaction.atomic():
        renew(bureau.pk)
        note(bureau, "arrivals", rows.count(), done.created + done.changed, actor=actor, at=at)
    tell("letting_in", last + 1 - first, last + 1 - first)
    return done


def let_in_one(
    *, bureau: Bureau, batch: UUID, kind: str, code: str, actor: Officer, at: datetime
) -> None:
    """Load one place of a file of which the rest is in the register already."""
    for row in Arrival.objects.filter(bureau=bureau, batch=batch, kind=kind, code=code):
        if row.kind == Arrival.DIVISION:
            _let_divisions(bureau, batch, row.pk, row.pk)
        _let_some(bureau, batch, (row.pk, row.pk), at)
        renew(bureau.pk)
        note(bureau, "arrivals", 1, 1, actor=actor, at=at)


@transaction.atomic
def _let_divisions(bureau: Bureau, batch: UUID, first: int, last: int) -> Merged:
    """Load divisions, those around others first."""
    created = changed = 0
    for level in RANKS:
        facts: list[int | str | UUID] = [bureau.pk, batch, first, last, level.value]
        merged = merge_from(DIVISIONS, LET_DIVISIONS, facts)
        created, changed = created + merged.created, changed + merged.changed
    return Merged(created, changed)


@transaction.atomic
def _let_some(bureau: Bureau, batch: UUID, ends: tuple[int, int], at: datetime) -> Merged:
    """Load addresses with their versions, and the names of all that has one."""
    facts: list[int | UUID] = [bureau.pk, batch, *ends]
    addresses = merge_from(ADDRESSES, LET_ADDRESSES, facts)
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS_OF_THESE, [at])
    merge_from(NAMES, f"{LET_NAMES} AND a.kind = 'address'", facts)
    others = merge_from(NAMES, f"{LET_NAMES} AND a.kind NOT IN ('address', 'division')", facts)
    return Merged(addresses.created + others.created, addresses.changed + others.changed)
