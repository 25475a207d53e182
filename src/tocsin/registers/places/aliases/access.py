"""Which other names of places an officer may see."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.places.models import Alias, AliasVersion


def aliases_within(officer: Officer) -> QuerySet[Alias]:
    """Keep the other names of places in the officer's bureau."""
    return Alias.objects.filter(bureau=officer.bureau).select_related("beat")


def alias_numbered(officer: Officer, number: int) -> Alias:
    """Fetch another name of a place in the officer's bureau."""
    return fetch(aliases_within(officer), pk=number)


def versions_of(alias: Alias) -> QuerySet[AliasVersion]:
    """List how another name came to be what it is, the latest first."""
    return alias.versions.select_related("by").order_by("-version")
