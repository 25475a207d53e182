"""Who reviews whom, and what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from tocsin.core.accesses.reviewing import Line
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.shell.desks import Waiting
from tocsin.readers.review.models import Review, Week
from tocsin.readers.review.states import Outcome, Reason

REVIEWERS = (Role.SUPERVISOR, Role.SECURITY_OFFICER, Role.AUDITOR)
COUNTED_OVER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Everybody of a bureau who reviews, by role."""

    supervisors: Sequence[Officer]
    security: frozenset[int]
    auditors: frozenset[int]

    def line_for(self, officer: Officer, reason: str) -> Line:
        """Put in line who reviews an officer.

        The supervisors of the station, then of the bureau, then for broken glass the security
        officers, and at the end the auditors.
        """
        near = {one.pk for one in self.supervisors if one.station_id == officer.station_id}
        above = {one.pk for one in self.supervisors if one.station_id is None}
        rungs = [frozenset(near - above), frozenset(above)]
        if reason == Reason.BREAK_GLASS:
            rungs.append(self.security)
        return Line([*rungs, self.auditors])


def reviewers_of(bureau_id: int) -> Reviewers:
    """List the active supervisors, security officers and auditors of a bureau."""
    rows = Officer.objects.filter(bureau_id=bureau_id, is_active=True, is_service=False)
    held = {
        role: list(rows.filter(grants__role=role, grants__ended_at=None).order_by("pk"))
        for role in REVIEWERS
    }
    return Reviewers(
        held[Role.SUPERVISOR],
        frozenset(one.pk for one in held[Role.SECURITY_OFFICER]),
        frozenset(one.pk for one in held[Role.AUDITOR]),
    )


def open_reviews(bureau_id: int) -> QuerySet[Review]:
    """List reviews that nobody has decided, the most pressing first."""
    rows = Review.objects.filter(bureau_id=bureau_id, decided_at=None)
    return rows.select_related("officer__station", "reviewer")


def challenges(bureau_id: int, looks: Iterable[int]) -> QuerySet[Review]:
    """Find the reviews that the people concerned have asked for."""
    return Review.objects.filter(
        bureau_id=bureau_id, reason=Reason.CHALLENGED, first_look__in=list(looks)
    )


def challenged_in(bureau_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """Count what has come of the looks that were challenged in a span of time, each once."""
    rows = Review.objects.filter(
        bureau_id=bureau_id, reason=Reason.CHALLENGED, drawn_at__gte=since, drawn_at__lt=until
    )
    answered = Q(decided_at__lt=until)
    return rows.aggregate(
        waiting=Count("pk", filter=Q(decided_at=None) | Q(decided_at__gte=until)),
        **{one.value: Count("pk", filter=answered & Q(outcome=one)) for one in Outcome},
    )


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


def decided_in(bureau_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """Count what the reviews of a span of time came to."""
    rows = Review.objects.filter(bureau_id=bureau_id, decided_at__gte=since, decided_at__lt=until)
    return rows.aggregate(**{one.value: Count("pk", filter=Q(outcome=one)) for one in Outcome})
