"""Which tables and sheets an officer may see, send and confirm."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets.errors import NoSuchSheet, NotYourTable
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.adapters.spreadsheets.tables import SheetTable, tables
from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer, Role

READERS = frozenset({Role.COMMUNITY_OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR})
ALL_TABLES = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def table_for(officer: Officer, name: str) -> SheetTable:
    """Find a table that the officer may read."""
    table = tables().get(name)
    if table is None:
        raise NoSuchSheet(_("There is no table “{name}”.").format(name=name[:40]))
    if not officer.roles & (table.changers | ALL_TABLES):
        raise NotYourTable(
            _("Your roles do not open the table “{table}”.").format(table=table.label)
        )
    return table


def table_to_change(officer: Officer, name: str) -> SheetTable:
    """Find a table that the officer may change."""
    table = table_for(officer, name)
    if not officer.roles & table.changers:
        raise NotYourTable(
            _("You may read the table “{table}” but not change it.").format(table=table.label)
        )
    return table


def sheets_of(officer: Officer, table: SheetTable) -> QuerySet[KeptSheet]:
    """Keep the sheets of a table that were sent in the officer's bureau, without their bytes."""
    rows = KeptSheet.objects.filter(bureau=officer.bureau, table=table.name)
    return rows.select_related("sent_by", "decided_by").defer("content")


def sheet_for(officer: Officer, table: SheetTable, number: object) -> KeptSheet:
    """Fetch one sheet of a table."""
    return fetch(sheets_of(officer, table), pk=number)
