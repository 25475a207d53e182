"""From what a caller says to the places that are meant."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from tocsin.core.addressing.alignment import LONGEST_WORDS, Laid, lay
from tocsin.core.addressing.counted import Number, numbers_in
from tocsin.core.addressing.foreign import is_foreign, readings
from tocsin.core.addressing.grams import signs_of
from tocsin.core.addressing.index import NONE, AddressIndex, Ints
from tocsin.core.addressing.judging import Found, Judge, home_of
from tocsin.core.addressing.normalising import CODE, unified
from tocsin.core.addressing.priors import NOTHING, Circumstances, worth
from tocsin.core.addressing.ranking import Floats, Ranked, favoured, rank
from tocsin.core.addressing.relative import Said, heard
from tocsin.core.addressing.retrieval import likely_forms
from tocsin.core.addressing.spelling import Speller
from tocsin.core.addressing.wholes import left_open, said_whole

NUMBER_WEIGHT = 0.15
# A letter tells less than a character.
LETTER_WEIGHT = 0.5
IN_LETTERS = re.compile(r"(?=.*[a-z]{4})[0-9a-z号-]*\Z")
LONGEST_TEXT, LONGEST_FOREIGN = 400, 72
# In characters: when names said whole leave no more than this open, no others are looked for.
LEFT_OPEN = 0.8
# Words of which is kept what they may mean before anything else is known: many people begin alike.
MOST_KEPT = 256
Weighed = tuple[list[Number], Floats, Ranked]


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
    _row_of: Ints = field(init=False, repr=False)
    _home: int = field(init=False, repr=False)
    _weighed: Callable[[str], Weighed] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make room for the rows of nodes, and for what was ranked before."""
        self._weighed = lru_cache(MOST_KEPT)(self._weighed_anew)
        self._row_of = np.full(len(self.index.named_node) + 1, NONE, dtype=np.int32)
        self._home = home_of(self.index)

    def resolve(self, text: str, limit: int = 5, here: Circumstances = NOTHING) -> Resolved:
        """Find the places that the words may mean, likeliest first."""
        said, words = self._taken_in(text)
        numbers, weight, ranked = self._weighed(words)
        if here is not NOTHING:
            ranked = favoured(ranked, worth(here, self.index, ranked.node))
        found = Judge(self.index, ranked, numbers, weight, self._home, words).judge(limit)
        return Resolved(said, words, found, numbers, float(weight.sum()))

    def says_whole(self, text: str) -> bool:
        """Say whether names said whole explain the words, so that no others are looked for."""
        _said, words = self._taken_in(text)
        weight = weights(words, numbers_in(words, taken=self._codes_in(words)))
        laid = said_whole(self.index, signs_of(words, len(words)))
        return self._by_wholes(laid, weight) is not None

    def _taken_in(self, text: str) -> tuple[Said, str]:
        said = heard(text[:LONGEST_TEXT])
        return said, unified(said.words, self.index.codes)[:LONGEST_WORDS]

    def readings(self, text: str) -> Iterable[str]:
        """Say words in English or pinyin in Chinese, in each way that may be meant."""
        if not is_foreign(text):
            return (text,)
        return readings(text[:LONGEST_FOREIGN], self._speller)

    @cached_property
    def _speller(self) -> Speller | None:
        return Speller.of(self.index)

    def _weighed_anew(self, words: str) -> Weighed:
        """Find the numbers among words, what each sign weighs, and the places, ranked."""
        numbers = numbers_in(words, taken=self._codes_in(words))
        weight = weights(words, numbers)
        return numbers, weight, self._ranked(signs_of(words, len(words)), weight)

    def _ranked(self, signs: Ints, weight: Floats) -> Ranked:
        """Rank the places by the names said whole; by others too when these leave words open."""
        index = self.index
        laid = said_whole(index, signs)
        ranked = self._by_wholes(laid, weight)
        if ranked is not None:
            return ranked
        laid += lay(index, likely_forms(index, signs), signs)
        return rank(index, laid, weight, self._row_of)

    def _by_wholes(self, laid: Laid, weight: Floats) -> Ranked | None:
        """Rank the places by the names said whole; None when these leave words open."""
        # A number is looked up, and no name has to explain it.
        telling = weight * (weight > NUMBER_WEIGHT)
        if left_open(laid, telling.tolist()) > LEFT_OPEN:
            return None
        ranked = rank(self.index, laid, weight, self._row_of)
        enough = len(ranked.score) and ranked.score[0] >= telling.sum() - LEFT_OPEN
        return ranked if enough else None

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
