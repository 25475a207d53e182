"""Sending idle crews to stand by elsewhere, refusing to, and sending them home again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_idle_unit
from tocsin.desks.dispatch.acting.locking import reasoned
from tocsin.desks.dispatch.assignments.assigning import (
    hold_unit,
    insist_on_duty,
    open_assignment_of,
)
from tocsin.desks.dispatch.cover.suggesting import Suggestion
from tocsin.desks.dispatch.errors import NotInThisState, UnitTaken
from tocsin.desks.dispatch.models import Assignment, StandBy
from tocsin.desks.dispatch.queries.stand_bys import in_force
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.units.api import Unit


@transaction.atomic
def stand_by(*, unit: Unit, suggestion: Suggestion, actor: Officer, at: datetime) -> StandBy:
    """Send an idle crew to a post; its phone tells it.

    Raises
    ------
    UnitTaken
        It has been sent to an incident meanwhile.
    UnitNotOnDuty
        It is off duty or unavailable.
    NotInThisState
        It has been sent to that post already.
    """
    held = hold_unit(unit)
    insist_on_duty(held)
    refuse_busy(open_assignment_of(held))
    now = in_force(held.bureau_id).filter(unit=held).first()
    if now is not None and now.post_code == suggestion.post.code:
        raise NotInThisState(_("{unit} has been sent to this post already.").format(unit=held.name))
    earlier = StandBy.objects.filter(bureau_id=held.bureau_id, unit=held, ended_at=None)
    earlier.filter(accepted=True).update(ended_at=at, ended_by=actor)
    made = kept(held, suggestion, actor=actor, at=at, accepted=True)
    audit.record(
        acts.STOOD_BY,
        subject=made,
        actor=actor,
        at=at,
        unit=held.code,
        post=made.post_code,
        rule=made.rule,
    )
    tell_idle_unit(held, at)
    return made


def refuse_busy(current: Assignment | None) -> None:
    """Refuse a unit that is with an incident."""
    if current is not None:
        raise UnitTaken(
            _("{unit} is with {number} now and cannot stand by.").format(
                unit=current.unit.name, number=current.incident.number
            )
        )


@transaction.atomic
def reject_move(
    *, unit: Unit, suggestion: Suggestion, reason: str, actor: Officer, at: datetime
) -> StandBy:
    """Keep why a suggestion was not followed; it is not made again for half an hour."""
    made = kept(unit, suggestion, actor=actor, at=at, accepted=False, reason=reasoned(reason))
    audit.record(
        acts.MOVE_REJECTED,
        subject=made,
        actor=actor,
        at=at,
        unit=unit.code,
        post=made.post_code,
        rule=made.rule,
    )
    tell_idle_unit(unit, at)
    return made


def kept(
    unit: Unit,
    suggestion: Suggestion,
    *,
    actor: Officer,
    at: datetime,
    accepted: bool,
    reason: str = "",
) -> StandBy:
    """Store what was suggested and what was decided."""
    post = suggestion.post
    return StandBy.objects.create(
        bureau_id=unit.bureau_id,
        unit=unit,
        post_code=post.code,
        post_name=post.name,
        lon=post.lon,
        lat=post.lat,
        rule=suggestion.rule,
        seconds=suggestion.seconds,
        coverage_before=suggestion.before,
        coverage_after=suggestion.after,
        gained_minutes=suggestion.gained_minutes,
        accepted=accepted,
        reason=reason,
        at=at,
        by=actor,
    )


@transaction.atomic
def send_home(*, standing: StandBy, actor: Officer, at: datetime) -> StandBy:
    """Send a crew back to its own post; its phone tells it."""
    held = StandBy.objects.select_for_update().select_related("unit").get(pk=standing.pk)
    if held.ended_at is not None:
        raise NotInThisState(_("{unit} was sent home already.").format(unit=held.unit.name))
    held.ended_at, held.ended_by = at, actor
    held.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        acts.SENT_HOME, subject=held, actor=actor, at=at, unit=held.unit.code, post=held.post_code
    )
    tell_idle_unit(held.unit, at)
    return held
