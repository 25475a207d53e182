"""Refusals of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.kernel.errors import NotThere, Refusal, Unacceptable


class Malformed(Unacceptable):
    """A value in a table cannot be used as it stands."""

    code = "catalogue.malformed"


class UnknownTable(NotThere):
    """The catalogue has no table of this name."""

    code = "catalogue.unknown_table"


class NoSuchType(NotThere):
    """The bureau has no incident type with this code."""

    code = "catalogue.no_such_type"


class NoPlan(NotThere):
    """The incident type names no response plan."""

    code = "catalogue.no_plan"


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row of a sheet, counted from 1 as the sheet shows it."""

    row: int
    message: str


class SheetHasErrors(Unacceptable):
    """Rows of a sheet are wrong, and so nothing of it was loaded."""

    code = "catalogue.sheet_has_errors"

    def __init__(self, message: str, errors: Sequence[RowError]) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class EntryHasFaults(Unacceptable):
    """Columns of an entry are wrong, by their names."""

    code = "catalogue.entry_has_faults"

    def __init__(self, message: str, faults: Mapping[str, str]) -> None:
        super().__init__(message)
        self.faults = dict(faults)


class EditedMeanwhile(Refusal):
    """Somebody has changed the entry since the page was opened."""

    code = "catalogue.edited_meanwhile"


class CodeTaken(Refusal):
    """Another entry of the table has this code."""

    code = "catalogue.code_taken"
