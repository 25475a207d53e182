"""Drawing what is reviewed, handing on what is overdue, and deciding."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.core.accesses.finding import find, reach
from tocsin.core.accesses.record import Span
from tocsin.core.accesses.reviewing import BROKEN_DUE, DUE, climbed, drawn, fewest, reviewers
from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotForYou, Unacceptable
from tocsin.kernel.events.api import publish
from tocsin.kernel.personal import api as personal
from tocsin.readers.review import acts
from tocsin.readers.review.errors import AlreadyReviewed
from tocsin.readers.review.events import ReviewChanged
from tocsin.readers.review.gathering import gathered
from tocsin.readers.review.models import Review, Week
from tocsin.readers.review.queries import challenges, open_reviews, reviewers_of
from tocsin.readers.review.states import WITH_WORDS, Outcome, Reason

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """Looks of one officer to be asked about, and why."""

    reason: Reason
    looks: Sequence[int]
    measure: float = 1.0


@transaction.atomic
def draw_week(*, bureau: Bureau, week: Span, at: datetime) -> Week | None:
    """Draw the sample of a week and every hit; a week that was drawn is left as it is."""
    Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    if Week.objects.filter(bureau=bureau, since=week.since).exists():
        return None
    span = reach(week)
    seen = personal.sightings(bureau_id=bureau.pk, since=span.since, until=span.until)
    record = gathered(bureau.pk, span, seen)
    looks = record.during(week)
    sample = drawn(looks, np.random.default_rng(seed_of(bureau, week)))
    hits = find(record, week)
    questions = [Question(Reason.SAMPLE, [look.number]) for look in sample]
    questions += [Question(Reason(hit.pattern.value), hit.looks, hit.measure) for hit in hits]
    ask(bureau, seen.looks, questions, within=DUE, at=at)
    made = Week.objects.create(
        bureau=bureau,
        since=week.since,
        until=week.until,
        looks=len(looks),
        sampled=len(sample),
        hits=len(hits),
        drawn_at=at,
    )
    audit.record(
        acts.WEEK_DRAWN,
        subject=made,
        actor=service_officer(bureau, "review"),
        at=at,
        looks=len(looks),
        sampled=len(sample),
        hits=len(hits),
    )
    return made


def seed_of(bureau: Bureau, week: Span) -> int:
    """Derive chance from a secret, so that nobody can tell beforehand which looks are drawn."""
    words = f"review {bureau.pk} {week.since.isoformat()}".encode()
    return int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), words, "sha256"))


@transaction.atomic
def ask_about_broken_glass(*, bureau: Bureau, since: datetime, at: datetime) -> int:
    """Ask about every look without an open case, once; return how many looks are asked about."""
    looks = personal.broken_glass(
        bureau_id=bureau.pk, since=since, until=at + timedelta(microseconds=1)
    )
    behind: dict[str, list[int]] = {}
    for one in looks:
        behind.setdefault(one.case, []).append(one.number)
    questions = [Question(Reason.BREAK_GLASS, numbers) for numbers in behind.values()]
    ask(bureau, looks, questions, within=BROKEN_DUE, at=at)
    return len(looks)


@transaction.atomic
def challenge(*, bureau: Bureau, look: int, at: datetime) -> bool:
    """Ask about a look that its person challenges, once; one behind broken glass within a day."""
    seen = personal.look_numbered(bureau_id=bureau.pk, number=look)
    if seen is None or challenges(bureau.pk, [look]).exists():
        return False
    within = BROKEN_DUE if seen.task == personal.BREAK_GLASS else DUE
    ask(bureau, [seen], [Question(Reason.CHALLENGED, [look])], within=within, at=at)
    made = challenges(bureau.pk, [look]).get()
    clerk = service_officer(bureau, "review")
    audit.record(acts.CHALLENGED, subject=made, actor=clerk, at=at, case=made.case)
    return True


def ask(
    bureau: Bureau,
    seen: Iterable[personal.Seen],
    questions: Iterable[Question],
    *,
    within: timedelta,
    at: datetime,
) -> None:
    """Put questions to reviewers; what was asked before is not asked again."""
    desk = Desk(bureau)
    looks = {one.number: one for one in seen}
    made = []
    for question in questions:
        first = looks[question.looks[0]]
        made.append(
            Review(
                bureau=bureau,
                reason=question.reason,
                officer_id=first.officer,
                looks=list(question.looks),
                first_look=first.number,
                case=first.case,
                task=first.task,
                looked_at=first.at,
                measure=question.measure,
                drawn_at=at,
                due_at=at + within,
                within=within,
                reviewer_id=desk.reviewer_of(first.officer, question.reason, climbed=0),
            )
        )
    Review.objects.bulk_create(made, ignore_conflicts=True)


class Desk:
    """Who reviews whom, the work shared evenly."""

    def __init__(self, bureau: Bureau) -> None:
        self.reviewers = reviewers_of(bureau.pk)
        self.officers = Officer.objects.in_bulk(
            list(Officer.objects.filter(bureau=bureau).values_list("pk", flat=True))
        )
        self.waiting = list(
            open_reviews(bureau.pk).exclude(reviewer=None).values_list("reviewer", flat=True)
        )

    def reviewer_of(self, officer: int, reason: str, *, climbed: int) -> int | None:
        """Choose who reviews a look of an officer: who has least to do, never that officer."""
        line = self.reviewers.line_for(self.officers[officer], reason)
        chosen = fewest(reviewers(line, officer=officer, climbed=climbed), self.waiting)
        if chosen is not None:
            self.waiting.append(chosen)
        return chosen


@transaction.atomic
def hand_on(*, bureau: Bureau, at: datetime) -> int:
    """Let overdue reviews climb to the next in line; return how many did."""
    late = open_reviews(bureau.pk).filter(due_at__lte=at).select_for_update(of=("self",))
    desk, clerk, moved = Desk(bureau), service_officer(bureau, "review"), 0
    for review in late:
        height = climbed(due=review.due_at, at=at, within=review.within)
        if height == review.climbed:
            continue
        review.climbed = height
        review.reviewer_id = desk.reviewer_of(review.officer_id, review.reason, climbed=height)
        review.save(update_fields=["climbed", "reviewer"])
        audit.record(
            acts.CLIMBED, subject=review, actor=clerk, at=at, case=review.case, climbed=height
        )
        tell(review, at)
        moved += 1
    return moved


@transaction.atomic
def decide(*, review: Review, outcome: Outcome, words: str, actor: Officer, at: datetime) -> Review:
    """Say what a review came to.

    Raises
    ------
    NotForYou
        It is the actor's own look.
    AlreadyReviewed
        Somebody has decided.
    Unacceptable
        The outcome needs a line of words, or the line is too long.
    """
    held = Review.objects.select_for_update().get(pk=review.pk)
    why = words.strip()
    if held.officer_id == actor.pk:
        raise NotForYou(_("Nobody reviews a look of their own."))
    if held.decided_at is not None:
        raise AlreadyReviewed(_("Somebody has reviewed this look. Reload the list."))
    if len(why) > LONGEST_WORDS or (outcome in WITH_WORDS and not why):
        raise Unacceptable(
            _("Write in a line of at most {most} characters what was found.").format(
                most=LONGEST_WORDS
            )
        )
    held.outcome, held.words, held.decided_by, held.decided_at = outcome, why, actor, at
    held.save(update_fields=["outcome", "words", "decided_by", "decided_at"])
    audit.record(
        acts.DECIDED,
        subject=held,
        actor=actor,
        at=at,
        case=held.case,
        reason=held.reason,
        outcome=outcome.value,
    )
    tell(held, at)
    return held


def tell(review: Review, at: datetime) -> None:
    """Tell the screens that a review has come further."""
    publish(
        ReviewChanged(
            bureau_id=review.bureau_id, subject=str(review.pk), at=at, reason=review.reason
        )
    )


def glass_broken(event: personal.GlassBroken) -> None:
    """Ask about a look without an open case in the very transaction that records it."""
    bureau = Bureau.objects.get(pk=event.bureau_id)
    ask_about_broken_glass(bureau=bureau, since=event.at, at=event.at)
