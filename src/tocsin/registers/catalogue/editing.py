"""One entry of a table, written by the bureau itself."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue.acts import EDITED
from tocsin.registers.catalogue.comparing import Comparison
from tocsin.registers.catalogue.errors import (
    CodeTaken,
    EditedMeanwhile,
    EntryHasFaults,
    Malformed,
)
from tocsin.registers.catalogue.models import Entry
from tocsin.registers.catalogue.services import edition_held, renew
from tocsin.registers.catalogue.tables import Table


@transaction.atomic
def save_entry(
    *,
    bureau: Bureau,
    table: Table,
    cells: Mapping[str, str],
    version: int,
    actor: Officer,
    at: datetime,
) -> None:
    """Add an entry (*version* 0) or change one; the built-in set leaves it alone from then on.

    Raises
    ------
    EntryHasFaults
        Columns are wrong; the refusal says which.
    CodeTaken
        The entry is new and its code is not.
    EditedMeanwhile
        The entry is not the version that the writer saw.
    """
    edition = edition_held(bureau)
    comparison = Comparison(table, bureau)
    values = values_in(table, cells)
    code = str(values["code"])
    refuse_unless_seen(comparison.found.get(code), code, version)
    try:
        comparison.take(values, local=True)
    except Malformed as refusal:
        raise EntryHasFaults(refusal.message, {}) from refusal
    if not comparison.differences:
        return
    comparison.store(actor=actor, at=at)
    renew(edition)
    audit.record(
        EDITED,
        subject=edition,
        actor=actor,
        at=at,
        table=table.name,
        code=code,
        version=version + 1,
    )


def values_in(table: Table, cells: Mapping[str, str]) -> dict[str, object]:
    """Read every column of an entry, gathering what is wrong."""
    values: dict[str, object] = {}
    faults: dict[str, str] = {}
    for column in table.columns:
        cell = cells.get(column.name, "")
        if not cell.strip() and column.blank_keeps:
            continue
        try:
            values[column.name] = column.check(column.from_cell(cell))
        except Malformed as refusal:
            faults[column.name] = refusal.message
    if faults:
        raise EntryHasFaults(_("Some fields need mending; nothing was stored yet."), faults)
    return values


def refuse_unless_seen(row: Entry | None, code: str, version: int) -> None:
    """Refuse a new entry under a known code, and a change of what has changed since."""
    if row is not None and version == 0:
        raise CodeTaken(
            _("The table has an entry “{code}” already. Choose another code.").format(code=code)
        )
    if version and (row is None or row.version != version):
        raise EditedMeanwhile(
            _(
                "Somebody has changed “{code}” since you opened this page. What you typed is "
                "still here: open the page again beside it and compare."
            ).format(code=code)
        )
