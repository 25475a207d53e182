"""What of the catalogue an officer may see."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.catalogue.models import Entry, EntryVersion
from tocsin.registers.catalogue.queries import Catalogue, catalogue_of
from tocsin.registers.catalogue.tables import Table


def catalogue_for(officer: Officer) -> Catalogue:
    """Fetch the tables of the officer's own bureau."""
    return catalogue_of(officer.bureau_id)


def entry_of(officer: Officer, table: Table, code: str) -> Entry:
    """Fetch one entry of a table of the officer's bureau, as it is stored now."""
    rows = table.model._default_manager.filter(bureau=officer.bureau)
    return fetch(rows.select_related(*table.references), code=code)


def versions_of(officer: Officer, table: Table, code: str) -> QuerySet[EntryVersion]:
    """List how an entry has read, the latest first."""
    rows = EntryVersion.objects.filter(bureau=officer.bureau, table=table.name, code=code)
    return rows.select_related("by").order_by("-version")
