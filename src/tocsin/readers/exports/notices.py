"""Notices to receivers as the page of receivers shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention.api import KINDS

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice, its fields in words, and whether its receiver is late."""

    notice: receivers.NoticeTold
    fields: list[str | Promise]
    is_late: bool


def shown(bureau_id: int, notices: QuerySet[receivers.Notice], at: datetime) -> list[NoticeShown]:
    """Describe notices for the page."""
    return [
        NoticeShown(
            one,
            [KINDS[Kind(kind)] for kind in one.kinds],
            is_late=one.ended_at is None and one.due_at <= at,
        )
        for one in receivers.told(bureau_id, notices)
    ]


def notice_for(officer: Officer, number: int) -> receivers.Notice:
    """Fetch a notice of the officer's bureau."""
    rows = receivers.notices_of(officer.bureau_id).select_related("handing__receiver")
    return fetch(rows, pk=min(number, LARGEST))


def receiver_for(officer: Officer, number: int) -> receivers.Receiver:
    """Fetch a receiver of the officer's bureau."""
    rows = receivers.receivers_of(officer.bureau_id).select_related("bureau", "system")
    return fetch(rows, pk=min(number, LARGEST))
