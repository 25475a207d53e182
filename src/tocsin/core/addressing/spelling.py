"""Names spelled in pinyin, written in the characters that the names of one register have.

Tones are not needed, and syllables may run together. Of the characters that are read so, those are
taken that stand beside each other in names of the register.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tocsin.core.addressing.grams import SIGN_BITS
from tocsin.core.addressing.index import AddressIndex
from tocsin.core.geo import Floats

MOST_CANDIDATES = 24
MOST_SPLITS = 6
LONGEST_WORD = 40
# A letter may be wrong in words and syllables that are so long, and what that costs.
SHORTEST_SLIP, LEAST_OF_SLIP, COST_OF_SLIP = 3, 2, 1.5
LONGEST_SYLLABLE = 6
ONE_LETTER = frozenset("ae")
# A pair that stands in names counts so much more than two characters that do not.
TOGETHER = 2.0
# How much less usual the second reading of a character is than the first, and what it costs.
RARER, COST_OF_RARE = 0.05, 0.7
# What it costs to take a word that is less likely meant.
COST_OF_NEXT = 0.7
# Of the signs in names, so many are characters where names are spelled in pinyin.
SHARE_OF_CHARACTERS = 0.5
FIRST_CHARACTER = 0x3400


@cache
def syllables() -> dict[str, dict[str, float]]:
    """List the characters that are read as each syllable, and how usual that reading of each is."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - slow, and few ask in pinyin

    read: dict[str, dict[str, float]] = {}
    for code, spelled in pinyin_dict.items():
        if code >= 1 << SIGN_BITS:
            continue
        for rank, one in enumerate(dict.fromkeys(map(bare, spelled.split(",")))):
            read.setdefault(one, {})[chr(code)] = RARER**rank
    return {
        one: signs
        for one, signs in read.items()
        if re.search("[aeiou]", one) and (len(one) > 1 or one in ONE_LETTER)
    }


def bare(syllable: str) -> str:
    """Write a syllable without its tone.

    >>> bare("lǜ"), bare("dōng")
    ('lu', 'dong')
    """
    return "".join(
        sign for sign in unicodedata.normalize("NFD", syllable) if sign.isascii() and sign.isalpha()
    )


def splits(word: str, *, slips: int = 1) -> list[list[str]]:
    """List the ways to read a word as syllables, those of the fewest first, none if there is none.

    Where there is none, one letter may be wrong, unless ``slips`` is 0; the syllable that has it
    wrong is given as it was said.

    Examples
    --------
    >>> splits("dongda"), splits("xi'an"), splits("lvyuan")[0], splits("kfc")
    ([['dong', 'da']], [['xi', 'an']], ['lu', 'yuan'], [])
    >>> splits("yuanlu")
    [['yuan', 'lu'], ['yu', 'an', 'lu']]
    """
    if len(word) > LONGEST_WORD:
        return []
    found: list[list[str]] = [[]]
    for part in re.sub(r"(?<=[ln])v", "u", word).split("'"):
        found = [[*before, *some] for before in found for some in _splits(part, slips)][
            :MOST_SPLITS
        ]
    return found


@lru_cache(maxsize=1 << 12)
def _splits(word: str, slips: int) -> list[list[str]]:
    found = _ways(word, slips=0)
    return found or (_ways(word, slips=slips) if len(word) >= SHORTEST_SLIP else [])


def _ways(word: str, *, slips: int) -> list[list[str]]:
    """List the ways to read a word as syllables, of which so many may have a letter wrong."""
    known = syllables()
    ways: list[list[tuple[int, list[str]]]] = [[(0, [])], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        some = []
        near = range(max(0, end - LONGEST_SYLLABLE - slips), end)
        if not any(map(ways.__getitem__, near)):
            return []
        for begin in near:
            part = word[begin:end]
            slipped = part not in known
            # The first way has the fewest letters wrong.
            if not ways[begin] or ways[begin][0][0] + slipped > slips:
                continue
            if slipped and not nearly(part):
                continue
            some += [
                (wrong + slipped, [*before, part])
                for wrong, before in ways[begin]
                if wrong + slipped <= slips
            ]
        fewest = min((len(one) for _, one in some), default=0)
        short = [one for one in some if len(one[1]) <= fewest + 1 + slips]
        ways[end] = sorted(short, key=lambda one: (one[0], len(one[1])))[
            : MOST_SPLITS * (1 + slips)
        ]
    return [one for _, one in ways[-1]]


@lru_cache(maxsize=1 << 13)
def nearly(part: str) -> list[str]:
    """List the syllables that something is with one letter left out, added or another.

    >>> "feng" in nearly("fng"), "tai" in nearly("taai"), nearly("street")
    (True, True, [])
    """
    if len(part) < LEAST_OF_SLIP:
        return []
    return sorted({one for cut in shorter(part) for one in _cut().get(cut, ()) if one != part})


@cache
def _cut() -> dict[str, list[str]]:
    """List the syllables of which each is left when a letter is left out, or none."""
    found: dict[str, list[str]] = {}
    for syllable in syllables():
        for cut in shorter(syllable):
            found.setdefault(cut, []).append(syllable)
    return found


def shorter(part: str) -> set[str]:
    """List a word and what is left of it when a letter is left out.

    >>> sorted(shorter("abc"))
    ['ab', 'abc', 'ac', 'bc']
    """
    return {part, *(part[:at] + part[at + 1 :] for at in range(len(part)))}


@dataclass(frozen=True, slots=True)
class Options:
    """What one item may be written as, and how likely each is by itself."""

    words: list[str]
    worth: Floats


@dataclass(frozen=True, slots=True)
class Traced:
    """What items are written as, how likely that is, and how many neighbours no name has."""

    written: list[str]
    worth: float
    strangers: int


@dataclass(frozen=True)
class Speller:
    """Writes syllables in the characters of one register's names."""

    index: AddressIndex
    counts: npt.NDArray[np.int64]
    _known: dict[str, Options] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, index: AddressIndex) -> "Speller | None":
        """Learn the characters of an index; none where the names are in another script."""
        counts = np.bincount(index.form_sign.ravel(), minlength=1 << SIGN_BITS)
        counts[0] = 0
        characters = int(counts[FIRST_CHARACTER:].sum())
        if characters <= SHARE_OF_CHARACTERS * int(counts.sum()):
            return None
        return cls(index, counts)

    def split(self, word: str) -> list[str]:
        """Split a word into the syllables that names of the register are read as."""
        ways = splits(word)
        if len(ways) < 2:  # noqa: PLR2004 - there is no choice
            return ways[0] if ways else []
        traced = [(self._traced([(one,) for one in way]), way) for way in ways]
        fewest = [one for one in traced if len(one[1]) == min(map(len, ways))]
        best = max(fewest, key=lambda one: one[0].worth)
        if best[0].strangers:
            known = [one for one in traced if not one[0].strangers]
            best = max([best, *known], key=lambda one: (not one[0].strangers, one[0].worth))
        return best[1]

    def write(self, said: list[tuple[str, ...]], other: int = 0) -> str:
        """Write what is said, each a syllable or the words that may be meant, likeliest first.

        A syllable is one item in Latin letters. Where no character of the register is read so, any
        is taken, for its sound. Another than the best fitting word is taken for the last that may
        be ``other``.
        """
        written = self._traced(said).written
        several = [place for place, some in enumerate(said) if len(some) > 1]
        for place in several:
            fits = {one: self._fits(written, place, one) for one in said[place]}
            ranked = sorted(said[place], key=lambda one: -fits[one])
            last = place == several[-1]
            written[place] = ranked[min(other, len(ranked) - 1) if last else 0]
        return "".join(written)

    def _traced(self, said: list[tuple[str, ...]]) -> "Traced":
        """Choose of each item what stands best beside the others."""
        if not said:
            return Traced([], 0.0, 0)
        options = [self._options(one) for one in said]
        worth = options[0].worth
        came: list[npt.NDArray[np.int64]] = []
        for before, here in pairwise(options):
            total = worth[:, None] + self._together(before.words, here.words)
            came.append(total.argmax(axis=0))
            worth = total.max(axis=0) + here.worth
        at = int(worth.argmax())
        written = [options[-1].words[at]]
        for before, from_ in zip(reversed(options[:-1]), reversed(came), strict=True):
            at = int(from_[at])
            written.append(before.words[at])
        written.reverse()
        strangers = sum(not self._held(one[-1], two[0]) for one, two in pairwise(written))
        return Traced(written, float(worth.max()), strangers)

    def _options(self, said: tuple[str, ...]) -> Options:
        if not said[0].isascii() or not (said[0] in syllables() or nearly(said[0])):
            worth = np.arange(len(said), dtype=np.float64) * -COST_OF_NEXT
            return Options(list(said), worth)
        if said[0] in syllables() and said[0] not in self._known:
            self._known[said[0]] = self._characters(said[0])
        return self._known.get(said[0]) or self._slipped(said[0])

    def _slipped(self, part: str) -> Options:
        """List the characters that are read as any syllable that was nearly said."""
        some = [self._options((syllable,)) for syllable in nearly(part)]
        words = [word for one in some for word in one.words]
        worth = np.concatenate([one.worth for one in some]).astype(np.float64)
        return Options(words, worth - COST_OF_SLIP)

    def _characters(self, syllable: str) -> Options:
        """List the characters of the register that are read so, the most usual first."""
        signs = syllables()[syllable]
        words, usual = list(signs), np.array(list(signs.values()))
        held = self.counts[np.array(list(map(ord, words)))] * usual
        order = np.argsort(-held, kind="stable")[:MOST_CANDIDATES]
        order = order[held[order] > 0] if held.any() else order[:1]
        worth = 0.2 * np.log1p(held[order]) + COST_OF_RARE * np.log(usual[order])
        return Options([words[place] for place in order], worth)

    def _fits(self, written: list[str], place: int, one: str) -> int:
        """Count the two signs before and the one behind that stand so in names."""
        before = "".join(written[max(0, place - 2) : place])[-2:]
        behind = "".join(written[place + 1 : place + 2])[:1]
        pairs = [*((sign, one[0]) for sign in before), *((one[-1], sign) for sign in behind)]
        return sum(self._held(first, second) > 0 for first, second in pairs)

    def _held(self, first: str, second: str) -> int:
        return int(self._counted(np.array([(ord(first) << SIGN_BITS) | ord(second)]))[0])

    def _counted(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Count the names that hold each pair."""
        known, start = self.index.gram_key, self.index.gram_start
        if not len(known):
            return np.zeros(keys.shape, dtype=np.int64)
        at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[at] == keys, start[at + 1] - start[at], 0).astype(np.int64)

    def _together(self, before: list[str], here: list[str]) -> Floats:
        """Say how often the last sign of each stands before the first of the others."""
        first = np.array([ord(one[-1]) for one in before], dtype=np.int64) << SIGN_BITS
        keys = first[:, None] | np.array([ord(one[0]) for one in here], dtype=np.int64)
        held = self._counted(keys)
        return np.asarray(np.where(held > 0, TOGETHER + np.log1p(held), 0.0), dtype=np.float64)
