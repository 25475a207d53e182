"""The day, the week and the free period that a report is about."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tocsin.kernel.errors import Unacceptable

LONGEST_DAYS = 400
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the bureau's calendar, the last one included."""

    first: date
    last: date
    time_zone: str

    @property
    def since(self) -> datetime:
        """Moment at which the period begins."""
        return datetime.combine(self.first, time(), ZoneInfo(self.time_zone))

    @property
    def until(self) -> datetime:
        """Moment before which the period ends."""
        return datetime.combine(self.last + DAY, time(), ZoneInfo(self.time_zone))

    @property
    def before(self) -> "Period":
        """Equally long period just before this one."""
        length = self.last - self.first + DAY
        return Period(self.first - length, self.last - length, self.time_zone)

    @property
    def after(self) -> "Period":
        """Equally long period just after this one."""
        length = self.last - self.first + DAY
        return Period(self.first + length, self.last + length, self.time_zone)


def day_of(moment: datetime, time_zone: str) -> Period:
    """Make the period of one day."""
    day = moment.astimezone(ZoneInfo(time_zone)).date()
    return Period(day, day, time_zone)


def week_of(moment: datetime, time_zone: str) -> Period:
    """Make the period of one week, Monday to Sunday."""
    day = moment.astimezone(ZoneInfo(time_zone)).date()
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), time_zone)


def parse_day(text: str) -> date:
    """Read a day as people write it to us, ``2026-03-02``."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unacceptable(_("Write the day as year-month-day, like 2026-03-02.")) from None


def between(first: date, last: date, time_zone: str) -> Period:
    """Make a free period.

    Raises
    ------
    Unacceptable
        The days are in the wrong order, or too many or too far off to report.
    """
    if last < first:
        raise Unacceptable(_("The last day is before the first. Swap them."))
    if (last - first).days >= LONGEST_DAYS:
        raise Unacceptable(_("A report covers at most 400 days. Choose a shorter period."))
    if not date(2000, 1, 1) <= first <= last <= date(2200, 1, 1):
        raise Unacceptable(_("There can be no records for these days. Check the year."))
    return Period(first, last, time_zone)
