"""Publishing what happened, and hearing of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, TypeVar

from tocsin.kernel.database import api as database
from tocsin.kernel.events.models import Outbox

__all__ = ["Event", "publish", "purge", "subscribe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; subclasses name it and add facts, none of them personal."""

    kind: ClassVar[str]
    bureau_id: int
    subject: str
    at: datetime


ADD = """
    INSERT INTO events_outbox (bureau_id, kind, subject, facts, at, transaction)
    SELECT *, 0 FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]::jsonb[],
        %s::timestamptz[])
"""
Some = TypeVar("Some", bound=Event)
_HEARERS: dict[type[Event], list[Callable[[Event], None]]] = {}
_OWN = frozenset({"bureau_id", "subject", "at"})


def subscribe(kind: type[Some], hearer: Callable[[Some], None]) -> None:
    """Have a function called inside the publishing transaction; wired only in the wiring module."""
    _HEARERS.setdefault(kind, []).append(hearer)  # type: ignore[arg-type] # the key keeps the pair honest


def publish(event: Event) -> None:
    """Tell the desks, when the surrounding transaction commits, that something happened."""
    facts = {
        field.name: getattr(event, field.name) for field in fields(event) if field.name not in _OWN
    }
    told = json.dumps(facts, ensure_ascii=False)
    database.add(ADD, (event.bureau_id, event.kind, event.subject, told, event.at))
    for hearer in _HEARERS.get(type(event), ()):
        hearer(event)


def purge(*, before: datetime) -> int:
    """Forget events that no browser will ask for any more; return how many."""
    return Outbox.objects.filter(at__lt=before).delete()[0]
