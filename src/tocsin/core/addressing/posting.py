"""What names are found by: their pairs of signs, their fingerprints, and what lies around each."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.fingerprints import SHORTEST, Prints, of_names
from tocsin.core.addressing.grams import OF_SOUNDS, SIGN_BITS, pairs_of, signs_of
from tocsin.core.addressing.index import (
    CHEAP,
    DEAR,
    LONGEST_IN_LETTERS,
    LONGEST_NAME,
    NONE,
    SAME,
    Ints,
)
from tocsin.core.addressing.latin import LETTERS
from tocsin.core.addressing.sounds import readings

Arrays = dict[str, npt.NDArray[np.generic]]
Booleans = npt.NDArray[np.bool_]
# What tells little when it is left away.
GENERIC = "省市县区旗镇乡村街道路巷社处与和第"
# So many generic signs at the end of a name may be left away and the name be said whole.
LONGEST_ENDING = 2
# So many named places above a named one are looked at.
DEPTH = 10


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


def searchable(forms: Forms, parent: Ints) -> Arrays:
    """Write forms as arrays, with the nodes of each and what they are found by."""
    words = list(forms.places)
    longest = LONGEST_IN_LETTERS if any(map(LETTERS.search, words)) else LONGEST_NAME
    sign = np.zeros((len(words), longest), dtype=np.uint16)
    for place, one in enumerate(words):
        sign[place] = signs_of(one, longest)
    form = np.array(forms.forms, dtype=np.int64)
    node, strain = np.array(forms.nodes, dtype=np.int32), np.array(forms.strains, dtype=np.uint8)
    order = np.lexsort((strain, node, form))
    named = np.unique(node)
    generic = np.zeros(1 << 16, dtype=np.bool_)
    generic[[ord(one) for one in GENERIC]] = True
    cost = np.where(generic[sign], CHEAP, DEAR).astype(np.uint8) * (sign != 0)
    return {
        "form_sign": sign,
        "form_cost": cost,
        "form_whole": np.where(cost > CHEAP, SAME, -cost.astype(np.int16)).sum(
            axis=1, dtype=np.int16
        ),
        "form_length": (sign != 0).sum(axis=1).astype(np.uint8),
        "form_start": starts(form, len(words)),
        "form_node": node[order],
        "form_strain": strain[order],
        "form_named": np.searchsorted(named, node[order]).astype(np.int32),
        "named_node": named,
        "named_path": named_paths(named, parent),
        **fingerprinted(sign, cost),
        **posted(sign, generic),
    }


def posted(sign: Ints, generic: Booleans) -> Arrays:
    """List for every pair of signs the forms that hold it, and how much it tells."""
    sounds = readings()
    some = list(pairs_of(sign, sounds))
    rows = np.concatenate([rows for rows, _keys in some] or [np.zeros(0, np.int64)])
    keys = np.concatenate([keys for _rows, keys in some] or [np.zeros(0, np.int64)])
    # Sorting is quicker than looking for what is different.
    packed = np.sort((keys << 28) | rows)
    packed = packed[np.flatnonzero(np.diff(packed, prepend=-1))]
    keys, rows = packed >> 28, packed & ((1 << 28) - 1)
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    gram, held = keys[first], np.diff(first, append=len(keys))
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


def fingerprinted(sign: Ints, cost: Ints) -> Arrays:
    """Sort the forms by their fingerprints, also without the generic signs at their end."""
    longest = sign.shape[1]
    length = (sign != 0).sum(axis=1)
    telling = cost > CHEAP
    last = np.where(telling.any(axis=1), longest - telling[:, ::-1].argmax(axis=1), length)
    keys, forms = list[Prints](), list[Ints]()
    for shorter in range(LONGEST_ENDING + 1):
        rows = np.flatnonzero(length - shorter >= np.maximum(last, SHORTEST * min(shorter, 1)))
        name = sign[rows]
        name[np.arange(longest) >= (length[rows] - shorter)[:, None]] = 0
        keys += of_names(name, readings())
        forms += [rows, rows]
    packed, form = np.concatenate(keys), np.concatenate(forms).astype(np.int32)
    order = np.argsort(packed, kind="stable")
    key, first = np.unique(packed[order], return_index=True)
    return {
        "whole_key": key,
        "whole_start": np.append(first, len(packed)).astype(np.int32),
        "whole_form": form[order],
    }


def named_paths(named: Ints, parent: Ints) -> Ints:
    """List each named place and the named ones above it, as places in ``named``.

    The shape is (named, deepest); behind the last stands ``len(named)``.

    >>> named_paths(np.array([0, 1, 3]), np.array([-1, 0, 1, 2])).tolist()
    [[0, 3, 3], [1, 0, 3], [2, 1, 0]]
    """
    place = np.full(len(parent) + 1, len(named), dtype=np.int32)
    place[named] = np.arange(len(named))
    # The nearest named place at or above each place; what lies above comes first in a register.
    nearest = np.append(np.arange(len(parent)), NONE)
    above = np.append(parent, NONE)
    while len(bare := np.flatnonzero((place[nearest] == len(named)) & (nearest != NONE))):
        nearest[bare] = above[nearest[bare]]
    paths = [place[named]]
    at = nearest[above[named]]
    while len(paths) < DEPTH and (at != NONE).any():
        paths.append(place[at])
        at = nearest[above[at]]
    return np.stack(paths, axis=1)
