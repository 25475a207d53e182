"""What may be meant while somebody is still typing: names that go on like what stands there.

Characters, full pinyin and the first letters of syllables may be mixed; the names of what a place
lies in may stand before its own, and numbers behind it, of which the last may go on too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.counted import Counted, Number, numbers_in
from tocsin.core.addressing.index import NONE, AddressIndex, Ints
from tocsin.core.addressing.letters import MOST_TYPED, Bits, Letters
from tocsin.core.addressing.normalising import CODE, NO_CODES, RoadCodes, unified
from tocsin.core.addressing.priors import NOTHING, Circumstances, worth

# The places above that may be typed before a name.
MOST_HEADS = 4
MOST_NODES = 2_000
# Figures of a number that may still be to come, and one.
MOST_FIGURES = 4
MOST_NAMED, MOST_NUMBERED = 24, 40
# Names of which is kept what they may mean: a number is typed behind the same name sign by sign,
# and many people begin alike.
MOST_KEPT = 512
# What letters behind figures stand for.
COUNTED = {
    "hl": Counted.BUILDING, "l": Counted.BUILDING, "d": Counted.BUILDING, "z": Counted.GROUP,
    "dy": Counted.UNIT, "s": Counted.GROUP, "h": Counted.DOOR,
}  # fmt: skip
SPELLED = re.compile(rf"(?<=\d)({'|'.join(sorted(COUNTED, key=len, reverse=True))})(?=\d|\Z)")
WORDS = "|".join(word for word in Counted if word)
TAIL = re.compile(rf"(?:k\d{{7}}|\d+(?:-\d+)*(?:{WORDS})?)+\Z")
# Besides what a number may always count: letters do not say what a bare number is of.
ALSO = (Counted.GROUP,)


NOWHERE: Ints = np.zeros(0, dtype=np.int64)
# Places, and how many signs of the name of each are to come.
Going = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Completed:
    """A place that goes on like what was typed; ``left`` signs of its name are to come."""

    node: int
    left: int


@dataclass
class Typing:
    """Completes what is typed with one index."""

    index: AddressIndex
    letters: Letters
    _parent: Ints = field(init=False, repr=False)
    _holds: npt.NDArray[np.bool_] = field(init=False, repr=False)
    _named: Callable[[str], Going] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Learn which places hold others; behind the last place there is nothing."""
        self._parent = np.append(self.index.parent, NONE)
        self._holds = np.zeros(self.index.node_count + 1, dtype=np.bool_)
        self._holds[self._parent] = True
        self._holds[NONE] = False
        self._named = lru_cache(MOST_KEPT)(self._named_anew)

    @classmethod
    def over(cls, index: AddressIndex) -> "Typing":
        """Prepare for the names of an index."""
        return cls(index, Letters(index))

    def complete(
        self, typed: str, limit: int = 8, here: Circumstances = NOTHING
    ) -> list[Completed]:
        """List the places that go on like what was typed, those with least to come first.

        Of those with as much to come, the ones come first that ``here`` speaks for.

        Examples
        --------
        >>> from tocsin.core.addressing.building import build_index
        >>> from tocsin.core.addressing.register import read_register
        >>> index = build_index(read_register([
        ...     ("1", "", "town", "东华镇", "106.6", "35.2", ""),
        ...     ("2", "1", "street", "东大街", "106.6", "35.2", ""),
        ...     ("3", "2", "street_no", "12号", "106.6", "35.2", ""),
        ... ]))
        >>> typing = Typing.over(index)
        >>> typed = "ddj", "东华镇dongd", "ddj1", "dhzddj12h"
        >>> [index.id_of(typing.complete(one)[0].node) for one in typed]
        ['2', '2', '3', '3']
        """
        words = unified(plain(typed), self.index.codes)[:MOST_TYPED]
        nodes, left = self._named(words)
        name, numbers = numbers_behind(words, self.index.codes)
        below: list[Completed] = []
        if numbers and name:
            for one in self._ordered(self._named(name), here, MOST_NAMED):
                below += numbered(self.index, one, numbers)
        going = (
            np.append(nodes, np.array([one.node for one in below], dtype=np.int64)),
            np.append(left, np.array([one.left for one in below], dtype=np.int64)),
        )
        return self._ordered(going, here, limit)

    def _ordered(self, going: Going, here: Circumstances, limit: int) -> list[Completed]:
        """Order places, each once: what is nearly said first, then what is likelier."""
        nodes, left = going
        order = np.lexsort((left, nodes))
        nodes, left = nodes[order], left[order]
        first = np.ones(len(nodes), dtype=np.bool_)
        first[1:] = nodes[1:] != nodes[:-1]
        nodes, left = nodes[first], left[first]
        # What differs by less than a tenth of a character is as likely: then numbers ascend.
        terms = -worth(here, self.index, nodes).round(1)
        order = np.lexsort((nodes, self.index.number[nodes], terms, left))[:limit]
        return [
            Completed(*one) for one in zip(nodes[order].tolist(), left[order].tolist(), strict=True)
        ]

    def _named_anew(self, typed: str) -> Going:
        """Complete the last name that was typed, in what was named before it."""
        heads: dict[int, set[int]] = {0: set()}
        found: list[Going] = [(NOWHERE, NOWHERE)]
        while heads and len(typed):
            start = min(heads)
            inside = heads.pop(start)
            followed = self.letters.follow(typed[start:])
            done = followed.used > 0
            nodes, row = self._nodes(followed.form[done], inside)
            left = self.index.form_length[followed.form[done]][row] - followed.used[done][row]
            found.append((nodes, left))
            if len(heads) < MOST_HEADS:
                self._add_heads(heads, followed.form, followed.ends, start, inside)
            heads.pop(len(typed), None)
        nodes, left = (np.concatenate(each) for each in zip(*found, strict=True))
        return nodes, left

    def _add_heads(
        self, heads: dict[int, set[int]], form: Ints, ends: Bits, start: int, inside: set[int]
    ) -> None:
        """Note where a name ends in which something else may lie."""
        some = np.flatnonzero(ends)
        nodes, row = self._nodes(form[some], inside)
        holding = self._holds[nodes]
        for node, bits in zip(
            nodes[holding].tolist(), ends[some][row][holding].tolist(), strict=True
        ):
            for place in range(1, MOST_TYPED + 1):
                if bits >> place & 1:
                    heads.setdefault(start + place, set()).add(node)

    def _nodes(self, form: Ints, inside: set[int]) -> tuple[Ints, Ints]:
        """List the places of some forms that lie inside others, and which form each has."""
        index = self.index
        begin = index.form_start[form]
        held = index.form_start[form + 1] - begin
        row = np.repeat(np.arange(len(form)), held)
        before = np.cumsum(held) - held
        nodes = index.form_node[np.repeat(begin - before, held) + np.arange(int(held.sum()))]
        nodes, row = nodes[:MOST_NODES], row[:MOST_NODES]
        if not inside:
            return nodes, row
        wanted = np.zeros_like(self._holds)
        wanted[list(inside)] = True
        within, above = np.zeros(len(nodes), dtype=np.bool_), nodes
        while (above := self._parent[above]).max(initial=NONE) >= 0:
            within |= wanted[above]
        return nodes[within], row[within]


def numbers_behind(words: str, codes: RoadCodes = NO_CODES) -> tuple[str, list[Number]]:
    """Cut the numbers off the end of what was typed, but not those in the codes of roads.

    >>> name, numbers = numbers_behind("hfc3s12h")
    >>> name, [(number.key, number.counted.name) for number in numbers]
    ('hfc', [(3, 'GROUP'), (12, 'DOOR')])
    """
    words = SPELLED.sub(lambda found: COUNTED[found[1]], words)
    roads = [match.end() for match in CODE.finditer(words) if match[0] in codes.codes]
    found = TAIL.search(words, max(roads, default=0))
    if found is None:
        return words, []
    return words[: found.start()], numbers_in(found[0])


def numbered(index: AddressIndex, named: Completed, numbers: list[Number]) -> list[Completed]:
    """Go down from a place by numbers, of which the last may go on."""
    node = named.node
    for number in numbers[:-1]:
        node = next((one for one, left in _children(index, node, number) if not left), NONE)
        if node == NONE:
            return []
    some = _children(index, node, numbers[-1])
    return [Completed(one, named.left + left) for one, left in some]


def _children(index: AddressIndex, node: int, number: Number) -> list[tuple[int, int]]:
    """List what lies below a place under a number, or one that begins so: first what is exact."""
    found: list[tuple[int, int]] = []
    may = number.may_count
    for counted in (*may, *ALSO) if number.counted is Counted.BARE else may:
        keys, nodes = index.numbered(node, counted)
        if not len(keys):
            continue
        for figures in range(MOST_FIGURES):
            ten = 10**figures
            low, high = np.searchsorted(keys, [number.key * ten, (number.key + 1) * ten])
            found += [(one, figures) for one in nodes[low:high][:MOST_NUMBERED].tolist()]
            if number.counted is not Counted.BARE:
                break
    return found
