"""What is forgotten in time: read events, old answers, trails of units, ended sessions, sheets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.adapters.spreadsheets.keeping import forget_sheets
from tocsin.kernel.accounts.api import Bureau, SessionStore
from tocsin.kernel.events import api as events
from tocsin.kernel.idempotency import api as idempotency
from tocsin.registers.places.api import tell_turns
from tocsin.registers.units.api import purge_trail

EVENTS_KEPT = timedelta(days=1)
ANSWERS_KEPT = timedelta(days=7)
TRAIL_DAYS = 30
SHEETS_KEPT = timedelta(days=7)
EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was forgotten."""

    events: int
    answers: int
    trail_points: int
    sheets: int


def tidy(*, at: datetime) -> Tidied:
    """Forget what nobody will ask for any more; running it again changes nothing."""
    SessionStore.clear_expired()
    return Tidied(
        events=events.purge(before=at - EVENTS_KEPT),
        answers=idempotency.purge(before=at - ANSWERS_KEPT),
        trail_points=sum(
            purge_trail(bureau=bureau, at=at, days=TRAIL_DAYS) for bureau in Bureau.objects.all()
        ),
        sheets=forget_sheets(before=at - SHEETS_KEPT),
    )


class RoadWatch:
    """Tells the desks when a closure begins or ends by its time, or the weather turns.

    What happened while nobody watched is not told: a desk asks afresh when its line comes back.
    """

    def __init__(self) -> None:
        self.last: datetime | None = None

    def pass_by(self, at: datetime) -> int:
        """Tell what has begun or ended since the last time; return how much."""
        after, self.last = self.last, at
        return tell_turns(after=after, until=at) if after is not None and after < at else 0


class Rounds:
    """Tidies up once an hour of the clock that it is shown."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def pass_by(self, at: datetime) -> Tidied | None:
        """Tidy up when an hour has gone by since the last time."""
        if self.last is not None and at - self.last < EVERY:
            return None
        self.last = at
        return tidy(at=at)
