"""What a review of looks reads of calls: who opened each, and where its trail lies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tocsin.desks.calls.models import Call
from tocsin.desks.calls.states import Channel
from tocsin.kernel.audit.api import name_of

# Acts that open a call or end it; work on it is everything else but a look.
AT_THE_EDGES = frozenset(
    {
        "calls.arrived",
        "calls.answered",
        "calls.taken",
        "calls.ended",
        "calls.saved",
        "calls.judged",
        "dispatch.opened",
        "dispatch.call_linked",
        "dispatch.closed",
    }
)
LOOKS = frozenset({"calls.caller_shown"})


@dataclass(frozen=True, slots=True)
class CallTrace:
    """A call as a case: ``opened_by`` is an officer only where one wrote it down by hand."""

    number: str
    opened_by: int | None
    opened_at: datetime
    station: str
    incident: UUID | None
    subjects: tuple[str, ...]


def call_traces(*, bureau_id: int, numbers: Collection[str]) -> list[CallTrace]:
    """Find calls by their numbers."""
    rows = Call.objects.filter(bureau_id=bureau_id, number__in=numbers)
    return [trace_of(call) for call in rows.select_related("incident__station")]


def trace_of(call: Call) -> CallTrace:
    """Say where the trail of a call lies."""
    incident = call.incident
    station = incident.station if incident is not None else None
    return CallTrace(
        number=call.number,
        opened_by=call.answered_by_id if call.channel == Channel.HAND else None,
        opened_at=call.rang_at,
        station=station.code if station is not None else "",
        incident=call.incident_id,
        subjects=(name_of(call), *([name_of(incident)] if incident is not None else [])),
    )
