"""Taking somebody along: from the scene to a hospital, to the station, or elsewhere."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_unit
from tocsin.desks.dispatch.acting.locking import hold_all, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.assignments.assigning import fresh
from tocsin.desks.dispatch.assignments.following import follow_assignments
from tocsin.desks.dispatch.assignments.stamping import believable, insist_in_order
from tocsin.desks.dispatch.errors import MilestoneRefused, ReasonMissing
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.desks.dispatch.queries.progress import stands_of
from tocsin.desks.dispatch.states import Destination, EntryKind, MilestoneKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit

LONGEST_DESTINATION = 100


@transaction.atomic
def state_transport(
    *,
    assignment: Assignment,
    actor: Officer,
    at: datetime,
    to: str,
    claimed_at: datetime | None = None,
) -> Milestone:
    """Say that a unit takes somebody from the scene to a place; clearing the unit ends it.

    *to* is ``hospital``, ``station``, the name of either in the reader's language, or other words.

    Raises
    ------
    ReasonMissing
        It does not say where.
    MilestoneRefused
        The unit has not arrived, transports already, or the moment is out of order.
    AssignmentOver
        The unit has been cleared or withdrawn already.
    """
    where, words = destination_in(to)
    incident = hold_all([assignment.incident_id])[assignment.incident_id]
    current = fresh(assignment, incident)
    stands = stands_of(incident)
    there = stands[current.pk].stamps
    insist_in_order(current, there, MilestoneKind.TRANSPORT, at)
    if MilestoneKind.ARRIVED not in there:
        raise MilestoneRefused(
            _("{unit} has not arrived yet. Stamp the arrival first.").format(unit=current.unit.name)
        )
    made = Milestone.objects.create(
        bureau_id=current.bureau_id,
        assignment=current,
        kind=MilestoneKind.TRANSPORT,
        at=at,
        recorded_at=at,
        claimed_at=believable(claimed_at, at),
        by=actor,
    )
    there[MilestoneKind.TRANSPORT] = at
    follow_assignments(incident, stands)
    say_transported(incident, current, made, where, words)
    tell_unit(incident, current.unit_id, at)
    save(incident, at)
    return made


def destination_in(to: str) -> tuple[Destination, str]:
    """Read where somebody is taken: one of the named places, or words of one's own."""
    given = to.strip()[:LONGEST_DESTINATION]
    if not given:
        raise ReasonMissing(
            _("Say where somebody is taken: the hospital, the station, or another place.")
        )
    for place in (Destination.HOSPITAL, Destination.STATION):
        if given.casefold() in {place.value, str(place.label).casefold()}:
            return place, ""
    return Destination.OTHER, given


def say_transported(
    incident: Incident, current: Assignment, made: Milestone, where: Destination, words: str
) -> None:
    """Write into timeline and trail where somebody is taken; words stay out of the trail."""
    tell(
        incident,
        EntryKind.MILESTONE,
        "transport",
        by=made.by,
        at=made.at,
        text=words,
        claimed_at=made.claimed_at,
        unit=current.unit.name,
        destination=where.value,
    )
    audit.record(
        acts.TRANSPORTED,
        subject=incident,
        actor=made.by,
        at=made.at,
        number=incident.number,
        unit=current.unit.code,
        destination=where.value,
    )
