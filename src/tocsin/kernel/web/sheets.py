"""Sheets of cells with headings, as registers import them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tocsin.kernel.errors import Unacceptable

Cells = Sequence[Sequence[str]]
SHOWN_ROWS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name and its heading in every language."""

    name: str
    label: str | Promise
    required: bool = False


@dataclass(frozen=True, slots=True)
class RowError:
    """Why one row was not taken; rows count as the spreadsheet counts them."""

    row: int
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a sheet; of those taken some were new and some changed."""

    taken: int
    errors: list[RowError]
    created: int = 0
    changed: int = 0


class SheetUnreadable(Unacceptable):
    """The headings are not those of the table."""

    code = "sheets.unreadable"


def rows_of(columns: Sequence[Column], cells: Cells) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Read the rows below the headings as texts by column name; columns left out are empty.

    Raises
    ------
    SheetUnreadable
        A heading is not known, or one that is needed is missing.
    """
    heads = heads_of(columns, cells[0] if cells else [])
    for number, row in enumerate(cells[1:], start=2):
        texts = {column.name: "" for column in columns}
        texts |= {
            name: cell.strip() for name, cell in zip(heads, row, strict=False) if name is not None
        }
        if any(texts.values()):
            yield number, texts


def told_twice(codes: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Say of each row whose code stands in other rows too why it is not taken.

    No row wins: which of them is right is for people to say.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for number, code in codes:
        if code:
            rows[code].append(number)
    return {
        number: _("The code “{code}” stands in rows {rows}. Keep one of them.").format(
            code=code[:40], rows=listed(numbers)
        )
        for code, numbers in rows.items()
        if len(numbers) > 1
        for number in numbers
    }


def listed(numbers: Sequence[int]) -> str:
    """Write the numbers of rows, the first few of many.

    >>> listed([2, 7]), listed(range(10, 20))
    ('2, 7', '10, 11, 12, 13, 14, 15…')
    """
    shown = ", ".join(str(number) for number in numbers[:SHOWN_ROWS])
    return shown + "…" if len(numbers) > SHOWN_ROWS else shown


def heads_of(columns: Sequence[Column], first_row: Sequence[str]) -> list[str | None]:
    """Name the column under each heading; an empty heading has none."""
    known = headings(columns)
    heads = [known.get(cell.strip().casefold()) for cell in first_row]
    names = ", ".join(str(column.label) for column in columns)
    for cell, name in zip(first_row, heads, strict=True):
        if cell.strip() and name is None:
            raise SheetUnreadable(
                _("The heading “{heading}” is not known. The columns are: {names}.").format(
                    heading=cell.strip()[:40], names=names
                )
            )
    for column in columns:
        if heads.count(column.name) > 1:
            raise SheetUnreadable(
                _("The column “{column}” is there twice.").format(column=column.label)
            )
    if any(column.required and column.name not in heads for column in columns):
        raise SheetUnreadable(
            _("The first row must hold the headings: {names}.").format(names=names)
        )
    return heads


def headings(columns: Sequence[Column]) -> dict[str, str]:
    """Map every heading, in every language, to the name of its column."""
    known = {column.name: column.name for column in columns}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known.update({str(column.label).casefold(): column.name for column in columns})
    return known
