"""A register out of a sheet of other people's making, with a word on every row that is wrong.

A sheet either has a row for every place, with the id of what it lies in, or a row for every address
with a column for each level. What is wrong with one row never stops another; of two rows that may
be the same place both are kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from itertools import islice

from tocsin.core.addressing.headings import (
    ALIASES,
    CODE,
    LAT,
    LEVEL,
    LEVELS,
    LON,
    NAME,
    PARENT,
    columns_in,
)
from tocsin.core.addressing.register import COLUMNS

Row = tuple[str, str, str, str, str, str, str]
LONGEST = 200
FARTHEST_EAST, FARTHEST_NORTH = 180.0, 90.0
HEADING_ROWS = 10
# How a formula begins, and what a spreadsheet program writes where one has no value.
NO_VALUE = ("=", "#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


class Wrong(StrEnum):
    """What may be wrong with a row; of those ``TAKEN_ANYWAY`` the row is taken all the same."""

    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    CODE_TAKEN = "code_taken"
    NO_NUMBER = "no_number"
    NOT_ON_EARTH = "not_on_earth"
    CHANGED_PLACES = "changed_places"
    NO_POINT = "no_point"
    NO_PARENT = "no_parent"
    IN_ITSELF = "in_itself"
    NO_DIVISION = "no_division"
    NO_CODE = "no_code"
    CODE_TWICE = "code_twice"
    CODE_SIGNS = "code_signs"
    ENDED = "ended"
    UNKNOWN_DIVISION = "unknown_division"
    UNKNOWN_BEAT = "unknown_beat"


TAKEN_ANYWAY = frozenset({Wrong.NO_PARENT, Wrong.IN_ITSELF})


class Unreadable(ValueError):  # noqa: N818 - it is a refusal
    """No heading tells what the columns of the sheet are; ``missing`` lists what is needed."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row: rows count as the sheet counts them, columns by their heading."""

    row: int
    column: str
    wrong: Wrong
    said: str = ""

    @property
    def taken(self) -> bool:
        """Say whether the row is in the register all the same."""
        return self.wrong in TAKEN_ANYWAY


@dataclass
class Gathered:
    """The rows of a register, each behind what it lies in, and what was wrong.

    ``numbers`` tells by id from which row of the sheet a place came; what only lies around the
    place of a row has none.
    """

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a sheet: its number and its cells by column."""

    number: int
    cells: Mapping[str, str]


def gather(sheet: Iterable[Sequence[str]]) -> Gathered:
    """Read a sheet with headings in one of its first rows.

    Raises
    ------
    Unreadable
        Where no row has the headings that are needed.

    Examples
    --------
    >>> sheet = [["乡镇", "路", "门牌号", "经度", "纬度"],
    ...     ["安口镇", "东街", "3号", "106.8", "35.2"], ["安口镇", "东街", "5号", "", "35.2"],
    ...     ["安口镇", "东街", "", "35.2", "106.8"]]
    >>> gathered = gather(sheet)
    >>> [row[3] for row in gathered.rows]
    ['安口镇', '东街', '3号']
    >>> [(fault.row, fault.column, fault.wrong.value) for fault in gathered.faults]
    [(3, '经度', 'no_point'), (4, '经度', 'changed_places')]
    """
    rows = iter(sheet)
    first = list(islice(rows, HEADING_ROWS))
    at, columns = _headings(first)
    names = dict(zip(columns, first[at], strict=True))
    gathered = Gathered()
    below = _entries(columns, at, [*first[at + 1 :]], rows)
    if NAME in columns and (LEVEL in columns or CODE in columns):
        _as_tree(gathered, below, names)
    else:
        _as_paths(gathered, below, names)
    gathered.faults.sort(key=lambda fault: fault.row)
    return gathered


def _headings(first: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Find the row of headings and the columns below them."""
    best: list[str] = []
    for at, row in enumerate(first):
        columns = columns_in(list(row))
        named = NAME in columns or any(level in columns for level in LEVELS)
        if named and LON in columns and LAT in columns:
            return at, columns
        if sum(map(bool, columns)) > sum(map(bool, best)):
            best = columns
    missing = [one for one in (NAME, LON, LAT) if one not in best]
    raise Unreadable(missing)


def _entries(
    columns: list[str], at: int, first: list[Sequence[str]], rows: Iterator[Sequence[str]]
) -> Iterator[Entry]:
    number = at + 2
    for some in (first, rows):
        for row in some:
            cells = {
                column: cell.strip()
                for column, cell in zip(columns, row, strict=False)
                if column and cell.strip()
            }
            if cells:
                yield Entry(number, cells)
            number += 1


def _fault_in(entry: Entry, names: Mapping[str, str]) -> Fault | None:
    """Say what is wrong with the cells of a row by themselves."""
    for column, cell in entry.cells.items():
        if cell.startswith(NO_VALUE):
            return Fault(entry.number, names[column], Wrong.FORMULA, cell[:LONGEST])
        if len(cell) > LONGEST:
            return Fault(entry.number, names[column], Wrong.TOO_LONG, cell[:20])
    return _fault_in_point(entry, names)


def _fault_in_point(entry: Entry, names: Mapping[str, str]) -> Fault | None:
    place: list[float] = []
    for column in (LON, LAT):
        cell = entry.cells.get(column, "")
        try:
            place.append(float(cell))
        except ValueError:
            wrong = Wrong.NO_NUMBER if cell else Wrong.NO_POINT
            return Fault(entry.number, names[column], wrong, cell)
    lon, lat = place
    if abs(lon) <= FARTHEST_EAST and abs(lat) <= FARTHEST_NORTH:
        return None
    turned = abs(lat) <= FARTHEST_EAST and abs(lon) <= FARTHEST_NORTH
    wrong = Wrong.CHANGED_PLACES if turned else Wrong.NOT_ON_EARTH
    return Fault(entry.number, names[LON], wrong, f"{lon:g}, {lat:g}")


def _as_tree(gathered: Gathered, entries: Iterator[Entry], names: Mapping[str, str]) -> None:
    """Take a row for every place; what it lies in may stand anywhere in the sheet."""
    taken: dict[str, Entry] = {}
    for entry in entries:
        gathered.read += 1
        cells = entry.cells
        code = cells.get(CODE) or f"row-{entry.number}"
        fault = _fault_in(entry, names)
        if NAME not in cells:
            fault = Fault(entry.number, names[NAME], Wrong.NO_NAME)
        elif fault is None and code in taken:
            fault = Fault(entry.number, names.get(CODE, CODE), Wrong.CODE_TAKEN, code)
        if fault is not None:
            gathered.faults.append(fault)
        else:
            taken[code] = entry
    done: dict[str, Row] = {}
    for code in taken:
        _climb(gathered, code, taken, done, names)
    gathered.rows = list(done.values())
    gathered.numbers = {code: entry.number for code, entry in taken.items()}


def _climb(
    gathered: Gathered,
    code: str,
    taken: Mapping[str, Entry],
    done: dict[str, Row],
    names: Mapping[str, str],
) -> None:
    """Write a place behind all that it lies in."""
    waiting: dict[str, str] = {}
    while code not in done:
        parent = taken[code].cells.get(PARENT, "")
        wrong = Wrong.IN_ITSELF if parent in waiting or parent == code else Wrong.NO_PARENT
        if parent and (parent not in taken or wrong is Wrong.IN_ITSELF):
            fault = Fault(taken[code].number, names.get(PARENT, PARENT), wrong, parent)
            gathered.faults.append(fault)
            parent = ""
        waiting[code] = parent
        if not parent:
            break
        code = parent
    for one, parent in reversed(waiting.items()):
        done[one] = _row(one, parent, taken[one].cells)


def _row(code: str, parent: str, cells: Mapping[str, str]) -> Row:
    cell = {**dict.fromkeys(COLUMNS, ""), **cells, CODE: code, PARENT: parent}
    level = cell[LEVEL] or "place"
    return code, parent, level, cell[NAME], cell[LON], cell[LAT], cell[ALIASES]


def _as_paths(gathered: Gathered, entries: Iterator[Entry], names: Mapping[str, str]) -> None:
    """Take a row for every address: what is in its columns lies one in the other.

    What has no row of its own lies where the first address in it lies.
    """
    done: dict[str, Row] = {}
    own = gathered.numbers
    for entry in entries:
        gathered.read += 1
        path = [(level, entry.cells[level]) for level in (*LEVELS, NAME) if level in entry.cells]
        fault = _fault_in(entry, names)
        if fault is None and not path:
            fault = Fault(entry.number, next(iter(names.values())), Wrong.NO_NAME)
        if fault is not None:
            gathered.faults.append(fault)
        else:
            _take_path(entry, path, done, own)
    gathered.rows = list(done.values())


def _take_path(
    entry: Entry, path: list[tuple[str, str]], done: dict[str, Row], own: dict[str, int]
) -> None:
    """Take an address and those of the places around it that are not there; again if it is."""
    *around, (level, name) = path
    parent, where = "", {**entry.cells, ALIASES: ""}
    for level_around, name_around in around:
        code = _code_of(parent, level_around, name_around)
        cells = {**where, LEVEL: level_around, NAME: name_around}
        done.setdefault(code, _row(code, parent, cells))
        parent = code
    code = _code_of(parent, level, name)
    if code in own:
        code = _code_of(parent, level, f"{name}\n{entry.number}")
    own[code] = entry.number
    cells = {**entry.cells, LEVEL: "poi" if level == NAME else level, NAME: name}
    done[code] = _row(code, parent, cells)


def _code_of(parent: str, level: str, name: str) -> str:
    """Make an id of what a place is and lies in, so that a later sheet gives it the same."""
    return "a-" + blake2b("\n".join((parent, level, name)).encode(), digest_size=8).hexdigest()
