"""Bars inside the acts: two people, one's own look, one's own account, and what is over already."""

from collections.abc import Iterator
from datetime import datetime

from tocsin.kernel.access.api import not_there
from tocsin.kernel.accounts import entrusting
from tocsin.kernel.accounts.api import Officer, Role, end_role
from tocsin.kernel.errors import NotForYou, NotThere, Refusal
from tocsin.kernel.people import services as people
from tocsin.kernel.retention import api as retention
from tocsin.kernel.retention import holding
from tocsin.kernel.retention.errors import HoldOver, NothingAsked, SecondPersonNeeded
from tocsin.kernel.shell import factors
from tocsin.kernel.two_person import services as two
from tocsin.kernel.two_person.api import NotWaiting, OwnProposal, Proposal, State
from tocsin.project.campaigns import state_bars
from tocsin.project.campaigns.bars import (
    Bar,
    without_guard,
    without_narrowing,
    without_void,
)
from tocsin.project.campaigns.bars_cast import LATE, Bars, Cast, cast_of
from tocsin.project.campaigns.belongings import Neighbours
from tocsin.readers.review import access as reviewing
from tocsin.readers.review import services as reviews
from tocsin.readers.review.errors import AlreadyReviewed
from tocsin.readers.review.states import Outcome

TWO = "two people"


def acting_bars(there: Neighbours, at: datetime) -> Iterator[Bar]:
    """List them, each with what it must stop."""
    cast = cast_of(there, at)
    for part in PARTS:
        for name, (kind, dropped, tried) in part(cast).items():
            yield Bar(name, kind, dropped, tried)


def approve(cast: Cast, by: Officer, *, who: Officer, when: datetime) -> Proposal:
    """Approve what somebody has proposed."""
    return two.approve(proposal=cast.proposed(who), actor=by, at=when)


def by_one_who_leads_no_more(cast: Cast) -> object:
    """Approve what was proposed by somebody whose role has ended since."""
    made = cast.proposed(cast.leader)
    end_role(officer=cast.leader, role=Role.SUPERVISOR, at=cast.at)
    again = Proposal.objects.get(pk=made.pk)
    return two.approve(proposal=again, actor=cast.guard, at=cast.at)


def after_withdrawal(cast: Cast) -> object:
    """Approve what was withdrawn."""
    made = cast.proposed(cast.leader)
    two.withdraw(proposal=made, actor=cast.leader, at=cast.at)
    return two.approve(proposal=made, actor=cast.guard, at=cast.at)


def after_change(cast: Cast) -> object:
    """Approve what would touch nothing any more: it must be void then."""
    made = cast.proposed(cast.leader)
    Officer.objects.filter(pk=cast.patrol.pk).update(is_active=False)
    if two.approve(proposal=made, actor=cast.guard, at=cast.at).state == State.VOID:
        raise Refusal("void")
    return made


def of_who_decides(cast: Cast) -> Bars:
    """List the bars of who approves what, and for whom."""
    at, second = cast.at, two.refuse_unless_second
    return {
        "one's own proposal": (
            TWO,
            without_guard(second, OwnProposal),
            lambda: approve(cast, cast.both, who=cast.both, when=at),
        ),
        "the proposer's role has ended": (
            TWO,
            without_guard(second, NotForYou, 1),
            lambda: by_one_who_leads_no_more(cast),
        ),
        "proposed without the role": (
            TWO,
            without_guard(two.propose, NotForYou),
            lambda: cast.proposed(cast.patrol),
        ),
    }


def of_what_is_decided(cast: Cast) -> Bars:
    """List the bars of what becomes of a proposal."""
    return {
        "withdrawn by another": (
            TWO,
            without_guard(two.withdraw, NotForYou),
            lambda: two.withdraw(proposal=cast.proposed(cast.leader), actor=cast.both, at=cast.at),
        ),
        "approved after it was withdrawn": (
            TWO,
            without_guard(two.locked, NotWaiting),
            lambda: after_withdrawal(cast),
        ),
        "approved after a day": (
            TWO,
            without_guard(two.locked, NotWaiting, 1),
            lambda: approve(cast, cast.guard, who=cast.leader, when=cast.at + LATE),
        ),
        "what it touches has changed": (TWO, without_void(two), lambda: after_change(cast)),
    }


def of_holds(cast: Cast) -> Bars:
    """List the bars of legal holds."""
    at, kind = cast.at, "two people"

    def held() -> retention.Hold:
        return retention.Hold.objects.filter(bureau=cast.jack.bureau).order_by("pk")[0]

    def asked() -> retention.Hold:
        return retention.ask_to_lift(held=held(), reason="over", actor=cast.leader, at=at)

    def lift(by: Officer) -> retention.Hold:
        return retention.answer_lift(held=held(), lifted=True, actor=by, at=at)

    def again() -> object:
        asked()
        lift(cast.jack)
        return asked()

    return {
        "a hold lifted by who asked": (
            kind,
            without_guard(holding.answer_lift, SecondPersonNeeded),
            lambda: (asked(), lift(cast.leader)),
        ),
        "a hold lifted though nobody asked": (
            kind,
            without_guard(holding.answer_lift, NothingAsked),
            lambda: lift(cast.jack),
        ),
        "a hold that is over": ("state", without_guard(holding.running_one, HoldOver), again),
    }


def of_reviews(cast: Cast) -> Bars:
    """List the bars of reviews: nobody reviews their own looks."""
    # Not their own, so within reach of who may do everything.
    [review, *_others] = reviewing.reviews_for(cast.jack).order_by("pk")

    def decided(by: Officer) -> object:
        said = {"outcome": Outcome.IN_ORDER, "words": "", "actor": by, "at": cast.at}
        return reviews.decide(review=review, **said)  # type: ignore[arg-type] # of different kinds

    def own_on_the_list() -> object:
        found = reviewing.reviews_for(review.officer).filter(officer=review.officer).first()
        if found is None:
            raise not_there()
        return found

    return {
        "one's own look decided": (
            "own look",
            without_guard(reviews.decide, NotForYou),
            lambda: decided(review.officer),
        ),
        "one's own looks listed": (
            "own look",
            without_narrowing(reviewing.reviews_for, "exclude"),
            own_on_the_list,
        ),
        "one's own look opened": (
            "own look",
            without_narrowing(reviewing.review_for, "exclude"),
            lambda: reviewing.review_for(review.officer, review.pk),
        ),
        "a look decided twice": (
            "state",
            without_guard(reviews.decide, AlreadyReviewed),
            lambda: (decided(cast.jack), decided(cast.jack)),
        ),
    }


def take(cast: Cast, officer: Officer) -> object:
    """Take a role from somebody."""
    role = Role.OFFICER.value
    people.take_role(officer=officer, role=role, reason="over", actor=cast.jack, at=cast.at)
    return officer


def of_roles(cast: Cast) -> Bars:
    """List the bars of roles."""
    return {
        "one's own role": (
            "own account",
            without_guard(people.refuse_unless_charged, NotForYou),
            lambda: take(cast, cast.jack),
        ),
        "a role in another bureau": (
            "scope",
            without_guard(people.refuse_unless_charged, NotThere),
            lambda: take(cast, cast.yonder),
        ),
        "two roles held apart": (
            "role",
            without_guard(entrusting.refuse_together, entrusting.HeldApart),
            lambda: entrusting.entrust(officer=cast.jack, role=Role.AUDITOR, at=cast.at),
        ),
    }


def of_factors(cast: Cast) -> Bars:
    """List the bars of second factors."""
    charged = factors.refuse_unless_charged

    def reset(officer: Officer, by: Officer) -> object:
        factors.reset_second_factor(officer=officer, reason="lost", actor=by, at=cast.at)
        return officer

    return {
        "one's own second factor": (
            "own account",
            without_guard(charged, NotForYou, 1),
            lambda: reset(cast.jack, cast.jack),
        ),
        "a second factor without the role": (
            "role",
            without_guard(charged, NotForYou),
            lambda: reset(cast.patrol, cast.leader),
        ),
        "a second factor in another bureau": (
            "scope",
            without_guard(charged, NotThere),
            lambda: reset(cast.yonder, cast.jack),
        ),
    }


PARTS = (
    of_who_decides,
    of_what_is_decided,
    of_holds,
    of_reviews,
    of_roles,
    of_factors,
    *state_bars.PARTS,
)
