"""Notes on an incident, and lines struck through."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.locking import hold, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.errors import NotInThisState, ReasonMissing
from tocsin.desks.dispatch.models import Incident, TimelineEntry
from tocsin.desks.dispatch.states import EntryKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit

LONGEST_NOTE = 4_000


@transaction.atomic
def add_note(
    *,
    incident: Incident,
    text: str,
    actor: Officer,
    at: datetime,
    kind: EntryKind = EntryKind.NOTE,
    claimed_at: datetime | None = None,
    said: str = "",
    **facts: str | float | bool | None,
) -> TimelineEntry:
    """Add a note to the timeline; a closed incident takes notes too.

    With ``kind`` a photograph or a call for help is noted, ``said`` names the sentence that tells
    it where the kind has several, and ``facts`` what the sentence speaks of.
    """
    words = text.strip()
    if not words and kind == EntryKind.NOTE:
        raise ReasonMissing(_("The note is empty. Type what happened."))
    if len(words) > LONGEST_NOTE:
        raise ReasonMissing(
            _("The note is longer than {longest} characters. Send it in parts.").format(
                longest=LONGEST_NOTE
            )
        )
    held = hold(incident)
    entry = tell(
        held, kind, said or kind.value, by=actor, at=at, text=words, claimed_at=claimed_at, **facts
    )
    audit.record(acts.NOTED, subject=held, actor=actor, at=at, number=held.number, entry=entry.pk)
    save(held, at)
    return entry


@transaction.atomic
def strike(*, entry: TimelineEntry, reason: str, actor: Officer, at: datetime) -> TimelineEntry:
    """Strike a line through, with a reason; it stays legible."""
    why = reasoned(reason)
    held = hold(entry.incident)
    line = TimelineEntry.objects.get(pk=entry.pk)
    if line.struck_at is not None:
        raise NotInThisState(_("This line is struck through already."))
    line.struck_at, line.struck_by, line.strike_reason = at, actor, why
    line.save(update_fields=["struck_at", "struck_by", "strike_reason"])
    audit.record(acts.STRUCK, subject=held, actor=actor, at=at, number=held.number, entry=line.pk)
    save(held, at)
    return line
