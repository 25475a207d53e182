"""Building the index of a register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.counted import BITS, CODES, whole_number
from tocsin.core.addressing.index import MICRO, NONE, AddressIndex, Bytes, Ints
from tocsin.core.addressing.normalising import CODE, RoadCodes, normalise
from tocsin.core.addressing.posting import Arrays, Forms, searchable
from tocsin.core.addressing.register import Register
from tocsin.core.addressing.shortening import cut_forms, short_forms
from tocsin.core.addressing.sounds import readings
from tocsin.core.geo import EARTH_RADIUS_METRES, Floats

REGISTERED, ALIAS, DERIVED, CUT = 0, 1, 2, 3
RANK = "省市县区旗镇乡"
UNNAMED = 0


@dataclass
class Names:
    """What every distinct name of a register comes to, worked out once.

    ``number`` holds for each what it counts, from one on, and its key; 0 where it is no number.
    """

    codes: RoadCodes
    distinct: list[str]
    words: list[str]
    number: Ints
    of_node: Ints

    @classmethod
    def of(cls, register: Register) -> "Names":
        """Normalise the names of a register, and read those that are numbers."""
        distinct = list(dict.fromkeys(register.names))
        codes = RoadCodes.of(road_codes(distinct, register.aliases.values()))
        places = {name: place for place, name in enumerate(distinct)}
        words = [normalise(name, codes) for name in distinct]
        number = np.zeros((len(distinct), 2), dtype=np.int64)
        for place, one in enumerate(words):
            found = whole_number(one)
            if found is not None:
                number[place] = CODES[found.counted] + 1, found.key
        of_node = np.fromiter(map(places.__getitem__, register.names), np.int32, len(register))
        return cls(codes, distinct, words, number, of_node)


def build_index(register: Register) -> AddressIndex:
    """Build the index of a register.

    Examples
    --------
    >>> from tocsin.core.addressing.register import read_register
    >>> rows = [
    ...     ("a", "", "town", "安口镇", "106.8", "35.2", ""),
    ...     ("b", "a", "street", "东大街", "106.8", "35.2", ""),
    ...     ("c", "b", "street_no", "3号", "106.8", "35.2", ""),
    ... ]
    >>> index = build_index(read_register(rows))
    >>> index.node_count, index.form_count, index.id_of(2), index.name_of(1)
    (3, 2, 'c', '东大街')
    """
    names = Names.of(register)
    numbers, forms = names.number[names.of_node], gathered(register, names)
    parent = np.array(register.parents, dtype=np.int32)
    lonlat = np.column_stack([register.lons, register.lats]).reshape(-1, 2)
    levels = list(dict.fromkeys(register.levels))
    places = {level: place for place, level in enumerate(levels)}
    name_text, name_start = texts(list(map(str.encode, names.distinct)))
    arrays: dict[str, Any] = {
        **identities(register.ids),
        **children(parent, numbers),
        **searchable(forms, parent),
    }
    return AddressIndex(
        parent=parent,
        level=np.array([places[level] for level in register.levels], dtype=np.uint8),
        counted=numbers[:, 0].astype(np.uint8),
        number=numbers[:, 1].astype(np.int32),
        name=names.of_node,
        lonlat=np.rint(lonlat * MICRO).astype(np.int32),
        radius=radii(parent, lonlat),
        **arrays,
        sounds=readings(),
        name_text=name_text,
        name_start=name_start,
        levels=tuple(levels),
        road_codes=tuple(sorted(names.codes.codes)),
    )


def road_codes(names: Iterable[str], aliases: Iterable[Iterable[str]]) -> list[str]:
    """List the codes of numbered roads in the names and aliases of a register."""
    said = {name.lower() for name in names if name[:1].lower() in "gsxyc"}
    said |= {alias.lower() for some in aliases for alias in some}
    found = (CODE.match(name) for name in said)
    return [match[0] for match in found if match is not None]


def gathered(register: Register, names: Names) -> Forms:
    """Gather the forms of every place that has a name."""
    forms, homes = Forms(), dict[int, tuple[str, ...]]()
    for node in np.flatnonzero(names.number[names.of_node, 0] == 0).tolist():
        words = names.words[names.of_node[node]]
        at = homes_above(register.parents[node], register.parents, names, homes)
        if words:
            forms.add(node, words, REGISTERED)
            for short in short_forms(words, at):
                forms.add(node, short, DERIVED)
            for cut in cut_forms(words, at):
                forms.add(node, cut, CUT)
    for node, aliases in register.aliases.items():
        for alias in aliases:
            said = normalise(alias, names.codes)
            if said and whole_number(said) is None:
                forms.add(node, said, ALIAS)
    return forms


def homes_above(
    node: int, parents: Sequence[int], names: Names, known: dict[int, tuple[str, ...]]
) -> tuple[str, ...]:
    """List the short names of the divisions that a place and what it lies in are, nearest first."""
    if node == NONE:
        return ()
    found = known.get(node)
    if found is None:
        above = homes_above(parents[node], parents, names, known)
        short = home_of_name(names.words[names.of_node[node]])
        found = known[node] = (short, *above) if len(short) > 1 else above
    return found


def home_of_name(name: str) -> str:
    """Write the name of a division without its rank; nothing for what is none.

    >>> home_of_name("华亭市"), home_of_name("东华街道"), home_of_name("解放路")
    ('华亭', '东华', '')
    """
    if name.endswith("街道"):
        return name.removesuffix("街道").rstrip(RANK)
    return name.rstrip(RANK) if name[-1:] in RANK else ""


def children(parent: Ints, numbers: Ints) -> Arrays:
    """Sort the numbered places by parent and number."""
    numbered = np.flatnonzero((numbers[:, 0] > 0) & (parent >= 0))
    above = parent[numbered].astype(np.int64)
    keys = (((above << 4) | (numbers[numbered, 0] - 1)) << BITS) | numbers[numbered, 1]
    order = np.argsort(keys, kind="stable")
    return {"child_key": keys[order], "child": numbered[order].astype(np.int32)}


def identities(ids: Sequence[str]) -> Arrays:
    """Write the ids of a register, and how a place is found by its id."""
    encoded = list(map(str.encode, ids))
    text, begin = texts(encoded)
    key = np.fromiter(map(crc32, encoded), np.uint32, len(ids))
    order = np.argsort(key, kind="stable").astype(np.int32)
    return {"id_text": text, "id_start": begin, "id_key": key[order], "id_node": order}


def texts(encoded: Sequence[bytes]) -> tuple[Bytes, Ints]:
    """Write words in UTF-8 one after another, and where each begins."""
    begin = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=begin[1:])
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), begin


def radii(parent: Ints, lonlat: Floats) -> npt.NDArray[np.float32]:
    """Say within how many metres of each place everything below it lies, shape (nodes,)."""
    east, north = np.deg2rad(lonlat[:, 0]), np.deg2rad(lonlat[:, 1])
    reach = np.zeros(len(parent))
    above = parent.copy()
    node = np.arange(len(parent))
    while len(node):
        node, above = node[above >= 0], above[above >= 0]
        x = (east[node] - east[above]) * np.cos(north[above])
        metres = EARTH_RADIUS_METRES * np.hypot(x, north[node] - north[above])
        np.maximum.at(reach, above, metres)
        above = parent[above]
    return reach.astype(np.float32)
