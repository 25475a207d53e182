"""A register of addresses as columns, with what is wrong with its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat

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
    lons: list[float] = field(default_factory=list)
    lats: list[float] = field(default_factory=list)
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
    register = Register()
    places: dict[str, int] = {}
    shared: dict[str, str] = {}
    waiting, row = iter(rows), 1
    while some := list(islice(waiting, AT_ONCE)):
        if not _take_all(register, places, shared, some):
            for at, cells in enumerate(some, start=row):
                _take(register, places, at, cells)
        row += len(some)
    return register


def _take_all(
    register: Register,
    places: dict[str, int],
    shared: dict[str, str],
    some: list[Sequence[str]],
) -> bool:
    """Take rows together when nothing is wrong with any of them; else take none."""
    if set(map(len, some)) != {len(COLUMNS)}:
        return False
    ids, parents, levels, names, lons, lats, aliases = zip(*some, strict=True)
    begin = len(register.ids)
    added = dict(zip(ids, range(begin, begin + len(ids)), strict=True))
    lonlat = _points(lons, lats)
    usable = len(added) == len(ids) and places.keys().isdisjoint(added)
    if lonlat is None or not usable or not all(map(str.strip, names)):
        return False
    places |= added
    above = list(map(places.get, parents, repeat(-1)))
    later = np.array(above) >= np.arange(begin, begin + len(above))
    if later.any() or any(parent for parent, at in zip(parents, above, strict=True) if at < 0):
        for one in ids:
            del places[one]
        return False
    register.ids += ids
    register.parents += above
    # Equal words are kept once: nearly all names are numbers that stand in the register often.
    register.levels += map(shared.setdefault, levels, levels)
    register.names += map(shared.setdefault, names, names)
    register.lons += lonlat[0].tolist()
    register.lats += lonlat[1].tolist()
    for place, known in enumerate(aliases, start=begin):
        if known:
            register.aliases[place] = tuple(filter(None, known.split(BETWEEN_ALIASES)))
    return True


def _points(lons: Sequence[str], lats: Sequence[str]) -> Floats | None:
    """Read points, shape (2, rows); None when one of them is not on earth."""
    try:
        lonlat = np.array([list(map(float, lons)), list(map(float, lats))])
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
