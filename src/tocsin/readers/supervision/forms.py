"""The choice of a period."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.kernel.errors import Unacceptable
from tocsin.readers.supervision.periods import Period, between, day_of, parse_day, week_of

NAMED = {"day": day_of, "week": week_of}


def period_from(fields: Mapping[str, str], *, at: datetime, time_zone: str) -> Period:
    """Read the period from the address: a day, a week, or from one day to another.

    Raises
    ------
    Unacceptable
        A day cannot be read, or the days make no period.
    """
    first, last = fields.get("from", ""), fields.get("to", "")
    if first or last:
        start = parse_day(first or last)
        return between(start, parse_day(last) if last else start, time_zone)
    maker = NAMED.get(fields.get("period", "day"))
    if maker is None:
        raise Unacceptable(_("Choose the day, the week, or the days from and to."))
    return maker(at, time_zone)
