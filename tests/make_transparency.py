"""A month with calls, looks and reviews, and editions about it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests import make, make_supervision
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.models import Glass, Look
from tocsin.readers.review import api as review
from tocsin.readers.review.models import Review
from tocsin.readers.transparency.models import Edition
from tocsin.readers.transparency.services import publish

BEGAN = datetime.fromisoformat("2026-03-01T00:00:00+08:00")
FAR = datetime(2200, 1, 1, tzinfo=UTC)
ENDED = datetime.fromisoformat("2026-04-01T00:00:00+08:00")


def looks(task: str, number: int, *, at: datetime = make.NOON, refusal: str = "") -> None:
    """Look at so many people for a task."""
    officer = make.officer("lin")
    Look.objects.bulk_create(
        Look(
            bureau=officer.bureau,
            subject=uuid4(),
            officer=officer,
            case="call:J1",
            task=task,
            kinds=["name"],
            refusal=refusal,
            at=at + timedelta(seconds=n),
        )
        for n in range(number)
    )


def broken_glass(number: int) -> None:
    """Open so many people without an open case, once each."""
    officer = make.officer("lin")
    for _number in range(number):
        facts = {"bureau": officer.bureau, "officer": officer, "subject": uuid4(), "at": make.NOON}
        glass = Glass.objects.create(
            **facts, case="call:J1", reason="danger", words="x", kinds=["name"], until_at=FAR
        )
        task = personal.BREAK_GLASS
        Look.objects.create(**facts, case=f"glass:{glass.pk}", task=task, kinds=["name"])


def complaints(number: int, *, answered: int = 0) -> None:
    """Let so many looks be challenged, and some of that found not in order."""
    looks("visit", number)
    supervisor = make.officer("guan")
    for look in Look.objects.filter(task="visit").order_by("-pk")[:number]:
        review.challenge(bureau=look.bureau, look=look.pk, at=make.NOON)
    first = Review.objects.order_by("pk").values("pk")[:answered]
    Review.objects.filter(pk__in=first).update(
        outcome="not_in_order", decided_by=supervisor, decided_at=make.NOON + timedelta(hours=1)
    )


def month() -> None:
    """Make incidents of one noon and looks of three purposes, one of them rare."""
    make_supervision.day_of_work()
    looks("call_back", 40)
    looks("visit", 12)
    broken_glass(2)
    looks("call_back", 3, refusal="personal.no_purpose")


def edition(**asked) -> Edition:
    """Print the month."""
    facts = {"bureau": make.bureau(), "until": ENDED, "at": ENDED, "actor": make.officer("guan")}
    return publish(**{**facts, **asked})
