"""For a receiver's own system: its notices, each as a sealed file, and its receipts.

Its role opens nothing but this.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders, fetch, not_there, officer_of
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.database.api import within
from tocsin.kernel.idempotency.api import once_for_programs
from tocsin.kernel.receivers import api as receivers
from tocsin.readers.exports.notice_views import as_file
from tocsin.readers.exports.notices import LARGEST

router = Router(tags=["receivers"], auth=Holders(Role.RECEIVER))
Number = Annotated[int, Path(ge=1, le=LARGEST)]


class NoticeOut(Schema):
    """What became of a handing, without the facts."""

    notice: int
    handing: UUID
    what: str
    kinds: list[str]
    at: datetime
    due_at: datetime
    told_at: datetime | None


class NoticesOut(Schema):
    """All that is not confirmed yet, the oldest first."""

    notices: list[NoticeOut]


class Receipt(Schema):
    """By what the receiver knows its receipt again."""

    reference: Annotated[str, Field(max_length=200)]


class ReceiptOut(Schema):
    """That the receipt is on record."""

    notice: int
    received_at: datetime


def receiver_of(request: HttpRequest) -> receivers.Receiver:
    """Find the receiver whose system asks."""
    found = receivers.receiver_of(officer_of(request))
    if found is None:
        raise not_there()
    return found


def notice_of(request: HttpRequest, number: int) -> receivers.Notice:
    """Fetch one of the receiver's own notices."""
    receiver = receiver_of(request)
    with within(receiver.bureau_id):
        rows = receivers.notices_to(receiver).select_related("handing__receiver")
        return fetch(rows, pk=number)


@router.get("/notices", response=NoticesOut, summary="What a receiver is to be told")
def list_notices(request: HttpRequest) -> dict[str, object]:
    """List the corrections and deletions that the receiver has not confirmed yet."""
    receiver = receiver_of(request)
    waiting = receivers.still_open(receivers.notices_to(receiver))
    found = receivers.told(receiver.bureau_id, waiting)
    return {"notices": [{"notice": one.number, **written(one)} for one in found]}


def written(one: receivers.NoticeTold) -> Mapping[str, object]:
    """Write a notice."""
    return {
        "handing": one.handing,
        "what": one.what,
        "kinds": one.kinds,
        "at": one.at,
        "due_at": one.due_at,
        "told_at": one.told_at,
    }


@router.get("/notices/{number}/package", summary="Fetch a notice, sealed to the receiver's key")
def fetch_notice(request: HttpRequest, number: Number) -> HttpResponse:
    """Hand out the notice as a file that only the receiver's key opens; each time is on record."""
    notice = notice_of(request, number)
    content = receivers.package_for(notice=notice, actor=officer_of(request), at=moment.now())
    return as_file(content, number)


@router.post("/notices/{number}/receipt", response=ReceiptOut, summary="Confirm a notice")
@once_for_programs
def confirm_notice(request: HttpRequest, number: Number, sent: Receipt) -> dict[str, object]:
    """Confirm that the copy is corrected or deleted; a receipt is written once."""
    made = receivers.confirm(
        notice=notice_of(request, number),
        reference=sent.reference,
        actor=officer_of(request),
        at=moment.now(),
    )
    return {"notice": number, "received_at": made.at.isoformat()}
