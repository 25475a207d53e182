"""Addresses in Latin letters: umlauts, abbreviations, and house numbers behind their street.

What is written as in "12a Landstr., FL-9490 Vaduz" comes to the form in which a register of
OpenStreetMap is: the street, then its number, without the postcode.
"""

import re
import unicodedata
from collections.abc import Sequence

WORD = re.compile(r"[a-z]{3}")
# What stands in letters in a name that is otherwise of characters is short: KFC, WALMART.
LETTERS = re.compile(r"[a-z]{9}")
OTHER_SCRIPT = re.compile(r"[㐀-鿿]")
# Letters that are one of a to z with a mark, and those that are written as two.
_DOUBLED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th"}
UNMARKED: dict[int, str] = {
    code: "".join(sign for sign in unicodedata.normalize("NFD", chr(code)) if "a" <= sign <= "z")
    for code in (*range(0xE0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.normalize("NFD", chr(code))[0].isascii()
} | {ord(sign): plainly for sign, plainly in _DOUBLED.items()}

POSTCODE = re.compile(r"[ ,]*(?<![\w-])(?:[a-z]{1,2}-)?\d{4,5}[ ,]+(?=[a-z])")
HOUSE = r"(\d{1,4})(?:[ ]?([a-jl-z]))?"
NUMBER_WORD = re.compile(r"(?<![a-z0-9])(?:nr|no|hausnummer|number)[.:]? ?(?=\d)")
ROAD = r"(?:r?as+e|weg|gass|gasse|platz|ring|damm|road|street|lane|avenue)"
# A number before its road, at the beginning of a part or behind what is no road.
BEFORE_ROAD = re.compile(rf"(\A|,|\w+)[ ]?{HOUSE}[ ,]+(?=[a-z]{{2}})([^,\d]*?{ROAD}(?![a-z]))")
IS_ROAD = re.compile(rf"{ROAD}\Z")
FIRST = re.compile(rf"(?:\A|(?<=,))[ ]?{HOUSE}[ ,]+(?=[a-z]{{2}})([^,\d]+)")
LAST = re.compile(rf"(?<![\w.+-]){HOUSE}(?![\w.+号-])")
CORNER = re.compile(
    r"\A(.*?)\b(?:(?:the )?(?:corner|crossing|intersection|junction) of|ecke|kreuzung) (.*)\Z"
)
AND = re.compile(r" (?:and|und|with|mit) |[&/,]")
SHORTENED = (
    (re.compile(r"str(?:\.|(?![a-z]))"), "strasse"),
    (re.compile(r"(?<![a-z])pl(?:\.|(?![a-z]))"), "platz"),
    (re.compile(r"(?<![a-z])st\. ?(?=[a-z])"), "sankt"),
)
UMLAUT = re.compile(r"(?<!q)([aou])e+")


def ordered(text: str) -> str:
    """Bring an address in plain Latin letters to the order and the words of a register.

    Text with characters of another script, or without any word, stays as it is.

    Examples
    --------
    >>> ordered("12 a, landstr., fl-9490 vaduz"), ordered("vaduz, stadtle nr. 49")
    (' landstrasse 12a号, vaduz', 'vaduz, stadtle 49号')
    >>> ordered("东大街12"), ordered("g8513 k71")
    ('东大街12', 'g8513 k71')
    """
    if WORD.search(text) is None or OTHER_SCRIPT.search(text) is not None:
        return text
    text = NUMBER_WORD.sub("", POSTCODE.sub(", ", " ".join(text.split()))).removeprefix(", ")
    for pattern, whole in SHORTENED:
        text = pattern.sub(whole, text)
    corner = CORNER.match(text)
    if corner is not None:
        return f"{corner[1]} {AND.sub(' ', corner[2])}"
    text = FIRST.sub(_behind, BEFORE_ROAD.sub(_behind_road, text))
    return LAST.sub(lambda found: f"{found[1]}{found[2] or ''}号", text)


def _behind(found: re.Match[str]) -> str:
    return f" {found[3].strip()} {found[1]}{found[2] or ''}"


def _behind_road(found: re.Match[str]) -> str:
    """Write a number behind its road, unless what stands before it is one."""
    if IS_ROAD.search(found[1]):
        return found[0]
    return f"{found[1]} {found[4]} {found[2]}{found[3] or ''}"


def folded_umlauts(text: str) -> str:
    """Write ae, oe and ue as the letter that an umlaut is without its mark.

    >>> folded_umlauts("staedtle") == folded_umlauts("stadtle"), folded_umlauts("quelle")
    (True, 'quelle')
    """
    return UMLAUT.sub(r"\1", text)


def written(names: Sequence[str]) -> str:
    """Write the names of a place and of what it lies in, given from the place upwards.

    >>> written(["12号", "东大街", "华亭市"]), written(["12a", "Städtle", "Vaduz"])
    ('华亭市东大街12号', 'Städtle 12a, Vaduz')
    """
    if not names or any(OTHER_SCRIPT.search(name) for name in names):
        return "".join(reversed(names))
    if len(names) > 1 and names[0][:1].isdigit():
        names = [f"{names[1]} {names[0]}", *names[2:]]
    return ", ".join(names)
