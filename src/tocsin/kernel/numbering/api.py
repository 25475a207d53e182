"""Numbers without gaps: drawn inside the act's own transaction, as its last step."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from tocsin.kernel.accounts.models import Bureau

__all__ = ["day_of", "next_number"]

DRAW = """
    INSERT INTO numbering_counter (bureau_id, series, day, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (bureau_id, series, day) DO UPDATE SET last = numbering_counter.last + 1
    RETURNING last
"""


def day_of(bureau: Bureau, at: datetime) -> date:
    """Say which day of the bureau's calendar a moment belongs to."""
    return at.astimezone(ZoneInfo(bureau.time_zone)).date()


def next_number(*, bureau: Bureau, series: str, at: datetime) -> str:
    """Draw the next number of the day: ``"J20260302-0001"`` for series ``"J"``.

    The counter's row stays locked until the caller's transaction ends, so that a transaction that
    is rolled back leaves no gap; draw it last, and the lock lasts only for the commit.
    """
    day = day_of(bureau, at)
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [bureau.pk, series, day])
        (last,) = cursor.fetchone()
    return f"{series}{day:%Y%m%d}-{last:04d}"
