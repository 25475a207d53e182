"""How far an officer's sight reaches."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.roles import APART, Role
from tocsin.kernel.errors import NotThere

Row = TypeVar("Row", bound=Model)
BUREAU_WIDE = frozenset({Role.CALL_TAKER, Role.DISPATCHER, Role.INTEGRATION, *APART})


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows an officer may see: one bureau, perhaps only one station of it."""

    bureau_id: int
    station_id: int | None = None

    def within(self, rows: QuerySet[Row], *, station: str = "station_id") -> QuerySet[Row]:
        """Keep the rows inside the scope: a column predicate, never a loop."""
        kept = rows.filter(bureau_id=self.bureau_id)
        return kept if self.station_id is None else kept.filter(**{station: self.station_id})


def scope_of(officer: Officer) -> Scope:
    """Derive the scope from the officer's roles and place in the tree."""
    if officer.station_id is None or officer.roles & BUREAU_WIDE:
        return Scope(officer.bureau_id)
    return Scope(officer.bureau_id, officer.station_id)


def fetch(rows: QuerySet[Row], **lookup: object) -> Row:
    """Fetch one row that is within reach, or say that nothing of the kind is there."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise not_there()
    return row


def not_there() -> NotThere:
    """Say that nothing of the kind is there."""
    return NotThere(_("Nothing by this name is within your reach. Check the number."))
