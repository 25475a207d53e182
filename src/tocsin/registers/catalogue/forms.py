"""Input of the catalogue page."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.registers.catalogue.tables import TABLES, Table

# Short names of the tables that are read most, as addresses have them.
SHORT = {"types": "incident_types", "plans": "response_plans"}
FIRST = ("types", "plans", "dispositions")


def page_of(table: Table) -> str:
    """Name a table the way the page's address does."""
    return next((short for short, name in SHORT.items() if name == table.name), table.name)


def tables_to_choose() -> list[tuple[str, str | Promise]]:
    """List the tables, those that are read most first."""
    named = {page_of(table): table.label for table in TABLES}
    return [(name, named.pop(name)) for name in FIRST] + list(named.items())


class FindForm(forms.Form):
    """Which table to read, and words to find in it."""

    q = forms.CharField(label=_("Find"), max_length=80, required=False)
    table = forms.ChoiceField(label=_("Table"), choices=tables_to_choose, required=False)
