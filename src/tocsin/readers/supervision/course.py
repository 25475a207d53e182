"""How the figures went through the period: hour by hour of one day, else day by day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from tocsin.core import legs
from tocsin.desks.calls.api import CallFact
from tocsin.desks.dispatch.api import AssignmentFact, IncidentFact
from tocsin.readers.supervision.measuring import Durations, Seconds
from tocsin.readers.supervision.periods import Period

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One hour or day of the period: how many, and the median of each leg in seconds."""

    start: datetime
    calls: int
    incidents: int
    medians: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Ruler:
    """Tells to which step a moment belongs."""

    zone: tzinfo | None
    hourly: bool

    def start_of(self, moment: datetime) -> datetime:
        """Find the beginning of the step a moment lies in."""
        local = moment.astimezone(self.zone)
        hour = local.hour if self.hourly else 0
        return local.replace(hour=hour, minute=0, second=0, microsecond=0)

    def medians(self, seconds: Seconds, moments: Sequence[datetime]) -> dict[str, float | None]:
        """Map the steps, by their written beginning, to the medians of what began in them."""
        keys = [self.start_of(moment).isoformat() for moment in moments]
        return {key: leg.p50 for key, leg in legs.grouped(seconds, keys).items()}


def course_of(
    period: Period,
    *,
    calls: Sequence[CallFact],
    rang: Sequence[CallFact],
    incidents: Sequence[IncidentFact],
    ours: Sequence[IncidentFact],
    sent: Sequence[AssignmentFact],
    took: Durations,
) -> list[Step]:
    """Give each step its figures, up to the last step in which anything happened."""
    ruler = Ruler(period.since.tzinfo, hourly=period.first == period.last)
    came = Counter(ruler.start_of(call.rang_at) for call in calls)
    happened = Counter(ruler.start_of(one.received_at) for one in incidents)
    rang_at = [call.rang_at for call in rang]
    received_at = [one.received_at for one in ours]
    assigned_at = [one.assigned_at for one in sent]
    medians = {
        "answer": ruler.medians(took.answer, rang_at),
        "process": ruler.medians(took.process, received_at),
        "turnout": ruler.medians(took.turnout, assigned_at),
        "travel": ruler.medians(took.travel, assigned_at),
        "total": ruler.medians(took.total, received_at),
    }
    return [
        Step(
            start=start,
            calls=came[start],
            incidents=happened[start],
            medians={leg: found.get(start.isoformat()) for leg, found in medians.items()},
        )
        for start in starts_of(period, ruler, max([*came, *happened], default=None))
    ]


def starts_of(period: Period, ruler: Ruler, last: datetime | None) -> list[datetime]:
    """List the beginnings of the steps up to the last one with anything in it."""
    if last is None:
        return []
    length = HOUR if ruler.hourly else DAY
    count = int((last - period.since) / length) + 1
    return [period.since + number * length for number in range(count)]
