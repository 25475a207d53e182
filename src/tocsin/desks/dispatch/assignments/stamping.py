"""Milestones of an assignment: written once, corrected by a superseding stamp with a reason."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_unit
from tocsin.desks.dispatch.acting.locking import hold_all, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.assignments.assigning import fresh
from tocsin.desks.dispatch.assignments.following import follow_assignments
from tocsin.desks.dispatch.clocks.keeping import settle_clocks
from tocsin.desks.dispatch.errors import MilestoneRefused
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.desks.dispatch.queries.progress import Stand, arrivals_in, stands_of
from tocsin.desks.dispatch.states import MILESTONE_ORDER, EntryKind, MilestoneKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit

# A telephone's clock may be this much ahead of ours before its claim is not believed at all.
CLOCK_SLACK = timedelta(minutes=5)


@transaction.atomic
def record_milestone(
    *,
    assignment: Assignment,
    kind: str,
    at: datetime,
    actor: Officer,
    claimed_at: datetime | None = None,
) -> Milestone:
    """Stamp an assignment with the moment the desk heard of it.

    What a device says the time was is kept beside it as a claim. Stamps that were skipped stay
    missing: they are never invented.

    Raises
    ------
    MilestoneRefused
        The stamp is there already, or a later one is, or it would stand before an earlier one.
    AssignmentOver
        The unit has been cleared or withdrawn already.
    """
    wanted = MilestoneKind(kind)
    incident = hold_all([assignment.incident_id])[assignment.incident_id]
    current = fresh(assignment, incident)
    stands = stands_of(incident)
    insist_in_order(current, stands[current.pk].stamps, wanted, at)
    made = Milestone.objects.create(
        bureau_id=current.bureau_id,
        assignment=current,
        kind=wanted,
        at=at,
        recorded_at=at,
        claimed_at=believable(claimed_at, at),
        by=actor,
    )
    if wanted == MilestoneKind.CLEARED:
        current.ended_at = stands[current.pk].ended_at = at
        current.save(update_fields=["ended_at"])
    stands[current.pk].stamps[wanted] = at
    after_stamp(incident, current, made, follow_assignments(incident, stands))
    return made


def believable(claimed_at: datetime | None, at: datetime) -> datetime | None:
    """Drop a claim about the future; it says only that the device's clock is wrong."""
    return claimed_at if claimed_at is not None and claimed_at <= at + CLOCK_SLACK else None


def insist_in_order(
    assignment: Assignment,
    there: Mapping[MilestoneKind, datetime],
    wanted: MilestoneKind,
    at: datetime,
) -> None:
    """Refuse a stamp that is there already, or that would stand out of order."""
    unit = assignment.unit.name
    for kind, stamped_at in there.items():
        if kind == wanted:
            raise MilestoneRefused(
                _("{unit} is already “{kind}”; a correction needs a reason.").format(
                    unit=unit, kind=wanted.label
                )
            )
        if MILESTONE_ORDER.index(kind) > MILESTONE_ORDER.index(wanted):
            raise MilestoneRefused(
                _("{unit} is already “{later}”; “{kind}” stays without a time.").format(
                    unit=unit, later=kind.label, kind=wanted.label
                )
            )
        if stamped_at > at:
            raise MilestoneRefused(
                _("“{kind}” would stand before “{earlier}”. Check the time.").format(
                    kind=wanted.label, earlier=kind.label
                )
            )


def after_stamp(
    incident: Incident, assignment: Assignment, stamp: Milestone, stands: Mapping[UUID, Stand]
) -> None:
    """Follow a new stamp: clocks, timeline, trail and events."""
    at = stamp.recorded_at
    tell(
        incident,
        EntryKind.MILESTONE,
        f"stamp_{stamp.kind}",
        by=stamp.by,
        at=at,
        claimed_at=stamp.claimed_at,
        unit=assignment.unit.name,
    )
    audit.record(
        acts.STAMPED,
        subject=incident,
        actor=stamp.by,
        at=at,
        number=incident.number,
        unit=assignment.unit.code,
        stamp=stamp.kind,
    )
    settle_clocks(incident, at, arrivals_in(stands))
    tell_unit(incident, assignment.unit_id, at)
    save(incident, at)


@transaction.atomic
def correct_milestone(
    *, milestone: Milestone, new_at: datetime, reason: str, actor: Officer, at: datetime
) -> Milestone:
    """Put another moment in the place of a stamp; the first one stays on record.

    Raises
    ------
    MilestoneRefused
        The stamp was corrected already, or the new moment is out of order or in the future.
    """
    why = reasoned(reason)
    assignment = milestone.assignment
    incident = hold_all([assignment.incident_id])[assignment.incident_id]
    old = Milestone.objects.select_related("assignment__unit").get(pk=milestone.pk)
    insist_correctable(old, new_at, at)
    old.superseded_at = at
    old.save(update_fields=["superseded_at"])
    made = Milestone.objects.create(
        bureau_id=old.bureau_id,
        assignment=old.assignment,
        kind=old.kind,
        at=new_at,
        recorded_at=at,
        claimed_at=old.claimed_at,
        by=actor,
        reason=why,
    )
    old.superseded_by = made
    old.save(update_fields=["superseded_by"])
    move_ends(old.assignment, made)
    say_corrected(incident, old, made)
    settle_clocks(incident, at)
    save(incident, at)
    return made


def insist_correctable(old: Milestone, new_at: datetime, at: datetime) -> None:
    """Refuse a correction that would put stamps out of order."""
    if old.superseded_at is not None:
        raise MilestoneRefused(
            _("This stamp was corrected already. Reload to see the present one.")
        )
    if new_at > at:
        raise MilestoneRefused(_("A stamp cannot lie in the future. Check the time."))
    place = MILESTONE_ORDER.index(MilestoneKind(old.kind))
    for other in old.assignment.milestones.filter(superseded_at=None).exclude(pk=old.pk):
        before = MILESTONE_ORDER.index(MilestoneKind(other.kind)) < place
        if (before and other.at > new_at) or (not before and other.at < new_at):
            raise MilestoneRefused(
                _("This would put “{kind}” and “{other}” out of order. Check the time.").format(
                    kind=old.get_kind_display(), other=other.get_kind_display()
                )
            )


def move_ends(assignment: Assignment, stamp: Milestone) -> None:
    """Let the assignment begin and end with its corrected stamps."""
    if stamp.kind == MilestoneKind.ASSIGNED:
        assignment.assigned_at = stamp.at
    elif stamp.kind == MilestoneKind.CLEARED:
        assignment.ended_at = stamp.at
    assignment.save(update_fields=["assigned_at", "ended_at"])


def say_corrected(incident: Incident, old: Milestone, made: Milestone) -> None:
    """Write a correction into timeline and trail."""
    tell(
        incident,
        EntryKind.MILESTONE,
        "stamp_corrected",
        by=made.by,
        at=made.recorded_at,
        text=made.reason,
        unit=old.assignment.unit.name,
        stamp=old.kind,
        was=old.at.isoformat(),
        now=made.at.isoformat(),
    )
    audit.record(
        acts.STAMP_CORRECTED,
        subject=incident,
        actor=made.by,
        at=made.recorded_at,
        number=incident.number,
        unit=old.assignment.unit.code,
        stamp=old.kind,
    )
