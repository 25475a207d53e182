"""The index of a register of addresses: arrays that may lie in a file and are read there."""

from bisect import bisect_left
from dataclasses import dataclass, field, fields
from functools import cached_property
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.counted import BITS, CODES, Counted
from tocsin.core.addressing.normalising import RoadCodes

# A longer name is compared by its beginning; names in letters are longer.
LONGEST_NAME, LONGEST_IN_LETTERS = 24, 48
MICRO = 1_000_000
NONE = -1
# What it costs to leave a sign of a name away, in sixteenths: a generic one, another.
CHEAP, DEAR = 3, 12
# What it gains to say one, in sixteenths.
SAME = 16

Ints = npt.NDArray[np.integer]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class AddressIndex:
    """A tree of places, the names of those that have one, and the pairs of signs in the names.

    Every place is a node, numbered from nought in the order of the register. ``form`` is a way in
    which at least one place is called; forms are found by the pairs of characters and of sounds in
    them (``gram``). Numbered places are not named: they are found by the number below their parent.

    Attributes
    ----------
    parent, level, counted, number, name
        One a node: its parent or -1; places in ``levels``, ``Counted`` and the names.
    lonlat
        Millionths of a degree, shape (nodes, 2).
    radius
        Metres within which everything below the node lies.
    child_key, child
        Sorted keys of parent, counted and number, and the node that each leads to.
    form_sign, form_cost, form_length, form_whole, form_total
        The characters of each form, shape (forms, 24 or 48), what it costs to leave one away in
        sixteenths, how many there are, what the form gains when all but its generic signs are said,
        and how much the pairs in it weigh.
    form_start, form_node, form_named, form_strain
        The nodes of form i are ``form_node[form_start[i]:form_start[i + 1]]``, also as places in
        ``named_node``; the strain says how far-fetched a form is for the node: 0 registered, 1
        recorded alias, 2 derived, 3 cut short.
    named_node, named_path
        The nodes that have a form, ascending, and for each the named ones that it lies in, itself
        first, as places in ``named_node``; behind the last stands the count of these.
    whole_key, whole_start, whole_form
        The forms of a fingerprint, as above.
    gram_key, gram_weight, gram_start, gram_form
        The forms that hold a pair, as above.
    sounds
        What every character may sound like, shape (65536, 3).
    id_key, id_node
        The checksums of the ids, ascending, and the node of each.
    """

    parent: Ints
    level: Ints
    counted: Ints
    number: Ints
    name: Ints
    lonlat: Ints
    radius: npt.NDArray[np.floating]
    child_key: Ints
    child: Ints
    form_sign: Ints
    form_cost: Ints
    form_length: Ints
    form_whole: Ints
    form_total: npt.NDArray[np.floating]
    form_start: Ints
    form_node: Ints
    form_named: Ints
    form_strain: Ints
    named_node: Ints
    named_path: Ints
    whole_key: npt.NDArray[np.uint64]
    whole_start: Ints
    whole_form: Ints
    gram_key: Ints
    gram_weight: npt.NDArray[np.floating]
    gram_start: Ints
    gram_form: Ints
    sounds: Ints
    id_key: npt.NDArray[np.uint32]
    id_node: Ints
    id_text: Bytes
    id_start: Ints
    name_text: Bytes
    name_start: Ints
    levels: tuple[str, ...]
    road_codes: tuple[str, ...]
    codes: RoadCodes = field(init=False, compare=False)
    parent_at: "memoryview[int]" = field(init=False, compare=False, repr=False)
    counted_at: "memoryview[int]" = field(init=False, compare=False, repr=False)
    number_at: "memoryview[int]" = field(init=False, compare=False, repr=False)
    _child_key_at: "memoryview[int]" = field(init=False, compare=False, repr=False)
    _named_at: "memoryview[int]" = field(init=False, compare=False, repr=False)
    _id_key_at: "memoryview[int]" = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare for the codes of the roads, and for reading single numbers of some arrays."""
        object.__setattr__(self, "codes", RoadCodes.of(self.road_codes))
        for name, array in (
            ("parent_at", self.parent),
            ("counted_at", self.counted),
            ("number_at", self.number),
            ("_child_key_at", self.child_key),
            ("_named_at", self.named_node),
            ("_id_key_at", self.id_key),
        ):
            # Single numbers are read much quicker so than from the array.
            object.__setattr__(self, name, np.ascontiguousarray(array).data)

    @property
    def node_count(self) -> int:
        """Count the places."""
        return len(self.parent)

    @property
    def form_count(self) -> int:
        """Count the ways in which places are called."""
        return len(self.form_length)

    @cached_property
    def byte_count(self) -> int:
        """Count the bytes of all arrays."""
        return sum(getattr(self, name).nbytes for name in array_names())

    def id_of(self, node: int) -> str:
        """Give the register's id of a place."""
        return bytes(self.id_text[self.id_start[node] : self.id_start[node + 1]]).decode()

    def node_of(self, code: str) -> int:
        """Find the place with an id of the register, or -1."""
        key = crc32(code.encode())
        at = bisect_left(self._id_key_at, key)
        while at < len(self._id_key_at) and self._id_key_at[at] == key:
            node = int(self.id_node[at])
            if self.id_of(node) == code:
                return node
            at += 1
        return NONE

    def name_of(self, node: int) -> str:
        """Give the registered name of a place, without those above it."""
        name = self.name[node]
        return bytes(self.name_text[self.name_start[name] : self.name_start[name + 1]]).decode()

    def path_of(self, node: int) -> list[int]:
        """List a place and those that it lies in, the place first."""
        path, parent = [node], self.parent_at
        while (node := parent[node]) != NONE:
            path.append(node)
        return path

    def level_of(self, node: int) -> str:
        """Say of what level a place is."""
        return self.levels[int(self.level[node])]

    def is_named(self, node: int) -> bool:
        """Say whether a place has a form of its own."""
        at = bisect_left(self._named_at, node)
        return at < len(self._named_at) and self._named_at[at] == node

    def below(self, node: int, counted: Counted, number: int) -> int:
        """Find the child with a number, or -1."""
        key, keys = child_key(node, CODES[counted], number), self._child_key_at
        at = bisect_left(keys, key)
        return int(self.child[at]) if at < len(keys) and keys[at] == key else NONE

    def numbered(self, node: int, counted: Counted) -> tuple[Ints, Ints]:
        """List what is numbered so below a place: numbers, ascending, and nodes.

        The numbers of kilometre posts are metres from the beginning of the road.
        """
        code = CODES[counted]
        ends = [child_key(node, code, 0), child_key(node, code + 1, 0)]
        low, high = np.searchsorted(self.child_key, ends)
        return self.child_key[low:high] & ((1 << BITS) - 1), self.child[low:high]


def child_key(parent: int, counted: int, number: int) -> int:
    """Write a parent, what is counted and a number as one sortable integer."""
    return (((parent << 4) | counted) << BITS) | number


def array_names() -> list[str]:
    """List the attributes that are arrays."""
    return [one.name for one in fields(AddressIndex) if one.name not in _NOT_ARRAYS]


_NOT_ARRAYS = frozenset(
    {"levels", "road_codes", "codes", "parent_at", "counted_at", "number_at"}
    | {"_child_key_at", "_named_at", "_id_key_at"}
)
