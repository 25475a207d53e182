"""Lines of an incident's timeline: added, struck through with a reason, never edited."""

from datetime import datetime

from tocsin.desks.dispatch.models import Incident, TimelineEntry
from tocsin.desks.dispatch.states import EntryKind
from tocsin.kernel.accounts.api import Officer


def tell(
    incident: Incident,
    kind: EntryKind,
    said: str,
    *,
    by: Officer,
    at: datetime,
    text: str = "",
    claimed_at: datetime | None = None,
    **facts: str | float | bool | None,
) -> TimelineEntry:
    """Add a line to the timeline, inside the caller's transaction."""
    return TimelineEntry.objects.create(
        bureau_id=incident.bureau_id,
        incident=incident,
        kind=kind,
        said=said,
        text=text,
        facts=facts,
        by=by,
        at=at,
        claimed_at=claimed_at,
    )
