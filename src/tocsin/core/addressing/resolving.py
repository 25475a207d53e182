"""From what a caller says to the places that are meant."""

import re
from dataclasses import dataclass, field

import numpy as np

from tocsin.core.addressing.alignment import LONGEST_WORDS, lay
from tocsin.core.addressing.counted import Number, numbers_in
from tocsin.core.addressing.grams import signs_of
from tocsin.core.addressing.index import NONE, AddressIndex, Ints
from tocsin.core.addressing.judging import Found, Judge, home_of
from tocsin.core.addressing.normalising import CODE, unified
from tocsin.core.addressing.ranking import Floats, rank
from tocsin.core.addressing.relative import Said, heard
from tocsin.core.addressing.retrieval import likely_forms

NUMBER_WEIGHT = 0.15
# A letter tells less than a character.
LETTER_WEIGHT = 0.5
IN_LETTERS = re.compile(r"(?=.*[a-z]{4})[0-9a-z号-]*\Z")
LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was understood of the words, and the places that may be meant, likeliest first."""

    said: Said
    words: str
    found: list[Found]
    numbers: list[Number]
    explicable: float


@dataclass
class Resolver:
    """Resolves words with one index; not to be used by two threads at once."""

    index: AddressIndex
    _parent: Ints = field(init=False, repr=False)
    _row_of: Ints = field(init=False, repr=False)
    _home: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make room for the rows of nodes."""
        self._parent = np.append(self.index.parent, NONE)
        self._row_of = np.full(self.index.node_count + 1, NONE, dtype=np.int32)
        self._home = home_of(self.index)

    def resolve(self, text: str, limit: int = 5) -> Resolved:
        """Find the places that the words may mean, likeliest first."""
        said = heard(text[:LONGEST_TEXT])
        words = unified(said.words, self.index.codes)[:LONGEST_WORDS]
        numbers = numbers_in(words, taken=self._codes_in(words))
        signs = signs_of(words, len(words))
        weight = weights(words, numbers)
        laid = lay(self.index, likely_forms(self.index, signs), signs)
        ranked = rank(self.index, laid, weight, self._parent, self._row_of)
        found = Judge(self.index, ranked, numbers, weight, self._home).judge(limit)
        return Resolved(said, words, found, numbers, float(weight.sum()))

    def _codes_in(self, words: str) -> tuple[tuple[int, int], ...]:
        known = self.index.codes.codes
        return tuple(match.span() for match in CODE.finditer(words) if match[0] in known)


def weights(words: str, numbers: list[Number]) -> Floats:
    """Say how much it is worth to explain each sign; numbers are looked up, not compared."""
    weight = np.ones(len(words))
    if IN_LETTERS.match(words):
        weight[:] = LETTER_WEIGHT
    for number in numbers:
        weight[number.start : number.end] = NUMBER_WEIGHT
    return weight
