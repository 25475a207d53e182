"""Turning the pages of the list of incidents by where the last one stood."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tocsin.desks.dispatch.models import Incident
from tocsin.kernel.web.moments import moment_in


def newest(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Put the newest incident first."""
    return rows.order_by("-opened_at", "-pk")


def mark_of(incident: Incident) -> str:
    """Name an incident's place in the list."""
    return f"{incident.opened_at.isoformat()}~{incident.pk}"


def behind(rows: QuerySet[Incident], mark: str) -> QuerySet[Incident]:
    """Keep the incidents after a place in the list; a mark that cannot be read is the beginning."""
    moment_text, _sign, pk_text = mark.partition("~")
    opened_at = moment_in(moment_text)
    try:
        pk = UUID(pk_text)
    except ValueError:
        return rows
    if opened_at is None:
        return rows
    # The plain bound lets the database begin at the right place of its index.
    rows = rows.filter(opened_at__lte=opened_at)
    return rows.filter(Q(opened_at__lt=opened_at) | Q(opened_at=opened_at, pk__lt=pk))
