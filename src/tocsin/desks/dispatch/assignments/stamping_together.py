"""Stamps of one assignment that become known together: from a record, or handed in late."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_unit
from tocsin.desks.dispatch.acting.locking import hold_all, save
from tocsin.desks.dispatch.assignments.assigning import fresh
from tocsin.desks.dispatch.assignments.following import follow_assignments
from tocsin.desks.dispatch.assignments.stamping import insist_in_order
from tocsin.desks.dispatch.clocks.keeping import settle_clocks
from tocsin.desks.dispatch.errors import MilestoneRefused
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone, TimelineEntry
from tocsin.desks.dispatch.queries.progress import Stand, arrivals_in, stands_of
from tocsin.desks.dispatch.states import MILESTONE_ORDER, EntryKind, MilestoneKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit

Stamp = tuple[MilestoneKind, datetime]


@transaction.atomic
def record_milestones(
    *, assignment: Assignment, stamps: Sequence[Stamp], actor: Officer
) -> list[Milestone]:
    """Stamp an assignment with several moments in their order: all of them, or none.

    The outcome is that of stamping one after the other, as one act.

    Raises
    ------
    MilestoneRefused
        A stamp is there already, or one would stand out of order.
    AssignmentOver
        The unit has been cleared or withdrawn already.
    """
    if not stamps:
        return []
    incident = hold_all([assignment.incident_id])[assignment.incident_id]
    current = fresh(assignment, incident)
    stands = stands_of(incident)
    insist_in_order(current, stands[current.pk].stamps, *stamps[0])
    insist_following(current, stamps)
    made = Milestone.objects.bulk_create(
        Milestone(
            bureau_id=current.bureau_id,
            assignment=current,
            kind=kind,
            at=at,
            recorded_at=at,
            by=actor,
        )
        for kind, at in stamps
    )
    last, ended = stamps[-1]
    if last == MilestoneKind.CLEARED:
        current.ended_at = stands[current.pk].ended_at = ended
        current.save(update_fields=["ended_at"])
    stands[current.pk].stamps.update(stamps)
    after_stamps(incident, current, made, follow_assignments(incident, stands))
    return made


def insist_following(assignment: Assignment, stamps: Sequence[Stamp]) -> None:
    """Refuse stamps that do not follow one another."""
    for (earlier, before), (later, at) in pairwise(stamps):
        if MILESTONE_ORDER.index(later) <= MILESTONE_ORDER.index(earlier) or at < before:
            raise MilestoneRefused(
                _("The stamps of {unit} are out of order: “{earlier}”, “{later}”.").format(
                    unit=assignment.unit.name, earlier=earlier.label, later=later.label
                )
            )


def after_stamps(
    incident: Incident,
    assignment: Assignment,
    made: Sequence[Milestone],
    stands: Mapping[UUID, Stand],
) -> None:
    """Follow new stamps: clocks, timeline, trail and events."""
    at, actor = made[-1].at, made[-1].by
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            bureau_id=incident.bureau_id,
            incident=incident,
            kind=EntryKind.MILESTONE,
            said=f"stamp_{stamp.kind}",
            facts={"unit": assignment.unit.name},
            by=actor,
            at=stamp.at,
        )
        for stamp in made
    )
    audit.record(
        acts.STAMPED,
        subject=incident,
        actor=actor,
        at=at,
        number=incident.number,
        unit=assignment.unit.code,
        stamp=",".join(stamp.kind for stamp in made),
    )
    settle_clocks(incident, at, arrivals_in(stands))
    tell_unit(incident, assignment.unit_id, at)
    save(incident, at)
