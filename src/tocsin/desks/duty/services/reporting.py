"""Reporting from the street: steps, feedback, outcome, notes, photographs."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tocsin.core.retention import RetentionClass
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import Assignment, EntryKind, Milestone, MilestoneKind, TimelineEntry
from tocsin.desks.duty.errors import ActUnreadable
from tocsin.desks.duty.queries import case_of
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.files.api import Attachment, keep_picture
from tocsin.registers.catalogue import api as catalogue


@transaction.atomic
def give_feedback(
    *,
    assignment: Assignment,
    words: str,
    actor: Officer,
    at: datetime,
    claimed_at: datetime | None = None,
) -> TimelineEntry:
    """Write what was found; the first time it stamps the assignment as well.

    Once somebody is taken along, a stamp of feedback would stand too late: it stays missing.
    """
    past = [MilestoneKind.FEEDBACK, MilestoneKind.TRANSPORT]
    given = assignment.milestones.filter(kind__in=past, superseded_at=None)
    if not given.exists():
        dispatch.record_milestone(
            assignment=assignment,
            kind=MilestoneKind.FEEDBACK,
            at=at,
            actor=actor,
            claimed_at=claimed_at,
        )
    return dispatch.add_note(
        incident=assignment.incident, text=words, actor=actor, at=at, claimed_at=claimed_at
    )


@transaction.atomic
def finish(
    *,
    assignment: Assignment,
    disposition: str,
    actor: Officer,
    at: datetime,
    words: str = "",
    claimed_at: datetime | None = None,
) -> Milestone:
    """Say how it ended and clear the unit; the dispatcher closes the incident with it.

    Raises
    ------
    ActUnreadable
        Incidents of this class do not end this way, or the ending asks for words.
    """
    incident = assignment.incident
    endings = catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2])
    ending = next((row for row in endings if row.code == disposition), None)
    if ending is None:
        raise ActUnreadable(_("Choose how it ended from the list; your words are kept."))
    if ending.needs_reason and not words.strip():
        raise ActUnreadable(_("This outcome needs a few words. Add what was done."))
    told = pgettext("an outcome, and what is said of it", "{outcome}. {words}")
    said = told.format(outcome=ending.name, words=words) if words.strip() else ending.name
    dispatch.add_note(
        incident=incident,
        text=said,
        actor=actor,
        at=at,
        claimed_at=claimed_at,
        disposition=ending.code,
    )
    return dispatch.record_milestone(
        assignment=assignment,
        kind=MilestoneKind.CLEARED,
        at=at,
        actor=actor,
        claimed_at=claimed_at,
    )


@transaction.atomic
def keep_photo(
    *,
    assignment: Assignment,
    content: bytes,
    actor: Officer,
    at: datetime,
    caption: str = "",
    claimed_at: datetime | None = None,
    sha256: str = "",
) -> Attachment:
    """Keep a photograph of the incident, and name it in the timeline."""
    incident = assignment.incident
    photo = keep_picture(
        case=case_of(incident),
        content=content,
        retention=RetentionClass.INCIDENT_FILE,
        actor=actor,
        at=at,
        sha256=sha256,
    )
    dispatch.add_note(
        incident=incident,
        text=caption,
        actor=actor,
        at=at,
        kind=EntryKind.PHOTO,
        claimed_at=claimed_at,
        attachment=str(photo.pk),
    )
    return photo
