"""What a resident sees of the organisations to which facts about them were handed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from tocsin.core.telling_of_looks import told_from
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import api as retention
from tocsin.readers.residents.models import OwnRequest


@dataclass(frozen=True, slots=True)
class HandedOn:
    """That facts were handed on, and whether the receiver has confirmed what became of them."""

    receiver: str
    at: datetime
    case: str
    kinds: list[str | Promise]
    notices: list[receivers.NoticeTold]


@dataclass(frozen=True, slots=True)
class Handed:
    """What is told of handing on: each time, and of those erased only how many receivers."""

    times: list[HandedOn]
    erasures: receivers.ErasureTold


def handed_told(request: OwnRequest, at: datetime) -> Handed:
    """List to whom facts about a resident were handed, by the same clock as looks are told."""
    bureau = request.bureau
    found = receivers.handed_of(bureau_id=bureau.pk, subjects=request.people)
    cases = retention.standings_of_cases(bureau.pk, {one.case for one in found})
    told = []
    for one in found:
        standing = cases.get(one.case)
        ended = standing.ended.at if standing and standing.ended else None
        since = told_from(
            case=one.case, looked_at=one.at, ended_at=ended, is_known=standing is not None
        )
        if since <= at:
            kinds = [retention.KINDS[Kind(kind)] for kind in one.kinds]
            number = one.case.partition(":")[2]
            told.append(HandedOn(one.receiver, one.at, number, kinds, one.notices))
    erasures = receivers.erasures_of(bureau_id=bureau.pk, subjects=request.people)
    return Handed(told, erasures)
