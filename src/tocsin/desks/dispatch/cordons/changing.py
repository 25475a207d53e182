"""Making the next version of a cordon: worked out anew, changed by hand, or undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.core.roads.cordon import Hand
from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.locking import hold_open
from tocsin.desks.dispatch.cordons.planning import NoRoadThere, is_on_road, work_out
from tocsin.desks.dispatch.cordons.wishes import (
    MOST_MARKS,
    Found,
    MarkWish,
    Wish,
    found_in,
    wish_in,
    written,
)
from tocsin.desks.dispatch.errors import EditedMeanwhile
from tocsin.desks.dispatch.models import Cordon, Incident
from tocsin.desks.dispatch.states import CordonStep
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Unacceptable

STEP_OF = {
    Hand.POST: CordonStep.POSTED,
    Hand.NO_POST: CordonStep.BARRED,
    Hand.FREE: CordonStep.FREED,
}


def newest_cordon(incident: Incident) -> Cordon | None:
    """Return the newest version of an incident's cordon."""
    rows = Cordon.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    return rows.select_related("made_by").order_by("-number").first()


@transaction.atomic
def plan_cordon(
    *, incident: Incident, wish: Wish, seen: int, actor: Officer, at: datetime
) -> Cordon:
    """Work a cordon out for an area; what was decided by hand stays where it still lies on a road.

    Raises
    ------
    EditedMeanwhile
        There is a newer version than the one that was seen.
    """
    held = hold_open(incident)
    last = insist_newest(held, seen)
    marks = wish_in(last.wish).marks if last else ()
    asked, found = work_out(held, replace(wish, marks=marks), at)
    return store(held, last, CordonStep.PLANNED, asked, found, actor=actor, at=at)


@transaction.atomic
def mark_cordon(
    *, incident: Incident, marks: Sequence[MarkWish], seen: int, actor: Officer, at: datetime
) -> Cordon:
    """Decide by hand about stretches of road; the rest is found anew.

    Raises
    ------
    EditedMeanwhile
        There is a newer version than the one that was seen.
    NoRoadThere
        No road that could be closed is near.
    LeadsOut
        Without the post the area cannot be closed off.
    """
    held = hold_open(incident)
    last = insist_newest(held, seen)
    if last is None:
        raise NoRoadThere(_("Work the cordon out first."))
    before = wish_in(last.wish)
    if len(before.marks) + len(marks) > MOST_MARKS:
        raise Unacceptable(_("Too much is decided by hand. Undo some of it first."))
    asked, found = work_out(held, replace(before, marks=(*before.marks, *marks)), at)
    hand = Hand(marks[-1].hand)
    if hand != Hand.FREE and not is_on_road(asked, marks):
        raise NoRoadThere(
            _(
                "No road that could be closed is near, or a unit was sent there already. "
                "Choose a road between the area and the ring."
            )
        )
    return store(held, last, STEP_OF[hand], asked, found, actor=actor, at=at)


@transaction.atomic
def undo_cordon(*, incident: Incident, seen: int, actor: Officer, at: datetime) -> Cordon:
    """Go back to the version before; units and times are found anew.

    Raises
    ------
    EditedMeanwhile
        There is a newer version than the one that was seen.
    """
    held = hold_open(incident)
    last = insist_newest(held, seen)
    if last is None or last.before is None:
        raise Unacceptable(_("There is nothing to undo."))
    target = Cordon.objects.get(bureau_id=held.bureau_id, incident=held, number=last.before)
    asked, found = work_out(held, wish_in(target.wish), at)
    return store(
        held, last, CordonStep.UNDONE, asked, found, actor=actor, at=at, before=target.before
    )


def insist_newest(incident: Incident, seen: int) -> Cordon | None:
    """Return the newest version of a held incident's cordon, or refuse when it was not seen."""
    last = newest_cordon(incident)
    number = last.number if last else 0
    if last is not None and number != seen:
        raise EditedMeanwhile(
            _("{officer} changed the cordon meanwhile. Reload the page to see it.").format(
                officer=last.made_by.name
            )
        )
    return last


KEEP = -1


def store(
    incident: Incident,
    last: Cordon | None,
    step: CordonStep,
    wish: Wish,
    found: Found,
    *,
    actor: Officer,
    at: datetime,
    before: int | None = KEEP,
) -> Cordon:
    """Keep the next version, and say so in the trail."""
    number = last.number if last else 0
    made = Cordon.objects.create(
        bureau_id=incident.bureau_id,
        incident=incident,
        number=number + 1,
        before=(number or None) if before == KEEP else before,
        step=step,
        wish=written(wish),
        found=written(found),
        made_at=at,
        made_by=actor,
    )
    audit.record(
        acts.CORDON_CHANGED,
        subject=incident,
        actor=actor,
        at=at,
        number=incident.number,
        version=made.number,
        step=step.value,
        posts=len(found.posts),
        short_by=found.short_by,
    )
    return made


def found_of_version(cordon: Cordon) -> Found:
    """Read what came out of a version."""
    return found_in(cordon.found)
