"""Building the index of a register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.counted import BITS, CODES, whole_number
from tocsin.core.addressing.grams import OF_SOUNDS, SIGN_BITS, pairs_of, signs_of
from tocsin.core.addressing.index import (
    CHEAP,
    DEAR,
    LONGEST_IN_LETTERS,
    LONGEST_NAME,
    MICRO,
    NONE,
    AddressIndex,
    Bytes,
    Ints,
)
from tocsin.core.addressing.latin import LETTERS
from tocsin.core.addressing.normalising import CODE, RoadCodes, normalise
from tocsin.core.addressing.register import Register
from tocsin.core.addressing.shortening import cut_forms, short_forms
from tocsin.core.addressing.sounds import readings
from tocsin.core.geo import EARTH_RADIUS_METRES, Floats

Arrays = dict[str, npt.NDArray[np.generic]]
Booleans = npt.NDArray[np.bool_]
REGISTERED, ALIAS, DERIVED, CUT = 0, 1, 2, 3
# What tells little when it is left away.
GENERIC = "省市县区旗镇乡村街道路巷社处与和第"
RANK = "省市县区旗镇乡"
UNNAMED = 0


@dataclass
class Forms:
    """The ways in which places are called, gathered one by one."""

    places: dict[str, int] = field(default_factory=dict)
    nodes: list[int] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)
    strains: list[int] = field(default_factory=list)

    def add(self, node: int, words: str, strain: int) -> None:
        """Call a place so."""
        self.forms.append(self.places.setdefault(words, len(self.places)))
        self.nodes.append(node)
        self.strains.append(strain)


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
        codes = RoadCodes.of(road_codes(register))
        distinct = list(dict.fromkeys(register.names))
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
    id_text, id_start = texts(register.ids)
    name_text, name_start = texts(names.distinct)
    arrays: dict[str, Any] = {**children(parent, numbers), **searchable(forms)}
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
        id_text=id_text,
        id_start=id_start,
        name_text=name_text,
        name_start=name_start,
        levels=tuple(levels),
        road_codes=tuple(sorted(names.codes.codes)),
    )


def road_codes(register: Register) -> list[str]:
    """List the codes of numbered roads in the names and aliases of a register."""
    said = {name.lower() for name in register.names if name[:1].lower() in "gsxyc"}
    said |= {alias.lower() for some in register.aliases.values() for alias in some}
    found = (CODE.match(name) for name in said)
    return [match[0] for match in found if match is not None]


def gathered(register: Register, names: Names) -> Forms:
    """Gather the forms of every place that has a name."""
    forms, homes = Forms(), dict[int, tuple[str, ...]]()
    for node in np.flatnonzero(names.number[names.of_node, 0] == 0).tolist():
        words = names.words[names.of_node[node]]
        at = homes_above(register.parents[node], register, homes)
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
    node: int, register: Register, known: dict[int, tuple[str, ...]]
) -> tuple[str, ...]:
    """List the short names of the divisions that a place and what it lies in are, nearest first."""
    if node == NONE:
        return ()
    found = known.get(node)
    if found is None:
        above = homes_above(register.parents[node], register, known)
        name = normalise(register.names[node])
        short = (
            name.removesuffix("街道").rstrip(RANK)
            if name[-1:] in RANK or name.endswith("街道")
            else ""
        )
        found = known[node] = (short, *above) if len(short) > 1 else above
    return found


def children(parent: Ints, numbers: Ints) -> Arrays:
    """Sort the numbered places by parent and number."""
    numbered = np.flatnonzero((numbers[:, 0] > 0) & (parent >= 0))
    above = parent[numbered].astype(np.int64)
    keys = (((above << 4) | (numbers[numbered, 0] - 1)) << BITS) | numbers[numbered, 1]
    order = np.argsort(keys, kind="stable")
    return {"child_key": keys[order], "child": numbered[order].astype(np.int32)}


def searchable(forms: Forms) -> Arrays:
    """Write forms as arrays, with the nodes of each and the pairs that they are found by."""
    words = list(forms.places)
    longest = LONGEST_IN_LETTERS if any(map(LETTERS.search, words)) else LONGEST_NAME
    sign = np.zeros((len(words), longest), dtype=np.uint16)
    for place, one in enumerate(words):
        sign[place] = signs_of(one, longest)
    form = np.array(forms.forms, dtype=np.int64)
    node, strain = np.array(forms.nodes, dtype=np.int32), np.array(forms.strains, dtype=np.uint8)
    order = np.lexsort((strain, node, form))
    generic = np.zeros(1 << 16, dtype=np.bool_)
    generic[[ord(one) for one in GENERIC]] = True
    return {
        "form_sign": sign,
        "form_cost": np.where(generic[sign], CHEAP, DEAR).astype(np.uint8) * (sign != 0),
        "form_length": (sign != 0).sum(axis=1).astype(np.uint8),
        "form_start": starts(form, len(words)),
        "form_node": node[order],
        "form_strain": strain[order],
        **posted(sign, generic),
    }


def posted(sign: Ints, generic: Booleans) -> Arrays:
    """List for every pair of signs the forms that hold it, and how much it tells."""
    sounds = readings()
    some = list(pairs_of(sign, sounds))
    rows = np.concatenate([rows for rows, _keys in some] or [np.zeros(0, np.int64)])
    keys = np.concatenate([keys for _rows, keys in some] or [np.zeros(0, np.int64)])
    packed = np.unique((keys << 28) | rows)
    keys, rows = packed >> 28, packed & ((1 << 28) - 1)
    gram, first, held = np.unique(keys, return_index=True, return_counts=True)
    weight = np.log1p(len(sign) / held).astype(np.float32)
    telling = np.repeat(weight * ~generic_pairs(gram, generic), held)
    total = np.bincount(rows, telling, minlength=len(sign))
    total = np.where(total > 0, total, np.bincount(rows, np.repeat(weight, held), len(sign)))
    return {
        "gram_key": gram,
        "gram_weight": weight,
        "gram_start": np.append(first, len(keys)).astype(np.int64),
        "gram_form": rows.astype(np.int32),
        "form_total": total.astype(np.float32),
    }


def generic_pairs(gram: Ints, generic: Booleans) -> Booleans:
    """Say of every pair whether it has a generic sign; of pairs of sounds, whether it may have."""
    first, second = (gram >> SIGN_BITS) & (2**SIGN_BITS - 1), gram & (2**SIGN_BITS - 1)
    sound = np.zeros_like(generic)
    sound[np.unique(readings()[generic])] = True
    of_sounds = gram >= OF_SOUNDS
    by_sound, by_sign = sound[first] | sound[second], generic[first] | generic[second]
    return np.asarray(np.where(of_sounds, by_sound, by_sign), dtype=np.bool_)


def starts(places: Ints, count: int) -> Ints:
    """Say where each of ``count`` places begins when sorted.

    >>> starts(np.array([0, 2, 2]), 3).tolist()
    [0, 1, 1, 3]
    """
    held = np.bincount(places, minlength=count) if len(places) else np.zeros(count, np.int64)
    return np.concatenate([[0], np.cumsum(held)]).astype(np.int64)


def texts(words: Sequence[str]) -> tuple[Bytes, Ints]:
    """Write words one after another in UTF-8, and where each begins."""
    encoded = [word.encode() for word in words]
    begin = np.concatenate([[0], np.cumsum([len(word) for word in encoded])])
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), begin.astype(np.int64)


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
