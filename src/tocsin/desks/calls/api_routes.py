"""Calls for programs: the list, newest first, and one call; no personal facts."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from tocsin.desks.calls.access import call_for, calls_of
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.queries import Mark, mark_after, newest_behind
from tocsin.desks.calls.states import Channel, Validity
from tocsin.kernel.access.api import Holders
from tocsin.kernel.accounts.api import Officer, Role

router = Router(tags=["calls"], auth=Holders(Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR))
LONGEST_PAGE = 200


class CallOut(Schema):
    """One call."""

    number: str
    channel: str
    state: str
    rang_at: datetime
    answered_at: datetime | None
    located_at: datetime | None
    saved_at: datetime | None
    ended_at: datetime | None
    place_words: str
    place_text: str
    place_code: str
    lon: float | None
    lat: float | None
    type_code: str
    priority: int | None
    words: str
    validity: str
    call_back: str
    incident: str | None

    @staticmethod
    def resolve_incident(call: Call) -> str | None:
        """Name the incident by its number."""
        return call.incident.number if call.incident_id and call.incident else None


class CallPage(Schema):
    """A page of calls; ``next`` is the ``before`` of the next page."""

    calls: list[CallOut]
    next: str | None


class Asked(Schema):
    """What the list is narrowed to."""

    channel: Channel | None = None
    validity: Validity | None = None
    before: Annotated[str, Field(max_length=80)] = ""
    limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = 50


def officer_of(request: HttpRequest) -> Officer:
    """Name the officer who asks."""
    officer = request.user
    assert isinstance(officer, Officer)  # noqa: S101 - Holders admits nobody else
    return officer


@router.get("", response=CallPage, summary="List calls, newest first")
def list_calls(request: HttpRequest, asked: Query[Asked]) -> dict[str, object]:
    """List the calls within reach, a page at a time."""
    rows = calls_of(officer_of(request))
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.validity:
        rows = rows.filter(validity=asked.validity)
    found = newest_behind(rows, Mark.read(asked.before), length=asked.limit)
    after = mark_after(found, length=asked.limit)
    return {"calls": found[: asked.limit], "next": str(after) if after else None}


@router.get("/{number}", response=CallOut, summary="Show one call")
def show_call(request: HttpRequest, number: str) -> Call:
    """Show one call by its number."""
    return call_for(officer_of(request), number)
