"""Columns of the tables: how each is read from a document or a cell, and written to a cell."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tocsin.registers.catalogue import reading
from tocsin.registers.catalogue.errors import Malformed
from tocsin.registers.catalogue.plans import read_levels, read_preemption
from tocsin.registers.catalogue.questions import read_questions

YES_WORDS = frozenset({"1", "yes", "y", "true", "是", "有"})
NO_WORDS = frozenset({"0", "no", "n", "false", "否", "无"})
WORD_GAPS = str.maketrans(dict.fromkeys("、，,;；\n\t", " "))
LONGEST_DOCUMENT = 60_000
LONGEST_NUMBER = 12
LONG = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its heading, and how its values are read and written."""

    name: str
    label: str | Promise
    check: Callable[[object], object]
    from_cell: Callable[[str], object]
    to_cell: Callable[[object], str]
    required: bool = True
    blank_keeps: bool = False
    # How a form shows it: words, long, whole, share, flag, list, choice or document.
    sort: str = "words"
    choices: type[Enum] | None = None

    def read(self, value: object) -> object:
        """Return the value as it is stored, or say which column is wrong and how."""
        try:
            return self.check(value)
        except Malformed as refusal:
            raise self._naming(refusal) from refusal

    def read_cell(self, cell: str) -> object:
        """Return the value of a cell as it is stored, or say what is wrong with it."""
        try:
            return self.check(self.from_cell(cell))
        except Malformed as refusal:
            raise self._naming(refusal) from refusal

    def _naming(self, refusal: Malformed) -> Malformed:
        return Malformed(
            _("Column “{column}”: {message}").format(column=self.label, message=refusal.message)
        )


def words_column(name: str, label: str | Promise, *, longest: int, required: bool = True) -> Column:
    """Hold words in one line or more."""
    return Column(
        name,
        label,
        check=lambda value: reading.text(value, longest=longest, required=required),
        from_cell=str,
        to_cell=str,
        required=required,
        sort="long" if longest >= LONG else "words",
    )


def whole_column(
    name: str, label: str | Promise, *, least: int, most: int, required: bool = True
) -> Column:
    """Hold a whole number."""
    return Column(
        name,
        label,
        check=lambda value: reading.whole(value, least=least, most=most),
        from_cell=whole_in_cell,
        to_cell=str,
        required=required,
        blank_keeps=not required,
        sort="whole",
    )


def share_column(name: str, label: str | Promise) -> Column:
    """Hold a share between 0 and 1."""
    return Column(
        name, label, check=reading.share, from_cell=share_in_cell, to_cell=str, sort="share"
    )


def degrees_column(name: str, label: str | Promise, *, most: int) -> Column:
    """Hold degrees of longitude or latitude."""
    return Column(
        name,
        label,
        check=lambda value: reading.degrees(value, most=most),
        from_cell=degrees_in_cell,
        to_cell=str,
        sort="degrees",
    )


def flag_column(name: str, label: str | Promise) -> Column:
    """Hold yes or no."""
    return Column(
        name,
        label,
        check=reading.flag,
        from_cell=flag_in_cell,
        to_cell=lambda value: "yes" if value else "no",
        required=False,
        blank_keeps=True,
        sort="flag",
    )


def list_column(name: str, label: str | Promise) -> Column:
    """Hold several words."""
    return Column(
        name,
        label,
        check=reading.words,
        from_cell=lambda cell: cell.translate(WORD_GAPS).split(),
        to_cell=lambda value: " ".join(str(word) for word in reading.items(value, most=100)),
        required=False,
        sort="list",
    )


def choice_column(name: str, label: str | Promise, choices: type[Enum]) -> Column:
    """Hold one word of an enumeration."""
    return Column(
        name,
        label,
        check=lambda value: reading.one_of(value, choices).value,
        from_cell=str.strip,
        to_cell=str,
        sort="choice",
        choices=choices,
    )


def levels_column(name: str, label: str | Promise) -> Column:
    """Hold the needs of a plan as a JSON document."""
    return document_column(
        name, label, lambda value: [level.written() for level in read_levels(value)]
    )


def preemption_column(name: str, label: str | Promise) -> Column:
    """Hold a pre-emption table as a JSON document."""
    return document_column(
        name, label, lambda value: [row.written() for row in read_preemption(value)], required=False
    )


def questions_column(name: str, label: str | Promise) -> Column:
    """Hold the questions of a type as a JSON document."""
    return document_column(
        name,
        label,
        lambda value: [asked.written() for asked in read_questions(value)],
        required=False,
    )


def document_column(
    name: str, label: str | Promise, check: Callable[[object], object], *, required: bool = True
) -> Column:
    """Hold a JSON document."""
    return Column(
        name,
        label,
        check=check,
        from_cell=document_in_cell,
        to_cell=lambda value: json.dumps(value, ensure_ascii=False),
        required=required,
        sort="document",
    )


def whole_in_cell(cell: str) -> object:
    """Take a whole number from a cell; ``3.0`` is how some spreadsheets write 3."""
    digits = cell.strip().removesuffix(".0")
    if not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST_NUMBER:
        return cell
    return int(digits)


def share_in_cell(cell: str) -> object:
    """Take a share from a cell, also written as a percentage."""
    written = cell.strip()
    digits = written.removesuffix("%")
    if (
        not digits.replace(".", "", 1).isdigit()
        or not digits.isascii()
        or len(digits) > LONGEST_NUMBER
    ):
        return cell
    return float(digits) / 100 if written.endswith("%") else float(digits)


def degrees_in_cell(cell: str) -> object:
    """Take degrees from a cell.

    >>> degrees_in_cell(" -35.2 "), degrees_in_cell("north")
    (-35.2, 'north')
    """
    written = cell.strip()
    digits = written.removeprefix("-").replace(".", "", 1)
    return float(written) if digits.isascii() and digits.isdigit() else cell


def flag_in_cell(cell: str) -> object:
    """Take yes or no from a cell."""
    word = cell.strip().casefold()
    if word in YES_WORDS:
        return True
    return False if word in NO_WORDS else cell


def document_in_cell(cell: str) -> object:
    """Take a JSON document from a cell; an empty cell is an empty list."""
    if len(cell) > LONGEST_DOCUMENT:
        raise Malformed(_("The document in this cell is too long."))
    try:
        found: object = json.loads(cell) if cell.strip() else []
    except (ValueError, RecursionError):
        raise Malformed(_("The document in this cell is not valid JSON.")) from None
    return found
