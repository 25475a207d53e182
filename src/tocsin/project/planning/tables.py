"""Tables of places: rows of comma-separated values that say what stands where."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.project.planning.errors import UnusableInput

NEEDED = ("id", "lat", "lon")
SEPARATORS = ",;\t"


class UnusableTable(UnusableInput):
    """A file is no table of places; the sentence says where and why."""

    code = "planning.unusable_table"


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its column names, and the line it stands on."""

    line: int
    fields: dict[str, str]

    def text(self, column: str) -> str:
        """Give a field without the blanks around it; empty where the row has none."""
        return self.fields.get(column, "")


def read_rows(path: Path) -> list[Row]:
    """Read a table with the columns id, lat and lon; they may be written in capitals.

    Values are separated by commas, semicolons or tabs, whichever the first line has most of.

    Raises
    ------
    UnusableTable
        When the file is no such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            rows = csv.reader(file, delimiter=max(SEPARATORS, key=first.count))
            columns = [name.strip().lower() for name in next(rows, [])]
            _refuse_columns(columns, path.name)
            return [
                Row(rows.line_num, dict(zip(columns, map(str.strip, row), strict=False)))
                for row in rows
                if row
            ]
    except (UnicodeDecodeError, csv.Error) as broken:
        raise UnusableTable(
            _("%(name)s is not a table of comma-separated values in UTF-8.") % {"name": path.name}
        ) from broken
    except OSError as broken:
        raise UnusableTable(_("%(name)s cannot be read.") % {"name": path.name}) from broken


def _refuse_columns(columns: Sequence[str], name: str) -> None:
    for needed in NEEDED:
        if needed not in columns:
            raise UnusableTable(
                _("%(name)s has no column %(column)s; it needs id, lat and lon.")
                % {"name": name, "column": needed}
            )
        if columns.count(needed) > 1:
            raise UnusableTable(
                _("%(name)s has the column %(column)s twice.") % {"name": name, "column": needed}
            )
