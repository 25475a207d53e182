"""Reads of the call desk: the queue, the last day, call-backs, a call as typed so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, When

from tocsin.desks.calls.models import Call, CallEdit, CallLink
from tocsin.desks.calls.states import CallBack, CallState
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.shell.desks import Waiting
from tocsin.kernel.web.moments import moment_in
from tocsin.registers.catalogue import api as catalogue

QUEUE_LENGTH = 100
DAY = timedelta(hours=24)
WAITING = Q(state__in=[CallState.RINGING, CallState.OPEN]) | Q(call_back=CallBack.DUE)


@dataclass(frozen=True, slots=True)
class Line:
    """A call as a row of the queue."""

    call: Call
    type_name: str

    @property
    def kind(self) -> str:
        """In which part of the queue it stands."""
        call = self.call
        if call.state in {CallState.RINGING, CallState.OPEN}:
            return call.state
        return "due" if call.call_back == CallBack.DUE else "done"

    @property
    def answer_wait(self) -> timedelta | None:
        """How long it rang before the answer."""
        return waited(self.call)


def waited(call: Call) -> timedelta | None:
    """Say how long a call rang before its answer; one never answered says nothing."""
    return call.answered_at - call.rang_at if call.answered_at else None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of the list ends: the next one begins behind it."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """Read a mark from the address bar; anything else is the first page."""
        stamp, _dash, key = text.partition("_")
        try:
            at, found = moment_in(stamp), UUID(key)
        except ValueError:
            return None
        return cls(at, found) if at is not None else None


def waiting_calls(rows: QuerySet[Call]) -> QuerySet[Call]:
    """Keep what waits: ringing first, then open, then call-backs, the longest wait first."""
    turn = Case(
        When(state=CallState.RINGING, then=0),
        When(state=CallState.OPEN, then=1),
        default=2,
        output_field=IntegerField(),
    )
    kept = rows.filter(WAITING).select_related("answered_by")
    return kept.order_by(turn, "rang_at", "pk")[:QUEUE_LENGTH]


def behind(rows: QuerySet[Call], mark: Mark | None) -> QuerySet[Call]:
    """Order calls newest first, beginning behind a mark."""
    if mark is not None:
        # The first condition bounds the index; the second settles calls of the same moment.
        rows = rows.filter(rang_at__lte=mark.at).filter(
            Q(rang_at__lt=mark.at) | Q(rang_at=mark.at, pk__lt=mark.id)
        )
    return rows.select_related("incident", "answered_by").order_by("-rang_at", "-pk")


def newest_behind(rows: QuerySet[Call], mark: Mark | None, *, length: int) -> list[Call]:
    """Read one page of calls, newest first, and one more if there is a next page."""
    return list(behind(rows, mark)[: length + 1])


def mark_after(calls: list[Call], *, length: int) -> Mark | None:
    """Say where the next page begins, if there is one."""
    if len(calls) <= length:
        return None
    last = calls[length - 1]
    return Mark(last.rang_at, last.pk)


def lines(bureau: Bureau, calls: Iterable[Call]) -> list[Line]:
    """Put the names of their types to calls."""
    names = {kind.code: kind.name for kind in catalogue.types(bureau)}
    return [Line(call, names.get(call.type_code, call.type_code)) for call in calls]


def drafts_of(call: Call) -> dict[str, str]:
    """Read the newest text of each field of a call as typed so far."""
    newest = CallEdit.objects.filter(call=call).order_by("field", "-pk").distinct("field")
    return dict(newest.values_list("field", "value"))


def newest_edit(call: Call) -> int:
    """Say which edit of a call is the newest; 0 when nothing was typed."""
    rows = CallEdit.objects.filter(call=call).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def came_with(call: Call) -> dict[str, str]:
    """Read what an open call came with, before anything was typed."""
    came: Mapping[str, object] = {
        "where": call.place_words,
        "place_kind": call.place_kind,
        "place_code": call.place_code,
        "place_text": call.place_text,
        "lon": "" if call.lon is None else call.lon,
        "lat": "" if call.lat is None else call.lat,
        "type_code": call.type_code,
        "words": call.words,
        "priority": call.priority or "",
    }
    return {name: str(value) for name, value in came.items()}


def typed_so_far(call: Call) -> dict[str, str]:
    """Fill the form: what the call came with, and over it what has been typed."""
    return came_with(call) | drafts_of(call)


def edits_of(call: Call) -> QuerySet[CallEdit]:
    """List every edit of a call, oldest first."""
    return CallEdit.objects.filter(call=call).select_related("by").order_by("pk")[:500]


def links_of(call: Call) -> QuerySet[CallLink]:
    """List to which incidents a call belonged, and until when."""
    rows = CallLink.objects.filter(call=call)
    return rows.select_related("incident", "linked_by", "unlinked_by")


def calls_of_incident(rows: QuerySet[Call], number: str) -> QuerySet[Call]:
    """List those calls that are about an incident, the first first."""
    kept = rows.filter(incident__number=number).select_related("answered_by", "bureau")
    return kept.order_by("rang_at", "pk")[:200]


def waiting(officer: Officer) -> Waiting:
    """Say how many calls wait for a call-taker, and since when the oldest."""
    rows = Call.objects.filter(WAITING, bureau_id=officer.bureau_id)
    found = rows.exclude(state=CallState.OPEN).aggregate(count=Count("pk"), oldest=Min("rang_at"))
    return Waiting(found["count"], found["oldest"])
