"""What a file tells of, set beside the register: copied there some rows at a time."""

from collections.abc import Sequence
from uuid import UUID

import numpy as np
import shapely
from django.db import connection

from tocsin.core.addressing.gathering import Fault
from tocsin.kernel.accounts.api import Beat, Bureau
from tocsin.registers.places.arrivals.facts import Arriving, Sorted, Tell
from tocsin.registers.places.ground import Grounds, grounds_of
from tocsin.registers.places.models import Arrival, ArrivalFault, ArrivalPair, PlaceName
from tocsin.registers.places.naming import ids_of

AT_ONCE = 5_000
COPY_PLACES = """
    COPY places_arrival (bureau_id, batch, kind, code, row, text, street, detail, level, above,
                         beat_id, lon, lat) FROM STDIN
"""
COPY_FAULTS = """
    COPY places_arrivalfault (bureau_id, batch, row, "column", wrong, said) FROM STDIN
"""


def stage(*, bureau: Bureau, batch: UUID, read: Sorted, tell: Tell) -> None:
    """Copy what a file tells of beside the register, in place of what was there of it."""
    forget(bureau_id=bureau.pk, batch=batch)
    grounds, beats = grounds_of(bureau), ids_of(Beat, bureau)
    done = 0
    for some in read.in_parts(AT_ONCE):
        with connection.cursor() as cursor, cursor.copy(COPY_PLACES) as copy:
            for one, beat in zip(some, _beats(some, grounds, beats), strict=True):
                copy.write_row(_columns(bureau.pk, batch, one, beat))
        done += len(some)
        tell("staging", done, len(read.arriving))
    with connection.cursor() as cursor, cursor.copy(COPY_FAULTS) as copy:
        for fault in read.faults:
            copy.write_row(_fault(bureau.pk, batch, fault))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_arrival")


def forget(*, bureau_id: int, batch: UUID) -> None:
    """Take away what a file told of; what people said of its pairs stays."""
    Arrival.objects.filter(bureau_id=bureau_id, batch=batch).delete()
    ArrivalFault.objects.filter(bureau_id=bureau_id, batch=batch).delete()
    ArrivalPair.objects.filter(bureau_id=bureau_id, batch=batch, same=None).delete()


def _beats(some: Sequence[Arriving], grounds: Grounds, beats: dict[str, int]) -> list[int | None]:
    """Say whose beat each place is on: the one told, else the one around its point."""
    found = [beats.get(one.beat) for one in some]
    points = shapely.points(
        np.array([(one.lon or 0.0, one.lat or 0.0) for one in some]).reshape(-1, 2)
    )
    places, owners = grounds.tree.query(points, predicate="intersects")
    # Beats stand before whole stations; the first one counts.
    for place, owner in sorted(zip(places.tolist(), owners.tolist(), strict=True), reverse=True):
        beat = grounds.owners[owner].beat
        if some[place].by_ground and some[place].kind != Arrival.DIVISION and beat is not None:
            found[place] = beat.pk
    return found


def _columns(bureau_id: int, batch: UUID, one: Arriving, beat: int | None) -> tuple[object, ...]:
    street = one.street if one.kind == PlaceName.Kind.ADDRESS else ""
    return (bureau_id, batch, one.kind, one.code, one.row, one.text, street, one.detail, one.level,
            one.above, beat, one.lon, one.lat)  # fmt: skip


def _fault(bureau_id: int, batch: UUID, fault: Fault) -> tuple[object, ...]:
    said = fault.said.replace("\0", "")[:200]
    return bureau_id, batch, fault.row, fault.column[:80], fault.wrong.value, said
