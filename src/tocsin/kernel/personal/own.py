"""What the person concerned may learn: who they are among those kept, and who looked at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.database.api import within
from tocsin.kernel.personal.keys import keyring
from tocsin.kernel.personal.kinds import FOUND_BY, Kind
from tocsin.kernel.personal.models import Look

# The task of finding out which of those kept a resident is, and that of the resident reading.
MATCH, OWN_READING = "own_record_match", "own_record"
SAME = "SELECT personal.same_as(%s::bigint, %s::text, %s::text, %s::bytea[])"


@dataclass(frozen=True, slots=True)
class LookAtMe:
    """A look as the person concerned may be told of it; who looked stands by a number only."""

    number: int
    at: datetime
    officer: int
    is_service: bool
    station: int | None
    case: str
    task: str
    kinds: list[str]


def same_as(*, bureau_id: int, case: str, kind: Kind, value: str) -> list[UUID]:
    """Find who is kept with the same number, for an open request for one's own record only.

    Nothing of them is read; whoever wants to see who they are asks like for any look.
    """
    if kind not in FOUND_BY:
        raise ValueError(f"nobody is found by {kind}")
    blinds = [version.index_of(bureau_id, kind, value) for version in keyring().versions.values()]
    with within(bureau_id), connection.cursor() as cursor:
        cursor.execute(SAME, [bureau_id, case, kind, blinds])
        return [subject for (subject,) in cursor.fetchall()]


def looked_at_for(*, bureau_id: int, case: str) -> frozenset[UUID]:
    """Name who was looked at to find out which of them a resident is."""
    rows = Look.objects.filter(bureau_id=bureau_id, case=case, task=MATCH, refusal="")
    with within(bureau_id):
        return frozenset(rows.values_list("subject", flat=True))


def has_looked(*, bureau_id: int, case: str, officer: Officer) -> bool:
    """Say whether an officer has looked at anybody in a case."""
    rows = Look.objects.filter(bureau_id=bureau_id, case=case, officer=officer, refusal="")
    with within(bureau_id):
        return rows.exists()


def looks_at_me(*, bureau_id: int, subjects: Collection[UUID]) -> list[LookAtMe]:
    """List the looks at a person, the latest first; who was refused has seen nothing."""
    rows = Look.objects.filter(bureau_id=bureau_id, subject__in=subjects, refusal="")
    columns = (
        "pk",
        "at",
        "officer_id",
        "officer__is_service",
        "officer__station_id",
        "case",
        "task",
        "kinds",
    )
    with within(bureau_id):
        return [LookAtMe(*row) for row in rows.order_by("-at", "-pk").values_list(*columns)]
