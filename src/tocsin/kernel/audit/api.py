"""What other parts may ask of the audit trail."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.audit.acts import Act, act, registered
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.database import api as database

__all__ = ["Act", "Done", "act", "done_to", "name_of", "record", "registered", "trail"]

ADD = """
    INSERT INTO audit_entry (bureau_id, action, subject, actor_id, at, detail)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[],
        %s::timestamptz[], %s::text[]::jsonb[])
"""
Fact = str | int | float | bool | None


def record(
    kind: Act, /, *, subject: models.Model, actor: Officer, at: datetime, **facts: Fact
) -> None:
    """Write one act into the trail, inside the caller's transaction, right before its commit."""
    unknown = facts.keys() - kind.facts
    if unknown:
        raise ValueError(f"{kind.name} does not declare the facts {sorted(unknown)}.")
    bureau_id = getattr(subject, "bureau_id", actor.bureau_id) or actor.bureau_id
    detail = json.dumps(facts, ensure_ascii=False)
    database.add(ADD, (bureau_id, kind.name, name_of(subject), actor.pk, at, detail))


def trail(subject: models.Model) -> list[Mapping[str, object]]:
    """List the acts on one thing, oldest first."""
    database.write_waiting()
    entries = Entry.objects.filter(subject=name_of(subject))
    return list(entries.values("action", "at", "detail", "actor__name"))


@dataclass(frozen=True, slots=True)
class Done:
    """One act of a person: on what, of which kind, by whom and when."""

    subject: str
    action: str
    officer: int
    at: datetime


def done_to(*, bureau_id: int, subjects: Collection[str], until: datetime) -> list[Done]:
    """List what people did to things (see :func:`name_of`), oldest first; services are left out."""
    database.write_waiting()
    entries = Entry.objects.filter(
        bureau_id=bureau_id, subject__in=subjects, at__lt=until, actor__is_service=False
    )
    return [
        Done(*row)
        for row in entries.order_by("at", "pk").values_list("subject", "action", "actor", "at")
    ]


def name_of(subject: models.Model) -> str:
    """Name a stored thing the way the trail does."""
    return f"{subject._meta.label_lower}:{subject.pk}"
