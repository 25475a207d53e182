"""Compares wanted rows of a table with those a bureau has, and stores the difference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.catalogue.errors import Malformed
from tocsin.registers.catalogue.models import Entry, EntryVersion, IncidentClass
from tocsin.registers.catalogue.sheets import cell_of
from tocsin.registers.catalogue.tables import Table


@dataclass(slots=True)
class Differences:
    """What would change in one table."""

    created: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    retired: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.retired)


class Comparison:
    """The rows of one table in one bureau, held against what is wanted of them."""

    def __init__(self, table: Table, bureau: Bureau) -> None:
        self.table = table
        self.bureau = bureau
        self.found = rows_by_code(table.model, bureau)
        self.targets = {
            column: rows_by_code(model, bureau) for column, model in table.references.items()
        }
        self.classes = rows_by_code(IncidentClass, bureau) if table.class_lists else {}
        self.differences = Differences()

    def take(self, wanted: Mapping[str, object], *, local: bool) -> None:
        """Add one wanted row to the differences; a local edit wins over the built-in set."""
        row = self.found.get(str(wanted["code"]))
        values = self.resolved(wanted, new=row is None)
        if row is None:
            made = self.table.model(bureau=self.bureau, edited_locally=local)
            write(made, values)
            self.differences.created.append(made)
        elif row.edited_locally and not local:
            self.differences.kept += 1
        elif all(getattr(row, name) == value for name, value in values.items()):
            self.differences.unchanged += 1
        else:
            write(row, values)
            row.edited_locally, row.version = local, row.version + 1
            self.differences.changed.append(row)

    def retire_others(self, wanted_codes: set[str]) -> None:
        """Retire built-in rows that the set no longer has."""
        for code, row in self.found.items():
            if row.active and not row.edited_locally and code not in wanted_codes:
                row.active, row.version = False, row.version + 1
                self.differences.retired.append(row)

    def resolved(self, wanted: Mapping[str, object], *, new: bool) -> dict[str, object]:
        """Turn codes of other tables into their rows, and refuse what does not fit together."""
        if new:
            self.check_complete(wanted)
        values = dict(wanted)
        for column, rows in self.targets.items():
            if column in values:
                values[column] = self.target(column, str(values[column]), rows)
        for column in self.table.class_lists:
            self.check_classes(values.get(column, []))
        self.check_code(values)
        return values

    def target(self, column: str, code: str, rows: Mapping[str, Entry]) -> Entry | None:
        """Find the row that a column names; an optional column may name none."""
        if code in rows:
            return rows[code]
        if not code:
            return None
        raise Malformed(
            _("Column “{column}”: there is no “{code}” in its table.").format(
                column=self.label(column), code=code
            )
        )

    def check_complete(self, wanted: Mapping[str, object]) -> None:
        """Refuse a new row without all the columns it must have."""
        for column in self.table.columns:
            if column.required and column.name not in wanted:
                raise Malformed(
                    _("“{code}” is new and needs the column “{column}”.").format(
                        code=wanted["code"], column=column.label
                    )
                )

    def check_classes(self, listed: object) -> None:
        """Refuse incident classes that the bureau does not have."""
        for code in listed if isinstance(listed, list) else []:
            if code not in self.classes:
                raise Malformed(_("There is no incident class “{code}”.").format(code=code))

    def check_code(self, values: Mapping[str, object]) -> None:
        """Refuse a code that does not follow from the columns that make it."""
        parent = values.get("incident_class")
        if isinstance(parent, Entry) and not str(values["code"]).startswith(parent.code):
            raise Malformed(
                _("The code of a type must begin with that of its class, {code}.").format(
                    code=parent.code
                )
            )
        parts = [str(values[name]) for name in self.table.code_of if name in values]
        if parts and values["code"] != "_".join(parts):
            raise Malformed(
                _("The code of this row must be “{code}”.").format(code="_".join(parts))
            )

    def label(self, name: str) -> str:
        """Name a column for people."""
        return next(str(column.label) for column in self.table.columns if column.name == name)

    def store(self, *, actor: Officer, at: datetime) -> None:
        """Write the differences and how the rows read now: one statement for each sort."""
        manager, differences = self.table.model._default_manager, self.differences
        manager.bulk_create(differences.created)
        altered = differences.changed + differences.retired
        names = [f.name for f in self.table.model._meta.concrete_fields if not f.primary_key]
        manager.bulk_update(altered, [name for name in names if name != "bureau"])
        EntryVersion.objects.bulk_create(
            self.reading(row, actor, at) for row in differences.created + altered
        )

    def reading(self, row: Entry, actor: Officer, at: datetime) -> EntryVersion:
        """Write down how a row reads."""
        columns = self.table.columns
        return EntryVersion(
            bureau=self.bureau,
            table=self.table.name,
            code=row.code,
            version=row.version,
            cells={column.name: cell_of(self.table, row, column) for column in columns},
            at=at,
            by=actor,
        )


def rows_by_code(model: type[Entry], bureau: Bureau) -> dict[str, Entry]:
    """Index the rows of a bureau by code, those they name included."""
    names = [f.name for f in model._meta.concrete_fields if f.is_relation and f.name != "bureau"]
    rows = model._default_manager.filter(bureau=bureau)
    return {row.code: row for row in (rows.select_related(*names) if names else rows)}


def write(row: Entry, values: Mapping[str, object]) -> None:
    """Put values into a row and fill what follows from them."""
    for name, value in values.items():
        setattr(row, name, value)
    row.derive()
