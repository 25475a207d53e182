"""The record of looks as it is handed out: who, when, in which case, for what; never at whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tocsin.kernel.database.api import within
from tocsin.kernel.personal.models import Look


@dataclass(frozen=True, slots=True)
class LookRow:
    """A look, or one that was refused, without the person."""

    number: int
    at: datetime
    officer: str
    case: str
    task: str
    kinds: Sequence[str]
    refusal: str


def count_looks(*, bureau_id: int, since: datetime, until: datetime) -> int:
    """Count the looks of a bureau in a span of time, refused ones too."""
    with within(bureau_id):
        return between(bureau_id, since, until).count()


def list_looks(*, bureau_id: int, since: datetime, until: datetime) -> list[LookRow]:
    """List the looks of a bureau in a span of time, refused ones too, oldest first."""
    columns = ("pk", "at", "officer__username", "case", "task", "kinds", "refusal")
    with within(bureau_id):
        rows = between(bureau_id, since, until).order_by("at", "pk").values_list(*columns)
        return [LookRow(*row) for row in rows]


def between(bureau_id: int, since: datetime, until: datetime) -> QuerySet[Look]:
    """Find the looks of a bureau in a span of time."""
    return Look.objects.filter(bureau_id=bureau_id, at__gte=since, at__lt=until)
