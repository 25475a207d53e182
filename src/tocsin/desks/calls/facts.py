"""What supervision reads of calls: plain facts, none of them personal."""

from dataclasses import dataclass, fields
from datetime import datetime
from itertools import starmap

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from tocsin.desks.calls.models import Call


@dataclass(frozen=True, slots=True)
class CallFact:
    """One call's stamps and judgement."""

    number: str
    channel: str
    state: str
    validity: str
    type_code: str
    rang_at: datetime
    answered_at: datetime | None
    station: str
    beat: str
    is_linked: bool


def call_facts(
    *, bureau_id: int, since: datetime, until: datetime, station_id: int | None = None
) -> list[CallFact]:
    """List the calls that came in from one moment until before another."""
    calls = Call.objects.filter(bureau_id=bureau_id, rang_at__gte=since, rang_at__lt=until)
    if station_id is not None:
        calls = calls.filter(incident__station_id=station_id)
    rows = (
        calls.annotate(
            station=Coalesce("incident__station__code", Value("")),
            beat=Coalesce("incident__beat__code", Value("")),
            is_linked=Q(incident__isnull=False),
        )
        .order_by("rang_at", "pk")
        .values_list(*(column.name for column in fields(CallFact)))
    )
    return list(starmap(CallFact, rows.iterator()))
