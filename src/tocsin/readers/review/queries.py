"""Who reviews whom, and what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from tocsin.core.accesses.reviewing import Line
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.shell.desks import Waiting
from tocsin.readers.review.models import Review, Week
from tocsin.readers.review.states import Outcome

COUNTED_OVER = timedelta(days=90)


def line_for(officer: Officer, reviewers: Iterable[Officer]) -> Line:
    """Put in line who reviews an officer: the supervisors of the station, then of the bureau."""
    near, above = set(), set()
    for one in reviewers:
        if one.station_id is None:
            above.add(one.pk)
        elif one.station_id == officer.station_id:
            near.add(one.pk)
    return Line([frozenset(near), frozenset(above)])


def supervisors_of(bureau_id: int) -> list[Officer]:
    """List the active supervisors of a bureau."""
    rows = Officer.objects.filter(
        bureau_id=bureau_id,
        is_active=True,
        grants__role=Role.SUPERVISOR,
        grants__ended_at=None,
    )
    return list(rows.order_by("pk"))


def open_reviews(bureau_id: int) -> QuerySet[Review]:
    """List reviews that nobody has decided, the most pressing first."""
    rows = Review.objects.filter(bureau_id=bureau_id, decided_at=None)
    return rows.select_related("officer__station", "reviewer")


def waiting(officer: Officer) -> Waiting:
    """Count what waits for one supervisor, and since when."""
    mine = Review.objects.filter(reviewer=officer, decided_at=None)
    told = mine.aggregate(count=Count("pk"), oldest=Min("drawn_at"))
    return Waiting(told["count"], told["oldest"])


@dataclass(frozen=True, slots=True)
class Counts:
    """What was reviewed of late, and what was not."""

    waiting: int
    overdue: int
    in_order: int
    explained: int
    not_in_order: int
    looks: int
    last_week: Week | None


def counts(bureau_id: int, at: datetime) -> Counts:
    """Count the reviews of a bureau: those that wait, and what the last three months came to."""
    rows = Review.objects.filter(bureau_id=bureau_id)
    recent = Q(decided_at__gte=at - COUNTED_OVER)
    told = rows.aggregate(
        waiting=Count("pk", filter=Q(decided_at=None)),
        overdue=Count("pk", filter=Q(decided_at=None, climbed__gt=0)),
        **{one.value: Count("pk", filter=recent & Q(outcome=one)) for one in Outcome},
    )
    week = Week.objects.filter(bureau_id=bureau_id).first()
    return Counts(**told, looks=week.looks if week else 0, last_week=week)
