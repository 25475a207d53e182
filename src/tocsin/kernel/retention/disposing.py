"""The nightly work: who and what is due goes, one after another, each for good.

Each is looked at again, alone, right before it goes: whether its case is still closed, and whether
nobody has put a hold on it meanwhile. Broken off anywhere, the next pass goes on where it was.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import transaction

from tocsin.core.retention import Ended, Event, RetentionClass, Rule, Stage, Standing, Then
from tocsin.kernel.accounts.api import Bureau, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.files import api as files
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import acts
from tocsin.kernel.retention.holding import alone, any_held, cases_held
from tocsin.kernel.retention.models import Disposal, Night
from tocsin.kernel.retention.ports import CASES, PEOPLE, standings_of_cases
from tocsin.kernel.retention.schedule import schedule

KEEPER = "retention"
PERSON, FILE = "person", "file"
# A backup that was brought back has brought somebody back who had been erased.
AGAIN = "again"
MOST_LISTED = 200
NIGHTS_KEPT = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Item:
    """Somebody or something kept, and where it stands."""

    what: str
    thing: UUID
    kind: RetentionClass
    standing: Standing
    stage: Stage
    rule: Rule | None

    @property
    def is_held(self) -> bool:
        """Whether a legal hold keeps it."""
        return self.stage is Stage.HELD


def nothing(_item: Item) -> None:
    """Tell nobody."""


def pass_over(*, bureau: Bureau, at: datetime, told: Callable[[Item], None] = nothing) -> Night:
    """Dispose of all that is due in a bureau; done again it finds nothing to do.

    Returns what the pass found; ``told`` hears of each thing that went.
    """
    erase_again(bureau, at, told)
    counts: Counter[str] = Counter()
    review: list[dict[str, str]] = []
    for item in items(bureau, at):
        stage = item.stage
        if stage is Stage.DUE and dispose(bureau=bureau, item=item, at=at):
            counts[f"{item.kind}.gone"] += 1
            told(item)
            continue
        counts[f"{item.kind}.{stage}"] += 1
        if stage is Stage.REVIEW and len(review) < MOST_LISTED:
            review.append(listed(item))
    remember(bureau)
    Night.objects.filter(bureau=bureau, at__lt=at - NIGHTS_KEPT).delete()
    figures = {"counts": dict(counts), "review": review, "kept": kept(bureau)}
    return Night.objects.create(bureau=bureau, at=at, figures=figures)


def listed(item: Item) -> dict[str, str]:
    """Write what is shown for review: class, cases and day, and nothing of the person."""
    due = item.rule.due(item.standing.ended.at) if item.rule and item.standing.ended else None
    return {
        "kind": item.kind,
        "cases": " ".join(item.standing.cases),
        "due": due.isoformat() if due else "",
    }


def kept(bureau: Bureau) -> Mapping[str, int]:
    """Count what is there under each class."""
    return {
        kind: personal.count_kept(bureau_id=bureau.pk, kind=kind)
        + files.count_files(bureau_id=bureau.pk, kind=kind)
        for kind in RetentionClass
    }


def overdue(*, bureau: Bureau, at: datetime) -> int:
    """Count what should be gone and is not."""
    return sum(item.stage is Stage.DUE for item in items(bureau, at))


@dataclass(frozen=True, slots=True)
class Judge:
    """Says where things of a bureau stand at a moment."""

    bureau: Bureau
    at: datetime
    held: frozenset[str]

    @classmethod
    def now(cls, bureau: Bureau, at: datetime) -> Self:
        """Judge by the holds there are at a moment."""
        return cls(bureau, at, cases_held(bureau, at))

    def people(self, people: list[personal.Kept]) -> Iterator[Item]:
        """Say where people stand, who are all of one class."""
        # A class that nobody looks after is a fault, not a class of which everybody was let go.
        desk = PEOPLE[people[0].kind]
        known = desk.standing(self.bureau.pk, [one.subject for one in people])
        for one in people:
            let_go = Standing((), Ended(Event.LET_GO, one.changed_at))
            standing = begun(known.get(one.subject, let_go), one.created_at)
            yield self.item(PERSON, one.subject, one.kind, standing)

    def files(self, found: list[files.KeptFile]) -> Iterator[Item]:
        """Say where files stand: as the cases they belong to."""
        known = standings_of_cases(self.bureau.pk, {one.case for one in found})
        for one in found:
            # Of a case that nobody here knows about nothing goes.
            looked_after = one.case.partition(":")[0] in CASES
            ended = Ended(Event.LET_GO, one.added_at) if looked_after else None
            standing = known.get(one.case, Standing((one.case,), ended))
            yield self.item(FILE, one.file, one.kind, begun(standing, one.added_at))

    def item(self, what: str, thing: UUID, kind: RetentionClass, standing: Standing) -> Item:
        """Judge one thing."""
        held = any_held(standing.cases, self.held)
        stage, rule = schedule().stage(kind, standing, self.at, held=held)
        return Item(what, thing, kind, standing, stage, rule)


def begun(standing: Standing, kept_at: datetime) -> Standing:
    """Start the clock of what came after its case had closed when it came."""
    ended = standing.ended
    if ended is None or ended.at >= kept_at:
        return standing
    return Standing(standing.cases, Ended(ended.event, kept_at))


def items(bureau: Bureau, at: datetime) -> Iterator[Item]:
    """Walk over all that is kept long enough to be looked at."""
    judge = Judge.now(bureau, at)
    for kind in RetentionClass:
        before = at - schedule().shortest(kind)
        for people in personal.kept_since(bureau_id=bureau.pk, kind=kind, before=before):
            yield from judge.people(people)
        for found in files.files_kept(bureau_id=bureau.pk, kind=kind, before=before):
            yield from judge.files(found)


@transaction.atomic
def dispose(*, bureau: Bureau, item: Item, at: datetime) -> bool:
    """Let one thing go for good, if it is still due when nobody can change that any more."""
    alone(bureau.pk)
    again = looked_at_again(bureau, item, at)
    if again is None or again.stage is not Stage.DUE or again.rule is None:
        return False
    ended = again.standing.ended
    return gone(
        bureau,
        again,
        event=again.rule.event,
        then=again.rule.then,
        ended_at=ended.at if ended else None,
        at=at,
    )


def looked_at_again(bureau: Bureau, item: Item, at: datetime) -> Item | None:
    """Judge one thing anew; nothing where it is gone."""
    judge = Judge.now(bureau, at)
    if item.what == PERSON:
        people = personal.kept_since(
            bureau_id=bureau.pk, kind=item.kind, before=at, subject=item.thing
        )
        return next((one for some in people for one in judge.people(some)), None)
    found = files.files_kept(bureau_id=bureau.pk, kind=item.kind, before=at, file=item.thing)
    return next((one for some in found for one in judge.files(some)), None)


def gone(
    bureau: Bureau,
    item: Item,
    *,
    event: str,
    then: Then,
    ended_at: datetime | None,
    at: datetime,
) -> bool:
    """Destroy one thing and write down that it went, by which rule, and never what it was."""
    if item.what == PERSON:
        done = personal.erase(bureau_id=bureau.pk, subject=item.thing, at=at)
        if done:
            receivers.erased(bureau_id=bureau.pk, subject=item.thing, at=at)
        if done and then is Then.ANONYMISE:
            PEOPLE[item.kind].anonymise(bureau.pk, item.thing)
    else:
        done = files.erase_file(bureau_id=bureau.pk, file=item.thing, at=at)
    if not done:
        return False
    made, _new = Disposal.objects.update_or_create(
        bureau=bureau,
        what=item.what,
        thing=item.thing,
        defaults={"kind": item.kind, "event": event, "then": then, "ended_at": ended_at, "at": at},
    )
    audit.record(
        acts.DISPOSED,
        subject=made,
        actor=service_officer(bureau, KEEPER),
        at=at,
        what=item.what,
        kind=item.kind.value,
        event=str(event),
        then=then.value,
    )
    return True


def erase_again(bureau: Bureau, at: datetime, told: Callable[[Item], None]) -> None:
    """Erase whom a backup has brought back after they had been erased; a hold wins here too."""
    judge = Judge.now(bureau, at)
    for one in personal.still_here(bureau_id=bureau.pk, subjects=sorted(personal.erased_ids())):
        [item] = judge.people([one])
        if item.stage is not Stage.HELD and erased_again(bureau, item, at):
            told(item)


@transaction.atomic
def erased_again(bureau: Bureau, item: Item, at: datetime) -> bool:
    """Erase somebody again."""
    alone(bureau.pk)
    if any_held(item.standing.cases, cases_held(bureau, at)):
        return False
    return gone(bureau, item, event=AGAIN, then=Then.ANONYMISE, ended_at=None, at=at)


def remember(bureau: Bureau) -> None:
    """Add to the list beside the keys who was erased and is not in it yet."""
    rows = Disposal.objects.filter(bureau=bureau, what=PERSON).order_by("at", "pk")
    known = personal.erased_ids()
    personal.remember_erased(
        [one for one in rows.values_list("thing", flat=True) if one not in known]
    )
