"""Which requests and wishes an officer at the window may see: those of the bureau."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.readers.residents.corrections import corrections_for
from tocsin.readers.residents.erasing import erasures_for
from tocsin.readers.residents.models import Correction, Erasure, OwnRequest


def requests_for(officer: Officer) -> QuerySet[OwnRequest]:
    """List the requests of the officer's bureau, the newest first."""
    rows = OwnRequest.objects.filter(bureau_id=officer.bureau_id)
    return rows.select_related("opened_by", "bureau")


def request_for(officer: Officer, number: str) -> OwnRequest:
    """Fetch one request."""
    return fetch(requests_for(officer), number=number[:24])


def erasure_for(officer: Officer, number: str) -> Erasure:
    """Fetch one wish to be erased."""
    return fetch(erasures_for(officer), number=number[:24])


def correction_for(officer: Officer, number: str) -> Correction:
    """Fetch one correction that a resident proposes."""
    return fetch(corrections_for(officer), number=number[:24])
