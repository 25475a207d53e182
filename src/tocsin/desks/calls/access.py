"""Which calls an officer may see."""

from django.db.models import QuerySet

from tocsin.desks.calls.models import Call
from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Officer


def calls_of(officer: Officer) -> QuerySet[Call]:
    """Return the calls within an officer's reach: a station's own, or all of the bureau's."""
    return scope_of(officer).within(Call.objects.all(), station="incident__station_id")


def call_for(officer: Officer, number: str) -> Call:
    """Fetch one call by its number."""
    rows = calls_of(officer).select_related("bureau", "answered_by", "incident__head")
    return fetch(rows, number=number[:24])


def caller_seen(officer: Officer, number: str) -> Call:
    """Fetch of one call only where the network saw its caller; every key typed asks for it."""
    facts = "bureau", "caller_lon", "caller_lat", "caller_metres"
    rows = calls_of(officer).only(*facts).select_related("bureau")
    return fetch(rows, number=number[:24])
