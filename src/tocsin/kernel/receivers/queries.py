"""Notices and handings as pages, programs and the person concerned read them."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.database.api import within
from tocsin.kernel.receivers.models import Handing, Notice, NoticeStep, Receiver
from tocsin.kernel.receivers.states import ENDS, NOTICE, Step, What

PAGE = 200


def receipt_within() -> timedelta:
    """Say how long a receiver may take to confirm."""
    return timedelta(days=settings.RECEIPT_DAYS)


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """A notice, to whom it goes, and what has come of it; it leads to nobody."""

    number: int
    handing: UUID
    receiver: str
    what: What
    kinds: list[str]
    at: datetime
    due_at: datetime
    told_at: datetime | None
    ended_at: datetime | None
    receipt: NoticeStep | None
    has_climbed: bool


def with_step(*steps: Step) -> Exists:
    """Ask of a notice whether one of some things was done about it."""
    return Exists(NoticeStep.objects.filter(notice=OuterRef("pk"), step__in=steps))


def notices_of(bureau_id: int) -> QuerySet[Notice]:
    """List the notices of a bureau, the oldest first."""
    return Notice.objects.filter(bureau_id=bureau_id)


def still_open(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Keep those of which no receiver has given a receipt."""
    return notices.filter(~with_step(*ENDS))


def to_tell(bureau_id: int) -> QuerySet[Notice]:
    """List what no receiver was told of yet."""
    return still_open(notices_of(bureau_id)).filter(~with_step(Step.TOLD))


def without_receipt(bureau_id: int) -> QuerySet[Notice]:
    """List what receivers were told of and have not confirmed."""
    return still_open(notices_of(bureau_id)).filter(with_step(Step.TOLD))


def done(bureau_id: int) -> QuerySet[Notice]:
    """List what is done with, the newest first."""
    ended = notices_of(bureau_id).filter(with_step(*ENDS))
    return ended.order_by("-at", "-pk")


def overdue(bureau_id: int, at: datetime) -> QuerySet[Notice]:
    """List what should have been confirmed by now."""
    return still_open(notices_of(bureau_id)).filter(at__lte=at - receipt_within())


def climbed(bureau_id: int) -> QuerySet[Notice]:
    """List what is open and was handed to the security officer."""
    return still_open(notices_of(bureau_id)).filter(with_step(Step.CLIMBED))


def oldest(notices: QuerySet[Notice]) -> tuple[int, datetime | None]:
    """Count notices, and say since when the oldest waits."""
    return notices.count(), notices.order_by().aggregate(at=Min("at"))["at"]


def told(bureau_id: int, notices: QuerySet[Notice]) -> list[NoticeTold]:
    """Describe notices for a page."""
    rows = notices.select_related("handing__receiver").prefetch_related("steps__by")
    with within(bureau_id):
        return [row_of(one) for one in rows[:PAGE]]


def row_of(one: Notice) -> NoticeTold:
    """Describe one notice."""
    steps = list(one.steps.all())
    first = {step.step: step for step in reversed(steps)}
    ended = next((step for step in steps if step.step in ENDS), None)
    return NoticeTold(
        number=one.pk,
        handing=one.handing_id,
        receiver=one.handing.receiver.name,
        what=What(one.what),
        kinds=list(one.kinds),
        at=one.at,
        due_at=one.at + receipt_within(),
        told_at=first[Step.TOLD].at if Step.TOLD in first else None,
        ended_at=ended.at if ended else None,
        receipt=first.get(Step.RECEIPT),
        has_climbed=Step.CLIMBED in first,
    )


def receivers_of(bureau_id: int) -> QuerySet[Receiver]:
    """List the organisations that were handed anything."""
    return Receiver.objects.filter(bureau_id=bureau_id).select_related("system").order_by("name")


def receiver_of(system: Officer) -> Receiver | None:
    """Find the organisation whose own system this is."""
    return Receiver.objects.filter(bureau_id=system.bureau_id, system=system).first()


def notices_to(receiver: Receiver) -> QuerySet[Notice]:
    """List the notices to one organisation."""
    return notices_of(receiver.bureau_id).filter(handing__receiver=receiver)


@dataclass(frozen=True, slots=True)
class HandedTold:
    """That facts about a person were handed on, as the person is told of it."""

    receiver: str
    case: str
    kinds: list[str]
    at: datetime
    notices: list[NoticeTold]


def handed_of(*, bureau_id: int, subjects: Collection[UUID]) -> list[HandedTold]:
    """List to whom facts about a person were handed, the latest first."""
    rows = Handing.objects.filter(bureau_id=bureau_id, subject__in=subjects)
    rows = rows.select_related("receiver").order_by("-at", "pk")
    with within(bureau_id):
        handings = list(rows)
    notices: dict[UUID, list[NoticeTold]] = {}
    for one in told(bureau_id, notices_of(bureau_id).filter(handing__in=handings)):
        notices.setdefault(one.handing, []).append(one)
    return [
        HandedTold(one.receiver.name, one.case, list(one.kinds), one.at, notices.get(one.pk, []))
        for one in handings
    ]


@dataclass(frozen=True, slots=True)
class ErasureTold:
    """How many receivers are to delete their copies, and how many have confirmed it."""

    receivers: int
    confirmed: int


def erasures_of(*, bureau_id: int, subjects: Iterable[UUID]) -> ErasureTold:
    """Count the receivers who hold copies of people who were erased."""
    marks = [mark_of(one) for one in subjects]
    notices = notices_of(bureau_id).filter(mark__in=marks)
    with within(bureau_id):
        confirmed = notices.filter(with_step(Step.RECEIPT)).count()
        return ErasureTold(notices.count(), confirmed)


def mark_of(subject: UUID) -> str:
    """Mark the notices of an erasure, so that only whoever holds the id finds them."""
    return hashlib.sha256(f"tocsin receivers erased {subject}".encode()).hexdigest()


def cases_of_notices(*, bureau_id: int, cases: Iterable[str]) -> Mapping[str, str]:
    """Say in which case a person was handed on who was looked at for a notice."""
    numbers = [one.removeprefix(NOTICE) for one in cases if one.startswith(NOTICE)]
    known = Q(pk__in=[int(one) for one in numbers if one.isdecimal()])
    with within(bureau_id):
        rows = notices_of(bureau_id).filter(known).values_list("pk", "handing__case")
        return {f"{NOTICE}{number}": case for number, case in rows}
