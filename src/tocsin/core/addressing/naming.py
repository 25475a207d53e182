"""One name with its numbers, said in English or in pinyin, in the characters of a register."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tocsin.core.addressing.english import (
    COUNTED,
    LONGEST_PHRASE,
    NUMBERED_KINDS,
    ORDINALS,
    PHRASES,
)
from tocsin.core.addressing.numerals import FIGURES
from tocsin.core.addressing.spelling import Speller, shorter, splits

TOKEN = re.compile(r"[gsxyck]\d+(?:\+\d+)?|[a-z]+(?:'[a-z]+)*|\d+(?:[-.]\d+)*(?:[a-z](?![a-z]))?|#")
CODE = re.compile(r"[gsxyck]\d")
NUMBER = re.compile(r"\d")
NUMBER_WORDS = frozenset({"no", "nr", "number", "num", "#"})
LEFT_AWAY = frozenset({"the", "a", "of", "and", "s", "branch"})
# What callers say of where they are, in syllables, and the words for it.
SAYINGS: dict[tuple[str, ...], str] = {
    tuple(said.split()): word
    for said, word in {
        "jiao cha kou": "十字",
        "shi zi lu kou": "十字",
        "shi zi": "十字",
        "xie dui mian": "斜对面",
        "dui mian": "对面",
        "pang bian": "旁边",
        "ge bi": "隔壁",
        "men kou": "门口",
        "hou mian": "后面",
        "qian mian": "前面",
        "fu jin": "附近",
    }.items()
}
LONGEST_SAYING = 4
# Syllables of numerals, and what is counted, the longest first.
NUMERALS = dict(
    zip(
        ("ling", "yi", "yao", "er", "liang", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi",
         "bai"),
        "零一幺二两三四五六七八九十百",
        strict=True,
    )
)  # fmt: skip
COUNTS = (
    (("hao", "lou"), "号楼"),
    (("dan", "yuan"), "单元"),
    (("gong", "li"), "公里"),
    (("hao",), "号"),
    (("she",), "社"),
    (("zu",), "社"),
    (("dui",), "社"),
    (("ceng",), "层"),
    (("dong",), "号楼"),
    (("lou",), "楼"),
    (("shi",), "室"),
)
# What is as often the beginning of a name: it is counted where nothing or a number follows.
DOUBTFUL = frozenset({"dong", "lou", "shi"})
SINGLE = {value: sign for sign, value in FIGURES.items() if sign not in "〇幺两"}
LONGEST_DOOR = 2
SHORTEST_ENGLISH = 4
ENGLISH = [phrase for phrase in PHRASES if phrase.isalpha() and len(phrase) >= SHORTEST_ENGLISH]
TENS = 10


@dataclass
class Part:
    """A part of what was said; ``items`` are syllables, words that may be meant, and numbers.

    ``door`` and ``counted`` are numbers that were said before any name and belong behind it.
    """

    text: str
    speller: Speller
    items: list[tuple[str, ...]] = field(default_factory=list)
    door: str = ""
    counted: list[str] = field(default_factory=list)

    def written(self, other: int = 0) -> str:
        """Write the part as the register does, its house number last."""
        tokens = TOKEN.findall(self.text)
        at = 0
        while at < len(tokens):
            at += self._take(tokens[at:])
        below = "".join(reversed(self.counted)) if self.items else "".join(self.counted)
        items = _with_sayings(_with_numerals(self.items))
        return self.speller.write(items, other) + self.door + below

    def _take(self, tokens: list[str]) -> int:
        """Take what stands at the beginning; return how many tokens that is."""
        word = tokens[0]
        following = tokens[1] if len(tokens) > 1 else ""
        taken = self._take_numbered(word, following, tokens)
        if taken:
            return taken
        for length in range(min(LONGEST_PHRASE, len(tokens)), 0, -1):
            meant = PHRASES.get(" ".join(tokens[:length]))
            if meant is not None:
                self.items.append(meant)
                return length
        if word not in LEFT_AWAY:
            nearly = _nearly_english(word)
            spelled = [] if CODE.match(word) else self.speller.split(word)
            self.items += [nearly] if nearly else [(one,) for one in spelled] or [(word,)]
        return 1

    def _take_numbered(self, word: str, following: str, tokens: list[str]) -> int:
        """Take a number with the word for what it counts, before it or behind."""
        if word in COUNTED and NUMBER.match(following):
            self._count(following, COUNTED[word])
            return 2
        if word in NUMBER_WORDS and NUMBER.match(following):
            if len(tokens) > 2 and tokens[2] in NUMBERED_KINDS:  # noqa: PLR2004 - the third word
                self.items.append((f"第{_in_words(following)}",))
                return 2
            return 1 + self._take_numbered(following, tokens[2] if len(tokens) > 2 else "", [])  # noqa: PLR2004 - as above
        if word in ORDINALS and following in NUMBERED_KINDS:
            self.items.append((f"第{SINGLE[ORDINALS[word]]}",))
            return 1
        if not NUMBER.match(word):
            return 0
        return self._number(word, following)

    def _number(self, number: str, following: str) -> int:
        if following in COUNTED:
            self._count(number, COUNTED[following])
            return 2
        in_pinyin = any(following in ("".join(said), said[0]) for said, _ in COUNTS)
        is_room = "-" in number or (self._is_counted() and len(number) > LONGEST_DOOR)
        if in_pinyin or is_room:
            self.items.append((number,))
        elif self.items:
            self.items.append((f"{number}号",))
        else:
            self.door = f"{number}号"
        return 1

    def _is_counted(self) -> bool:
        return bool(self.counted) or any(item[0][0].isdigit() for item in self.items)

    def _count(self, number: str, word: str) -> None:
        if self.items:
            self.items.append((f"{number}{word}",))
        else:
            self.counted.append(f"{number}{word}")


@lru_cache(maxsize=1 << 12)
def _nearly_english(word: str) -> tuple[str, ...]:
    """Say what a word means that is an English one with a letter left out, added or another."""
    if len(word) < SHORTEST_ENGLISH or splits(word, slips=0):
        return ()
    alike = {place for cut in shorter(word) for place in _english_cut().get(cut, ())}
    for known in map(ENGLISH.__getitem__, sorted(alike)):
        if abs(len(known) - len(word)) <= 1 and known[0] == word[0]:
            return PHRASES[known]
    return ()


@cache
def _english_cut() -> dict[str, list[int]]:
    """List the English words, as places, of which each is left when a letter is left out."""
    found: dict[str, list[int]] = {}
    for place, known in enumerate(ENGLISH):
        for cut in shorter(known):
            found.setdefault(cut, []).append(place)
    return found


def _with_numerals(items: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Write numerals and what they count in characters, where one stands before the other."""
    found: list[tuple[str, ...]] = []
    for item, following in zip(items, [*items[1:], ("",)], strict=False):
        found.append(item)
        if item[0] in DOUBTFUL and following[0] and not following[0][0].isdigit():
            continue
        for syllables, word in COUNTS:
            begin = len(found) - len(syllables)
            if [one[0] for one in found[begin:]] != list(syllables) or begin < 1:
                continue
            if found[begin - 1][0].isdigit() or found[begin - 1][0] in NUMERALS:
                _count_back(found, begin)
                found[begin:] = [(word,)]
                break
    if any(item[0] in {word for _, word in COUNTS} for item in found):
        _count_back(found, len(found))
    return found


def _with_sayings(items: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Write what callers say of where they are in characters."""
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(items):
        for length in range(LONGEST_SAYING, 0, -1):
            word = SAYINGS.get(tuple(item[0] for item in items[at : at + length]))
            if word is not None:
                found.append((word,))
                break
        else:
            length = 1
            found.append(items[at])
        at += length
    return found


def _count_back(found: list[tuple[str, ...]], end: int) -> None:
    """Write the syllables of a numeral that ends there in characters."""
    at = end - 1
    while at >= 0 and found[at][0] in NUMERALS:
        found[at] = (NUMERALS[found[at][0]],)
        at -= 1


def _in_words(figures: str) -> str:
    """Write a small number in Chinese.

    >>> _in_words("3"), _in_words("12")
    ('三', '十二')
    """
    number = int("".join(sign for sign in figures if sign.isdigit()))
    if number < TENS:
        return SINGLE[number]
    tens, ones = divmod(number, TENS)
    return (SINGLE.get(tens, "") if tens > 1 else "") + "十" + (SINGLE[ones] if ones else "")
