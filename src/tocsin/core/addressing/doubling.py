"""Places of a register that may be the same: proposed to people, never merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its code and what it is called.

    ``whole`` says that it is called by all that it lies in, so
    that the same words mean the same place however far apart; a chemist's has the name of others.
    """

    code: str
    text: str
    lon: float
    lat: float
    whole: bool = True


class Arriving:
    """Places of one kind on their way into a register, to be held beside those that it has.

    Only what arrives is kept, so that a register of any length may go by.

    Examples
    --------
    >>> known = Place("A1", "东华镇东大街十二号", 106.6, 35.2)
    >>> coming = Place("B1", "东华镇东大街12号", 106.61, 35.2)
    >>> again = Place("B2", "东华镇东大街12号", 106.61, 35.2)
    >>> arriving = Arriving([coming, again])
    >>> [(one.first, one.second) for one in arriving.beside(known)]
    [('A1', 'B1'), ('A1', 'B2')]
    >>> [(one.first, one.second) for one in arriving.among()]
    [('B1', 'B2')]
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = list(places)
        self._words = [normalise(one.text) for one in self._places]
        self._same: dict[str, list[int]] = defaultdict(list)
        # Doors of one house have other figures each: they are never held beside one another.
        self._cells: dict[tuple[int, int, str], list[int]] = defaultdict(list)
        for at, (one, words) in enumerate(zip(self._places, self._words, strict=True)):
            if one.whole:
                self._same[words].append(at)
            self._cells[*_cell(one.lon, one.lat), _figures(words)].append(at)

    def __len__(self) -> int:
        """Count what arrives."""
        return len(self._places)

    def beside(self, known: Place) -> Iterator[Double]:
        """List what arrives that may be a place of the register."""
        for at, same in self._like(known, normalise(known.text)):
            yield _pair(known, self._places[at], same_path=same)

    def among(self) -> Iterator[Double]:
        """List what arrives twice, each beside those before it."""
        for place, (one, words) in enumerate(zip(self._places, self._words, strict=True)):
            for at, same in self._like(one, words):
                if at < place:
                    yield _pair(self._places[at], one, same_path=same)

    def _like(self, known: Place, words: str) -> Iterator[tuple[int, bool]]:
        """List what may be a place, and whether it is called the same in full."""
        same = self._same.get(words, [])[:MOST_IN_CELL] if known.whole else []
        for at in same:
            yield at, True
        for at in self._around(known, _figures(words)):
            if at not in same and self._is_like(known, words, at):
                yield at, False

    def _around(self, known: Place, figures: str) -> Iterator[int]:
        column, row = _cell(known.lon, known.lat)
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                here = column + east, row + north, figures
                yield from self._cells.get(here, ())[:MOST_IN_CELL]

    def _is_like(self, known: Place, words: str, at: int) -> bool:
        near = _metres_between(known, self._places[at]) <= NEAR_METRES
        return near and _reads_like(words, self._words[at])


def _pair(first: Place, second: Place, *, same_path: bool) -> Double:
    return Double(first.code, second.code, _metres_between(first, second), same_path)


def _metres_between(one: Place, other: Place) -> float:
    return round(metres_between(Point(one.lon, one.lat), Point(other.lon, other.lat)), 1)


def _cell(lon: float, lat: float) -> tuple[int, int]:
    return int(lon // CELL_DEGREES), int(lat // CELL_DEGREES)


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
        column, row = _cell(lon, lat)
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                for other in cells.get((column + east, row + north), ())[:MOST_IN_CELL]:
                    if _are_alike(register, words, other, place):
                        yield _double(register, other, place, same_path=False)
        cells[column, row].append(place)


def _are_alike(register: Register, words: list[str], first: int, second: int) -> bool:
    if register.levels[first] != register.levels[second]:
        return False
    if _metres(register, first, second) > NEAR_METRES:
        return False
    return _reads_like(words[first], words[second])


def _reads_like(one: str, other: str) -> bool:
    """Say whether two names are nearly the same and have the same figures."""
    if _figures(one) != _figures(other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _figures(words: str) -> str:
    return "".join(filter(str.isdigit, words))


def _double(register: Register, first: int, second: int, *, same_path: bool) -> Double:
    metres = round(_metres(register, first, second), 1)
    return Double(register.ids[first], register.ids[second], metres, same_path)


def _metres(register: Register, first: int, second: int) -> float:
    one, other = (Point(register.lons[at], register.lats[at]) for at in (first, second))
    return metres_between(one, other)
