"""Which callers and calls are still needed, and what a call loses when its caller is erased."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tocsin.core.retention import Ended, Event, Standing
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.desks.calls.states import CallState
from tocsin.desks.dispatch.api import incident_ends

PREFIX = "call"
# What the caller said, or is found by; where it happened and what it was stays countable.
EMPTY: dict[str, object] = {
    "caller": None,
    "caller_lon": None,
    "caller_lat": None,
    "caller_metres": None,
    "words": "",
    "place_words": "",
    "answers": {},
}


def callers(bureau_id: int, people: Collection[UUID]) -> dict[UUID, Standing]:
    """Tell of callers to which cases they belong, and when the last of these ended."""
    calls: dict[UUID, list[Call]] = defaultdict(list)
    for call in with_incidents(Call.objects.filter(bureau_id=bureau_id, caller__in=people)):
        if call.caller is not None:
            calls[call.caller].append(call)
    ends = ends_of(call for own in calls.values() for call in own)
    return {caller: standing(own, [ends[call.pk] for call in own]) for caller, own in calls.items()}


def call_standings(bureau_id: int, cases: Collection[str]) -> dict[str, Standing]:
    """Tell of calls, named as cases, when they ended."""
    numbers = [case.partition(":")[2] for case in cases]
    found = list(with_incidents(Call.objects.filter(bureau_id=bureau_id, number__in=numbers)))
    ends = ends_of(found)
    return {f"{PREFIX}:{one.number}": standing([one], [ends[one.pk]]) for one in found}


def with_incidents(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Read calls together with the incidents on which their end depends."""
    return calls.select_related("incident__head").order_by("number")


def standing(calls: Sequence[Call], ends: Sequence[datetime | None]) -> Standing:
    """Write calls of one caller as their cases, and the end of the last."""
    cases = [f"{PREFIX}:{call.number}" for call in calls]
    cases += [f"incident:{one.number}" for call in calls if (one := call.incident) is not None]
    over = [at for at in ends if at is not None]
    ended = Ended(Event.CASE_CLOSED, max(over)) if over and len(over) == len(ends) else None
    return Standing(tuple(dict.fromkeys(cases)), ended)


def ends_of(calls: Iterable[Call]) -> dict[UUID, datetime | None]:
    """Say when calls ended: with their incident; without one, when they were saved or given up."""
    known = list(calls)
    incidents = incident_ends(call.incident for call in known if call.incident is not None)
    ends: dict[UUID, datetime | None] = {}
    for call in known:
        if call.state == CallState.ABANDONED:
            ends[call.pk] = call.ended_at or call.rang_at
        elif call.incident is not None:
            ends[call.pk] = incidents[call.incident.pk]
        else:
            ends[call.pk] = call.saved_at if call.state == CallState.SAVED else None
    return ends


def let_go_of_caller(bureau_id: int, person: UUID) -> None:
    """Take out of calls whoever called, what they said, and where their telephone was."""
    calls = Call.objects.filter(bureau_id=bureau_id, caller=person)
    CallEdit.objects.filter(call__in=calls).delete()
    calls.update(**EMPTY)
