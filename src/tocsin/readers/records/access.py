"""Which holds and early deletions an officer may see: those of the bureau."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.retention import api as retention
from tocsin.readers.records.clearing import clearings_for
from tocsin.readers.records.models import Clearing


def holds_for(officer: Officer) -> QuerySet[retention.Hold]:
    """List the holds of the officer's bureau."""
    return retention.Hold.objects.filter(bureau_id=officer.bureau_id)


def hold_for(officer: Officer, number: int) -> retention.Hold:
    """Fetch one hold."""
    return fetch(holds_for(officer).select_related("bureau"), pk=number)


def clearing_for(officer: Officer, number: int) -> Clearing:
    """Fetch one early deletion."""
    return fetch(clearings_for(officer), pk=number)
