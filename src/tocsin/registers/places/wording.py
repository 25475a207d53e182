"""How a place is written and how it is said, brought to one form that can be compared."""

import json
import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from pypinyin import Style, lazy_pinyin

# Nought to nine, as written; two ways to write nought and two.
FIGURES = "\u96f6\u3007 \u4e00 \u4e8c\u4e24 \u4e09 \u56db \u4e94 \u516d \u4e03 \u516b \u4e5d"
DIGITS = {sign: value for value, signs in enumerate(FIGURES.split()) for sign in signs}
TEN, HUNDRED = "\u5341", "\u767e"
# building, block, number, unit, room, storey, hamlet, group, kilometre
COUNTED = "\u53f7\u680b\u5e62\u5ea7\u697c\u5355\u5ba4\u5c42\u793e\u7ec4\u961f\u516c\u5343"
NUMERAL = re.compile(rf"([{''.join(DIGITS)}{TEN}{HUNDRED}]+)(?=[{COUNTED}])")
BLOCK = re.compile(r"(?<=[0-9a-z])(?:\u680b|\u5e62|\u5ea7)(?:\u697c)?")
BLOCK_WORD = "\u53f7\u697c"
TOKEN = re.compile(r"[0-9]+|[a-z]+|[^\W\d_]")
LETTER_OR_NUMBER = re.compile(r"[0-9]+|[a-z]")
LATIN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
HAN = re.compile(r"[\u3400-\u9fff]+")
# A numbered road and a kilometre on it, whatever is said between them; the ranks of roads.
POST = re.compile(r"([gsxyc]\d{1,4})(?:\u7ebf)?[^\d,;]{0,6}?k?(\d{1,4})(?:\+\d+)?\u516c\u91cc")
RANKS = {"\u56fd": "g", "\u7701": "s", "\u53bf": "x", "\u4e61": "y"}
RANKED = re.compile(r"(?<!\d)(\d{1,4})?([\u56fd\u7701\u53bf\u4e61])\u9053(?(1)|(\d{1,4}))")
CLAUSE = re.compile(r"[,;.!?\u3001\u3002\s]+")
SPOKEN = Path(__file__).parent / "data" / "spoken.json"
LEAST = 2


def normalise(text: str) -> str:
    """Bring words for a place to one form: half width, lower case, figures, one word for a block.

    A kilometre of a numbered road becomes what its post says.

    >>> normalise("Ｇ３４４ 十二幢 三单元")
    'g34412号楼3单元'
    >>> normalise("344国道大概九公里"), normalise("G344 K9+200")
    ('g344k9', 'g344k9200')
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = NUMERAL.sub(lambda found: str(number_of(found.group(1))), plain)
    plain = plain.replace("#", "\u53f7").replace("\u5343\u7c73", "\u516c\u91cc")
    plain = BLOCK.sub(BLOCK_WORD, plain)
    plain = RANKED.sub(lambda road: RANKS[road[2]] + (road[1] or road[3]), plain)
    plain = POST.sub(r"\1k\2", plain)
    return "".join(TOKEN.findall(plain))


@cache
def spoken() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Read the words that people put before and after a place."""
    words = json.loads(SPOKEN.read_text(encoding="utf-8"))
    before, after = ("|".join(map(re.escape, words[side])) for side in ("before", "after"))
    return re.compile(f"^(?:{before})+"), re.compile(f"(?:{after})+$")


def clauses(text: str) -> list[str]:
    """Take what may name a place out of a caller's words, the longest part first.

    >>> clauses("能看见邮局"), clauses("G344，离陶坪村便民超市不远")
    (['邮局'], ['陶坪村便民超市', 'G344'])
    """
    before, after = spoken()
    said = CLAUSE.split(unicodedata.normalize("NFKC", text))
    named = [after.sub("", before.sub("", part)) for part in said]
    return sorted(
        {part for part in named if len(part) >= LEAST}, key=lambda part: (-len(part), part)
    )


def number_of(numeral: str) -> int:
    """Read a Chinese numeral below a thousand, or figures said one by one.

    >>> number_of("二十三"), number_of("一零二"), number_of("十")
    (23, 102, 10)
    """
    if TEN not in numeral and HUNDRED not in numeral:
        return int("".join(str(DIGITS[character]) for character in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total += (digit or 1) * (10 if character == TEN else 100)
            digit = 0
    return total + digit


def grams(text: str) -> str:
    """Write the pairs of neighbouring characters as words, figures kept whole.

    Trigrams of these words tell Chinese texts apart from two characters on, wherever they begin.
    Every word follows a blank, so that a search can ask for the beginning of a word.

    >>> grams("G344线12号")
    ' g344 344线 线12 12号'
    """
    return paired(TOKEN.findall(normalise(text)))


def spoken_grams(text: str) -> str:
    """Write the pairs of neighbouring pinyin initials as words, figures kept whole.

    >>> spoken_grams("东大街12号")
    ' dd dj j12 12h'
    """
    return paired(LETTER_OR_NUMBER.findall(HAN.sub(initials_found, normalise(text))))


def letter_grams(text: str) -> str:
    """Write the pairs of neighbouring letters as words, the way a keyboard types initials.

    >>> letter_grams("ddj12")
    ' dd dj j12'
    """
    return paired(LETTER_OR_NUMBER.findall(normalise(text)))


def is_latin(text: str) -> bool:
    """Say whether letters were typed, which may stand for pinyin initials.

    >>> is_latin("ddj"), is_latin("12"), is_latin("东大")
    (True, False, False)
    """
    return LATIN.fullmatch(normalise(text)) is not None


def paired(tokens: list[str]) -> str:
    """Join neighbours two by two.

    >>> paired(["a", "b", "c"]), paired(["a"]), paired([])
    (' ab bc', ' a', '')
    """
    pairs = [first + second for first, second in pairwise(tokens)] or tokens
    return "".join(f" {pair}" for pair in pairs)


def initials_found(found: re.Match[str]) -> str:
    """Spell a matched run of Chinese."""
    return initials(found.group())


@lru_cache(maxsize=20_000)
def initials(run: str) -> str:
    """Take the first letter of each syllable of a run of Chinese."""
    return "".join(lazy_pinyin(run, style=Style.FIRST_LETTER)).lower()
