"""When what is kept about people is looked through: once a night of each bureau's clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.retention import api as retention
from tocsin.readers.records import api as records
from tocsin.readers.residents import api as residents

# The night's work belongs to the day that begins so long after midnight.
NIGHT_BEGINS = timedelta(hours=2)
# The clock looks once a second; wishes of residents are not so urgent.
WISHES_EVERY = timedelta(minutes=1)


def pass_over_all(
    *, at: datetime, told: Callable[[retention.Item], None] = lambda _item: None
) -> dict[str, retention.Night]:
    """Dispose of all that is due in every bureau; running it again changes nothing."""
    nights = {}
    for bureau in Bureau.objects.order_by("pk"):
        nights[bureau.code] = retention.pass_over(bureau=bureau, at=at, told=told)
    return nights


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands of retention in one bureau."""

    kept: int
    holds: int
    overdue: int
    gone: int


def standing_of(bureau: Bureau, at: datetime) -> Kept:
    """Count what is kept, held, overdue and gone in a bureau."""
    return Kept(
        kept=sum(retention.kept(bureau).values()),
        holds=retention.running(bureau, at).count(),
        overdue=retention.overdue(bureau=bureau, at=at),
        gone=retention.Disposal.objects.filter(bureau=bureau).count(),
    )


def schedule_told() -> list[dict[str, str | int]]:
    """Write the schedule in force the way its file does."""
    return [
        {
            "class": rule.kind.value,
            "event": rule.event.value,
            "keep_days": rule.keep.days,
            "review_days": rule.review.days,
            "request_days": (rule.keep if rule.on_request is None else rule.on_request).days,
            "then": rule.then.value,
        }
        for rule in retention.schedule().rules.values()
    ]


class RetentionRounds:
    """Does the night's work once for each day of each bureau's clock, and once at the start.

    What two people decided goes at once, what was granted to residents within a minute.
    """

    def __init__(self) -> None:
        self.last: dict[str, date] = {}
        self.wishes_at: datetime | None = None

    def pass_by(self, at: datetime) -> int:
        """Do what this night's work is where it was not done yet; return in how many bureaus."""
        done = 0
        of_wishes = self.wishes_at is None or abs(at - self.wishes_at) >= WISHES_EVERY
        if of_wishes:
            self.wishes_at = at
        for bureau in Bureau.objects.order_by("pk"):
            records.work_through(bureau=bureau, at=at)
            if of_wishes:
                residents.work_through(bureau=bureau, at=at)
                residents.lapse(bureau_id=bureau.pk, at=at)
            night = (at.astimezone(ZoneInfo(bureau.time_zone)) - NIGHT_BEGINS).date()
            if self.last.get(bureau.code) != night:
                self.last[bureau.code] = night
                residents.close_over(bureau_id=bureau.pk, at=at)
                retention.pass_over(bureau=bureau, at=at)
                done += 1
        return done
