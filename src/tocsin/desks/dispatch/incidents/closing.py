"""Closing, reopening and merging incidents."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_unit
from tocsin.desks.dispatch.acting.locking import hold, hold_all, insist_open, move, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.assignments.following import follow_assignments
from tocsin.desks.dispatch.clocks.keeping import settle_clocks
from tocsin.desks.dispatch.errors import NotInThisState, ReasonMissing, UnknownOutcome
from tocsin.desks.dispatch.incidents.opening import head_of
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.states import EntryKind, IncidentState
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue


@transaction.atomic
def close_incident(
    *, incident: Incident, disposition: str, outcome: str = "", actor: Officer, at: datetime
) -> Incident:
    """Close an incident with how it ended.

    Raises
    ------
    NotInThisState
        Units are still with it, or it is no longer open.
    ReasonMissing
        Nobody was sent, or this ending asks for words, and none were given.
    UnknownOutcome
        The catalogue has no such ending.
    """
    held = hold(incident)
    insist_open(held)
    insist_nobody_there(held)
    words = outcome.strip()[:4000]
    ending = ending_of(held, disposition)
    if not words and (ending.needs_reason or held.state == IncidentState.WAITING):
        raise ReasonMissing(_("Say in a few words how it ended; nothing else is lost."))
    move(held, IncidentState.CLOSED)
    held.closed_at, held.disposition, held.outcome = at, ending.code, words
    settle_clocks(held, at)
    tell(held, EntryKind.CLOSED, "closed", by=actor, at=at, text=words, disposition=ending.code)
    audit.record(
        acts.CLOSED,
        subject=held,
        actor=actor,
        at=at,
        number=held.number,
        disposition=ending.code,
    )
    save(held, at, "closed_at", "disposition", "outcome")
    return held


def insist_nobody_there(incident: Incident) -> None:
    """Refuse while units are still with the incident."""
    there = incident.assignments.filter(ended_at=None).select_related("unit")
    names = [assignment.unit.name for assignment in there]
    if names:
        raise NotInThisState(
            ngettext(
                "{units} is still with this incident. Clear or withdraw it first.",
                "{units} are still with this incident. Clear or withdraw them first.",
                len(names),
            ).format(units=", ".join(names))
        )


def ending_of(incident: Incident, code: str) -> catalogue.Disposition:
    """Find an ending that fits the incident."""
    for row in catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2]):
        if row.code == code:
            return row
    raise UnknownOutcome(_("Choose from the list how the incident ended."))


@transaction.atomic
def reopen(*, incident: Incident, reason: str, actor: Officer, at: datetime) -> Incident:
    """Open a closed incident again; what was done before stays on record.

    Raises
    ------
    NotInThisState
        It is not closed.
    """
    why = reasoned(reason)
    held = hold(incident)
    # From where units are it may go back to waiting too, but only as they are called back.
    if held.state != IncidentState.CLOSED:
        raise NotInThisState(
            _("{number} is “{state}”: this cannot be done now.").format(
                number=held.number, state=held.get_state_display()
            )
        )
    move(held, IncidentState.WAITING)
    held.closed_at, held.reopened_at, held.disposition = None, at, ""
    tell(held, EntryKind.CHANGE, "reopened", by=actor, at=at, text=why, outcome=held.outcome[:200])
    held.outcome = ""
    audit.record(acts.REOPENED, subject=held, actor=actor, at=at, number=held.number)
    save(held, at, "closed_at", "reopened_at", "disposition", "outcome")
    return held


@transaction.atomic
def merge(
    *, incident: Incident, into: Incident, reason: str = "", actor: Officer, at: datetime
) -> Incident:
    """Make an incident part of another; units under way go on to the head.

    Everything that was merged into it before points to the same head afterwards. Returns the head.

    Raises
    ------
    NotInThisState
        The two are the same, or one of them is no longer open.
    """
    head = head_of(into)
    held = hold_all({incident.pk, head.pk})
    part, whole = held[incident.pk], held[head.pk]
    if part.pk == whole.pk:
        raise NotInThisState(_("An incident cannot become part of itself."))
    insist_open(whole)
    move(part, IncidentState.MERGED)
    part.head = whole
    Incident.objects.filter(bureau_id=part.bureau_id, head=part).update(head=whole)
    carried = carry_over(part, whole, at)
    settle_clocks(part, at)
    tell(part, EntryKind.LINK, "merged", by=actor, at=at, text=reason, head=whole.number)
    tell(
        whole,
        EntryKind.LINK,
        "absorbed",
        by=actor,
        at=at,
        text=reason,
        part=part.number,
        units=", ".join(carried),
    )
    audit.record(
        acts.MERGED, subject=part, actor=actor, at=at, number=part.number, head=whole.number
    )
    save(part, at, "head")
    follow_assignments(whole)
    settle_clocks(whole, at)
    save(whole, at)
    return whole


def carry_over(part: Incident, whole: Incident, at: datetime) -> list[str]:
    """Let units under way go on to the head, with the stamps they have; name them."""
    under_way = Assignment.objects.filter(
        bureau_id=part.bureau_id, incident=part, ended_at=None
    ).select_related("unit")
    names = []
    for assignment in under_way:
        assignment.incident = whole
        assignment.save(update_fields=["incident"])
        names.append(assignment.unit.name)
        tell_unit(whole, assignment.unit_id, at)
    return names
