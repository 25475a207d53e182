"""What the pages say of each table that comes in from a sheet: whose it is and how it is called."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

CATALOGUE_PAGE = "catalogue:page"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as the page explains it."""

    name: str
    label: str | Promise
    required: bool


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table, who changes it, and the page it belongs to.

    A table that needs two people is confirmed by somebody else than its sender. What is said of
    one that ``arrives`` is checked and imported beside the desks, from files of other makings too.
    """

    name: str
    label: str | Promise
    page: str
    changers: frozenset[Role]
    two_people: bool = False
    arrives: bool = False

    @property
    def headings(self) -> Sequence[Heading]:
        """The columns, in the order of an export."""
        if self.name == "addresses":
            return [Heading(c.name, c.label, c.required) for c in places.ADDRESS_COLUMNS]
        if self.name == "units":
            return [Heading(c.name, c.label, c.required) for c in units.UNIT_COLUMNS]
        found = catalogue.columns_of(self.name)
        return [Heading(c.name, c.label, c.required) for c in found]


def tables() -> dict[str, SheetTable]:
    """List the tables by name, in the order in which they are loaded."""
    own = [
        SheetTable(
            "addresses",
            _("Addresses"),
            "places:search",
            frozenset({Role.COMMUNITY_OFFICER, Role.ADMINISTRATOR}),
            two_people=True,
            arrives=True,
        ),
        SheetTable(
            "units", _("Units"), "units:list", frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
        ),
    ]
    own += [
        SheetTable(name, label, CATALOGUE_PAGE, frozenset({Role.ADMINISTRATOR}))
        for name, label in catalogue.table_labels().items()
    ]
    return {table.name: table for table in own}
