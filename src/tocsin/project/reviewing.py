"""When looks are drawn for review: each finished week once; broken glass and lateness hourly."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tocsin.kernel.accounts.api import Bureau, service_officer
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.two_person import api as two_person
from tocsin.readers.exports import api as exports
from tocsin.readers.review import api as review

EVERY = timedelta(hours=1)
WEEK = timedelta(days=7)
# A look without an open case is found again this long, should the clock have stood still.
BROKEN_SINCE = timedelta(days=7)


def last_week(bureau: Bureau, at: datetime) -> review.Span:
    """Give the last whole week, from Monday to Monday by the bureau's clock."""
    zone = ZoneInfo(bureau.time_zone)
    today = at.astimezone(zone).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), zone)
    return review.Span(monday - WEEK, monday)


def review_all(*, at: datetime) -> int:
    """Do what is due in every bureau; running it again asks nothing twice.

    Returns how many reviews climbed.
    """
    moved = 0
    for bureau in Bureau.objects.all():
        review.draw_week(bureau=bureau, week=last_week(bureau, at), at=at)
        review.ask_about_broken_glass(bureau=bureau, since=at - BROKEN_SINCE, at=at)
        moved += review.hand_on(bureau=bureau, at=at)
        two_person.expire(clerk=service_officer(bureau, "two_people"), at=at)
        exports.delete_expired(clerk=service_officer(bureau, "exports"), at=at)
        receivers.climb(bureau=bureau, at=at)
    return moved


class ReviewRounds:
    """Does what is due once an hour of the clock that it is shown."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def pass_by(self, at: datetime) -> bool:
        """Do it when an hour has gone by since the last time; say whether it was done."""
        if self.last is not None and at - self.last < EVERY:
            return False
        self.last = at
        review_all(at=at)
        return True
