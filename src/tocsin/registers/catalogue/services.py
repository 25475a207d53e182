"""What is done with the catalogue: load the built-in set, import a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import ngettext

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import forget
from tocsin.registers.catalogue.acts import COUNTS, IMPORTED, LOADED
from tocsin.registers.catalogue.comparing import Comparison
from tocsin.registers.catalogue.errors import Malformed, RowError, SheetHasErrors
from tocsin.registers.catalogue.models import Edition
from tocsin.registers.catalogue.queries import edition_key
from tocsin.registers.catalogue.reference import Wanted, built_in
from tocsin.registers.catalogue.sheets import Cells, SheetRow, read_sheet
from tocsin.registers.catalogue.tables import TABLES, table_named


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many rows a load made, changed, left, retired, and kept as edited locally."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do; rows with errors were left out."""

    created: int
    changed: int
    unchanged: int
    errors: tuple[RowError, ...]
    stored: bool


@transaction.atomic
def load_reference(
    *,
    bureau: Bureau,
    actor: Officer,
    at: datetime,
    tables: Mapping[str, Sequence[Wanted]] | None = None,
) -> LoadReport:
    """Bring a bureau's tables to the built-in set; rows edited locally stay as they are."""
    edition = edition_held(bureau)
    done = []
    for table in TABLES:
        rows = (built_in() if tables is None else tables).get(table.name, ())
        comparison = Comparison(table, bureau)
        for row in rows:
            comparison.take(row, local=False)
        comparison.retire_others({str(row["code"]) for row in rows})
        comparison.store(actor=actor, at=at)
        done.append(comparison.differences)
    report = LoadReport(
        created=sum(len(part.created) for part in done),
        changed=sum(len(part.changed) for part in done),
        unchanged=sum(part.unchanged for part in done),
        retired=sum(len(part.retired) for part in done),
        kept=sum(part.kept for part in done),
    )
    if any(done):
        renew(edition)
        counts = {name: int(getattr(report, name)) for name in COUNTS}
        audit.record(LOADED, subject=edition, actor=actor, at=at, **counts)
    return report


@transaction.atomic
def import_sheet(
    *,
    bureau: Bureau,
    actor: Officer,
    at: datetime,
    table: str,
    cells: Cells,
    partial: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Bring the rows of one table to what a sheet says; rows the sheet leaves out stay.

    Raises
    ------
    SheetHasErrors
        A row is wrong and neither ``partial`` nor ``dry_run`` was asked for: nothing is stored.
    Malformed
        The sheet as a whole cannot be read.
    """
    edition = edition_held(bureau)
    comparison = Comparison(table_named(table), bureau)
    errors = compare(comparison, cells)
    if errors and not (partial or dry_run):
        raise SheetHasErrors(refusal_of(len(errors)), errors)
    differences = comparison.differences
    report = ImportReport(
        created=len(differences.created),
        changed=len(differences.changed),
        unchanged=differences.unchanged,
        errors=tuple(errors),
        stored=bool(differences) and not dry_run,
    )
    if report.stored:
        comparison.store(actor=actor, at=at)
        renew(edition)
        audit.record(
            IMPORTED,
            subject=edition,
            actor=actor,
            at=at,
            table=table,
            skipped=len(errors),
            created=report.created,
            changed=report.changed,
            unchanged=report.unchanged,
        )
    return report


def compare(comparison: Comparison, cells: Cells) -> list[RowError]:
    """Hold each row of a sheet against the table; return what is wrong, row by row."""
    errors = []
    for row in read_sheet(comparison.table, cells):
        if isinstance(row, SheetRow):
            try:
                comparison.take(row.values, local=True)
            except Malformed as refusal:
                errors.append(RowError(row.number, refusal.message))
        else:
            errors.append(row)
    return errors


def refusal_of(number: int) -> str:
    """Say how many rows are wrong and that nothing was loaded."""
    return ngettext(
        "{number} row is wrong, so nothing was loaded. Mend it and import again.",
        "{number} rows are wrong, so nothing was loaded. Mend them and import again.",
        number,
    ).format(number=number)


def edition_held(bureau: Bureau) -> Edition:
    """Lock the bureau's edition, so that two loads of its tables queue up."""
    edition, _made = Edition.objects.select_for_update().get_or_create(
        bureau=bureau, defaults={"stamp": uuid4()}
    )
    return edition


def renew(edition: Edition) -> None:
    """Stamp the edition anew, so that every process reads the tables again."""
    edition.stamp = uuid4()
    edition.save(update_fields=["stamp"])
    forget(edition_key(edition.bureau_id))
