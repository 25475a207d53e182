"""What goes because its person asks for it: judged alone, and judged again right before it goes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tocsin.core.retention import RetentionClass, Wish
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.personal import api as personal
from tocsin.kernel.retention.disposing import Item, Judge, gone
from tocsin.kernel.retention.holding import alone
from tocsin.kernel.retention.schedule import schedule

# By the person's own wish, not by a rule of the schedule.
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Judged:
    """How it stands with a wish: what is in its way, from when on it goes, in which cases."""

    wish: Wish
    kind: RetentionClass
    earliest: datetime | None
    cases: tuple[str, ...]


def judge_wish(*, bureau: Bureau, subject: UUID, at: datetime) -> Judged | None:
    """Judge whether somebody may be erased at their wish; nothing where they are gone."""
    item = item_of(bureau, subject, at)
    return judged(item, at) if item else None


@transaction.atomic
def erase_at_wish(*, bureau: Bureau, subject: UUID, at: datetime) -> bool:
    """Erase somebody at their wish, if nothing stands against it when nobody can change that."""
    alone(bureau.pk)
    item = item_of(bureau, subject, at)
    if item is None or judged(item, at).wish is not Wish.NOW:
        return False
    if item.rule is None or item.standing.ended is None:
        return False
    ended = item.standing.ended.at
    return gone(bureau, item, event=ASKED, then=item.rule.then, ended_at=ended, at=at)


def judged(item: Item, at: datetime) -> Judged:
    """Judge one thing as a wish."""
    wish, earliest = schedule().wish(item.kind, item.standing, at, held=item.is_held)
    return Judged(wish, item.kind, earliest, item.standing.cases)


def item_of(bureau: Bureau, subject: UUID, at: datetime) -> Item | None:
    """Find where one person stands."""
    judge = Judge.now(bureau, at)
    for here in personal.still_here(bureau_id=bureau.pk, subjects=[subject]):
        kept = personal.kept_since(bureau_id=bureau.pk, kind=here.kind, before=at, subject=subject)
        return next((one for some in kept for one in judge.people(some)), None)
    return None
