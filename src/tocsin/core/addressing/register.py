"""A register of addresses as columns, with what is wrong with its rows."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice, repeat

import numpy as np

from tocsin.core.geo import Floats

COLUMNS = ("id", "parent_id", "level", "name", "lon", "lat", "aliases")
BETWEEN_ALIASES = "|"
# Degrees of longitude and latitude.
FARTHEST = np.array([[180.0], [90.0]])
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken as it is, and why."""

    row: int
    why: str


@dataclass(slots=True)
class Register:
    """Places in the order of their rows; ``parents`` are places in these lists, -1 at the top."""

    ids: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    lons: "array[float]" = field(default_factory=lambda: array("d"))
    lats: "array[float]" = field(default_factory=lambda: array("d"))
    aliases: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the places."""
        return len(self.ids)


def read_register(rows: Iterable[Sequence[str]]) -> Register:
    """Take rows of the seven columns; a row that is unusable is left out and told.

    A row whose parent comes later, or never, stands at the top and is told too.

    Examples
    --------
    >>> town = ("1", "", "town", "安口镇", "106.8", "35.2", "")
    >>> village = ("2", "1", "village", "高镇村", "106.8", "35.3", "高镇|老高镇")
    >>> register = read_register([town, village, ("3", "9", "village", "", "0", "0", "")])
    >>> register.parents, register.aliases, [problem.why for problem in register.problems]
    ([-1, 0], {1: ('高镇', '老高镇')}, ['it has no name'])
    """
    reading = Reading()
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        reading.take_rows(some)
    return reading.register


@dataclass(slots=True)
class Reading:
    """A register while its rows are read, some thousands at a time."""

    register: Register = field(default_factory=Register)
    _places: dict[str, int] = field(default_factory=dict)
    _shared: dict[str, str] = field(default_factory=dict)
    _row: int = 1

    def take_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Take some rows; what is wrong with one is told, and the others are taken."""
        if set(map(len, rows)) == {len(COLUMNS)}:
            self.take_columns(list(zip(*rows, strict=True)))
        else:
            self._take_each(rows)

    def take_columns(self, columns: Sequence[Sequence[str]]) -> None:
        """Take some rows that all have the seven columns, given as columns."""
        if self._take_together(*columns):
            self._row += len(columns[0])
        else:
            self._take_each(list(zip(*columns, strict=True)))

    def _take_each(self, rows: Sequence[Sequence[str]]) -> None:
        for at, cells in enumerate(rows, start=self._row):
            _take(self.register, self._places, at, cells)
        self._row += len(rows)

    def _take_together(
        self,
        ids: Sequence[str],
        parents: Sequence[str],
        levels: Sequence[str],
        names: Sequence[str],
        *others: Sequence[str],
    ) -> bool:
        """Take rows when nothing is wrong with any of them; else take none."""
        register = self.register
        begin = len(register.ids)
        lons, lats, aliases = others
        points = _points(lons, lats)
        if points is None or not all(map(str.strip, names)):
            return False
        above = self._placed(ids, parents, begin)
        if above is None:
            return False
        register.ids += ids
        register.parents += above
        # Equal words are kept once: nearly all names are numbers that stand there often.
        register.levels += map(self._shared.setdefault, levels, levels)
        register.names += map(self._shared.setdefault, names, names)
        register.lons.frombytes(points[0].tobytes())
        register.lats.frombytes(points[1].tobytes())
        places = range(begin, begin + len(ids))
        for place, known in compress(zip(places, aliases, strict=True), aliases):
            register.aliases[place] = tuple(filter(None, known.split(BETWEEN_ALIASES)))
        return True

    def _placed(self, ids: Sequence[str], parents: Sequence[str], begin: int) -> list[int] | None:
        """Find the parents of new rows; None, and the rows stay unknown, when one is amiss."""
        places = self._places
        wanted = np.arange(begin, begin + len(ids))
        given = np.fromiter(map(places.setdefault, ids, wanted.tolist()), np.int64, len(ids))
        above = list(map(places.get, parents, repeat(-1)))
        found = np.array(above)
        is_new, lost = given == wanted, np.flatnonzero(found < 0).tolist()
        if is_new.all() and (found < wanted).all() and not any(parents[row] for row in lost):
            return above
        for identity in compress(ids, is_new.tolist()):
            del places[identity]
        return None


def _points(lons: Sequence[str], lats: Sequence[str]) -> Floats | None:
    """Read points, shape (2, rows); None when one of them is not on earth."""
    try:
        lonlat = np.array(
            [np.fromiter(map(float, some), float, len(some)) for some in (lons, lats)]
        )
    except ValueError:
        return None
    return lonlat if (np.abs(lonlat) <= FARTHEST).all() else None


def _take(register: Register, places: dict[str, int], row: int, cells: Sequence[str]) -> None:
    why = _unusable(cells, places)
    if why:
        register.problems.append(Problem(row, why))
        return
    identity, parent, level, name, lon, lat, aliases = cells
    above = places.get(parent, -1)
    if parent and above < 0:
        register.problems.append(Problem(row, f"its parent {parent} is not above it"))
    place = places[identity] = len(register.ids)
    register.ids.append(identity)
    register.parents.append(above)
    register.levels.append(level)
    register.names.append(name)
    register.lons.append(float(lon))
    register.lats.append(float(lat))
    if aliases:
        register.aliases[place] = tuple(filter(None, aliases.split(BETWEEN_ALIASES)))


def _unusable(cells: Sequence[str], places: dict[str, int]) -> str:
    """Say why a row cannot be taken, or nothing."""
    if len(cells) != len(COLUMNS):
        return f"it has {len(cells)} columns instead of {len(COLUMNS)}"
    if not cells[3].strip():
        return "it has no name"
    if cells[0] in places:
        return f"its id {cells[0]} is taken"
    try:
        on_earth = abs(float(cells[4])) <= 180 and abs(float(cells[5])) <= 90  # noqa: PLR2004
    except ValueError:
        on_earth = False
    return "" if on_earth else "its point is not on earth"
