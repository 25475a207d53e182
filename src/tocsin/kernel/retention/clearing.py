"""What goes before its time: picked by class and day, and erased as the night's work erases."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from tocsin.core.retention import RetentionClass, Stage, Then
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.files import api as files
from tocsin.kernel.personal import api as personal
from tocsin.kernel.retention.disposing import Item, Judge, gone, looked_at_again
from tocsin.kernel.retention.holding import alone

# By two people's decision, not by a rule of the schedule.
BY_TWO = "two_people"
MOST_SAMPLED = 5


@dataclass(frozen=True, slots=True)
class Span:
    """All of one class in a bureau whose case ended before a day there."""

    bureau: Bureau
    kind: RetentionClass
    before: date

    def includes(self, item: Item) -> bool:
        """Say whether something falls under it, held or not."""
        ended = item.standing.ended
        begins = datetime.combine(self.before, time(), ZoneInfo(self.bureau.time_zone))
        return ended is not None and ended.at < begins


@dataclass(frozen=True, slots=True)
class Picked:
    """What a span would take now, what a hold keeps, and some of the cases."""

    things: frozenset[UUID]
    held: int
    sample: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Hash which things they are, whatever their order."""
        return hashlib.sha256(b"".join(sorted(one.bytes for one in self.things))).hexdigest()


def pick(span: Span, at: datetime) -> Picked:
    """Look which things a span takes now; a hold wins."""
    things, cases, held = set[UUID](), set[str](), 0
    for item in walked(span, at):
        if item.stage is Stage.HELD:
            held += 1
            continue
        things.add(item.thing)
        cases.update(item.standing.cases)
    return Picked(frozenset(things), held, tuple(sorted(cases)[:MOST_SAMPLED]))


def clear(span: Span, at: datetime, told: Callable[[Item], None]) -> None:
    """Erase what a span takes, one after another; done again it goes on where it was.

    ``told`` hears of each in the transaction in which it goes.
    """
    for item in walked(span, at):
        gone_early(span, item, at, told)


def walked(span: Span, at: datetime) -> Iterator[Item]:
    """Walk over what falls under a span, held or not."""
    judge = Judge.now(span.bureau, at)
    of = span.bureau.pk
    for people in personal.kept_since(bureau_id=of, kind=span.kind, before=at):
        yield from filter(span.includes, judge.people(people))
    for found in files.files_kept(bureau_id=of, kind=span.kind, before=at):
        yield from filter(span.includes, judge.files(found))


@transaction.atomic
def gone_early(span: Span, item: Item, at: datetime, told: Callable[[Item], None]) -> bool:
    """Let one thing go, if no hold was placed and no case opened anew meanwhile."""
    alone(span.bureau.pk)
    again = looked_at_again(span.bureau, item, at)
    if again is None or again.stage is Stage.HELD or not span.includes(again):
        return False
    ended = again.standing.ended
    done = gone(
        span.bureau,
        again,
        event=BY_TWO,
        then=again.rule.then if again.rule else Then.ERASE,
        ended_at=ended.at if ended else None,
        at=at,
    )
    if done:
        told(again)
    return done
