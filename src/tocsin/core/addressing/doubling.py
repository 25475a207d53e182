"""Places of a register that may be the same: proposed to people, never merged."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from tocsin.core.addressing.counted import whole_number
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.register import Register
from tocsin.core.geo import Point, metres_between

# How near and how alike two places are that may be one; numbers must be the same.
NEAR_METRES, ALIKE = 30.0, 0.75
CELL_DEGREES = 0.0004
MOST_IN_CELL = 40


@dataclass(frozen=True, slots=True)
class Double:
    """Two places that may be one, by id, with the metres between them.

    ``same_path`` says that they are called the same in everything that they lie in; else they are
    near one another and called nearly the same.
    """

    first: str
    second: str
    metres: float
    same_path: bool


def doubles_in(register: Register) -> list[Double]:
    """List the pairs of places that may be one.

    Examples
    --------
    >>> from tocsin.core.addressing.register import read_register
    >>> rows = [("1", "", "street", "东大街", "106.8", "35.2", ""),
    ...     ("2", "1", "street_no", "12号", "106.8", "35.2", ""),
    ...     ("3", "1", "street_no", "十二号", "106.8001", "35.2", ""),
    ...     ("4", "1", "poi", "民生大药房", "106.8", "35.2", ""),
    ...     ("5", "1", "poi", "民生药房", "106.8", "35.2", "")]
    >>> [(one.first, one.second, one.same_path) for one in doubles_in(read_register(rows))]
    [('2', '3', True), ('4', '5', False)]
    """
    words = [normalise(name) for name in register.names]
    found = {(one.first, one.second): one for one in _alike(register, words)}
    found |= {(one.first, one.second): one for one in _same(register, words)}
    return [found[pair] for pair in sorted(found)]


def _same(register: Register, words: list[str]) -> Iterator[Double]:
    """Find places of one path, each beside the first of it."""
    first: dict[tuple[int, str], int] = {}
    stands_for = list(range(len(register)))
    for place, parent in enumerate(register.parents):
        above = stands_for[parent] if parent >= 0 else parent
        stands_for[place] = first.setdefault((above, words[place]), place)
        if stands_for[place] != place:
            yield _double(register, stands_for[place], place, same_path=True)


def _alike(register: Register, words: list[str]) -> Iterator[Double]:
    """Find places that are near one another and called nearly the same."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, (lon, lat) in enumerate(zip(register.lons, register.lats, strict=True)):
        if whole_number(words[place]) is not None:
            continue
        column, row = int(lon // CELL_DEGREES), int(lat // CELL_DEGREES)
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                for other in cells.get((column + east, row + north), ())[:MOST_IN_CELL]:
                    if _are_alike(register, words, other, place):
                        yield _double(register, other, place, same_path=False)
        cells[column, row].append(place)


def _are_alike(register: Register, words: list[str], first: int, second: int) -> bool:
    if register.levels[first] != register.levels[second]:
        return False
    one, other = words[first], words[second]
    figures = [[sign for sign in text if sign.isdigit()] for text in (one, other)]
    if figures[0] != figures[1] or _metres(register, first, second) > NEAR_METRES:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _double(register: Register, first: int, second: int, *, same_path: bool) -> Double:
    metres = round(_metres(register, first, second), 1)
    return Double(register.ids[first], register.ids[second], metres, same_path)


def _metres(register: Register, first: int, second: int) -> float:
    one, other = (Point(register.lons[at], register.lats[at]) for at in (first, second))
    return metres_between(one, other)
