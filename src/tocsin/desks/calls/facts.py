"""What supervision reads of calls: plain facts, none of them personal."""

from dataclasses import dataclass, fields
from datetime import datetime
from itertools import starmap

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from tocsin.desks.calls.models import Call
from tocsin.desks.calls.states import CallState, Validity


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


@dataclass(frozen=True, slots=True)
class PlacingFact:
    """How one call got its place, and whose ground it is on.

    ``rank`` is the how-manieth candidate was taken, None where no candidate was or where that is
    not on record. ``is_first`` tells that the call opened its incident.
    """

    located_at: datetime
    kind: str
    rank: int | None
    light: str
    beat: str
    incident: str
    is_first: bool


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


def placing_facts(
    *, bureau_id: int, since: datetime, until: datetime, station_id: int | None = None
) -> list[PlacingFact]:
    """List the saved calls that got their place from one moment until before another."""
    calls = Call.objects.filter(
        bureau_id=bureau_id,
        state=CallState.SAVED,
        located_at__gte=since,
        located_at__lt=until,
        lon__isnull=False,
    )
    if station_id is not None:
        calls = calls.filter(incident__station_id=station_id)
    rows = (
        calls.annotate(
            beat=Coalesce("incident__beat__code", Value("")),
            number_of=Coalesce("incident__number", Value("")),
            is_first=Q(validity=Validity.VALID),
        )
        .order_by("located_at", "pk")
        .values_list(
            "located_at", "place_kind", "place_rank", "place_light", "beat", "number_of", "is_first"
        )
    )
    return list(starmap(PlacingFact, rows.iterator()))
