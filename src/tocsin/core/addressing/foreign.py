"""What foreign visitors say, in English or in pinyin, as a Chinese caller would say it.

"Opposite Construction Bank on Dongda Jie" becomes 东大街建设银行对面, and is resolved like all that
is said. Where the order of the parts may be either, both are given.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.latin import OTHER_SCRIPT
from tocsin.core.addressing.naming import Part
from tocsin.core.addressing.spelling import Speller

Write = Callable[[str], str]
# Letters that stand before the numbers of roads and posts are no words.
WORDS = re.compile(r"[^\W\d_gsxyck][^\W\d_]|[^\W\d_][^\W\d_gsxyck]", re.IGNORECASE)
LEAD_IN = re.compile(
    r"\A(?:hello|hi|help|please|come|to|hurry|sorry|excuse me|i'?m|i am|we'?re|we are|it'?s|it is"
    r"|this is|my (?:address|location|hotel) is|(?:the )?address is|located|staying|standing"
    r"|somewhere|right|just|at(?! the (?:back|gate|door|entrance))|in(?! front| back| between)"
    r"|on|the|[,.!?;: ])+\b(?= )[, ]*",
)
LEAD_OUT = re.compile(r"[,.!?; ]*(?:please|thank you|thanks|here|now|hurry|help)*[,.!?; ]*\Z")
COMPASS = {"north": "北", "south": "南", "east": "东", "west": "西"} | {
    f"{first}{between}{second}": sign
    for between in ("", "-", " ")
    for first, second, sign in (
        ("north", "east", "东北"), ("north", "west", "西北"),
        ("south", "east", "东南"), ("south", "west", "西南"),
    )
}  # fmt: skip
WAYS = "|".join(sorted(COMPASS, key=len, reverse=True))
FAR = r"(?P<far>\d+(?:\.\d+)?) ?(?P<unit>km|kilomet(?:er|re)s?|m|met(?:er|re)s?)"
BETWEEN = re.compile(r"\A(?:in )?between (?P<a>.+?) and (?P<b>.+)\Z")
CORNER = re.compile(
    r"\A(?:the )?(?:corner|intersection|crossing|crossroads?|junction) (?:of|between) "
    r"(?P<a>.+?)(?: and | ?& ?| ?/ ?)(?P<b>.+)\Z"
    r"|\A(?P<c>.+?)(?: and | ?& ?| ?/ ?)(?P<d>.+?) (?:corner|intersection|crossing|crossroads?"
    r"|junction|shi ?zi)\Z"
)
WALKED = re.compile(
    rf"\A(?:about )?{FAR} (?:to the )?(?P<way>{WAYS}) of (?P<a>.+)\Z"
    rf"|\A(?P<b>.+?)[, ]+(?:about )?(?P<far2>\d+(?:\.\d+)?) ?(?P<unit2>km|kilomet(?:er|re)s?|m"
    rf"|met(?:er|re)s?) (?:to (?:the )?|towards? (?:the )?)?(?P<way2>{WAYS})\Z"
)
MORE = FAR.replace("far", "more").replace("unit", "of")
TOWARDS = re.compile(rf"\A(?P<a>.+?)[, ]+(?:{FAR} )?towards? (?P<goal>.+?)(?:[, ]+{MORE})?\Z")
SIDES = (
    (r"opposite(?: to| of)?|across(?: the (?:street|road))? from|facing", "对面"),
    (r"next to|beside|by the side of|alongside|adjacent to", "旁边"),
    (r"behind|at the back of|in back of", "后面"),
    (r"in front of|before", "前面"),
    (r"near(?:by)?(?: to)?|close to|around|not far from", "附近"),
    (r"(?:outside|at the (?:gate|door|entrance) of|inside)", "门口"),
)
SIDED = tuple(
    (re.compile(rf"\A(?P<what>.*?)\b(?:{words}) (?:the )?(?P<a>.+)\Z"), side)
    for words, side in SIDES
)
BEARING = re.compile(rf"\A(?:the )?(?P<way>{WAYS})(?: side)? of (?P<a>.+)\Z")
# How many words are tried for one that may mean several.
OTHERS = 3
# Much is said in one way only.
LONGEST_OF_SEVERAL = 48
INSIDE = re.compile(r" (?:on|in|at|off|along|of|,) (?:the )?|,")


def is_foreign(text: str) -> bool:
    """Say whether there are words in Latin letters and no characters of another script."""
    return OTHER_SCRIPT.search(text) is None and WORDS.search(text) is not None


def readings(text: str, speller: Speller | None) -> Iterator[str]:
    """Say it as a Chinese caller would, in each way that may be meant, the likeliest first.

    Parameters
    ----------
    speller
        Writes names as the register does; without one, its names are in Latin letters, and only
        what tells how the place lies to them is put into Chinese.
    """
    words = LEAD_OUT.sub("", LEAD_IN.sub("", " ".join(plain(text).split())))
    if speller is None:
        # What leads in in English may begin a name in another language: Im Feld.
        yield text
        yield _said(words, str.strip)
        return
    told = set[str]()
    for other in range(OTHERS if len(words) <= LONGEST_OF_SEVERAL else 1):
        # A part is written alike in either order.
        written = cache(partial(_written, speller=speller, other=other))
        for small_first in (True, False):
            write = partial(_ordered, written=written, small_first=small_first)
            said = _said(words, write)
            if OTHER_SCRIPT.search(said) is None:
                yield text
                return
            if said not in told:
                told.add(said)
                yield said


def _said(words: str, write: Write) -> str:
    """Put how the place lies to a named one into Chinese; names are written by ``write``."""
    for form in (_between, _corner, _walked, _towards, _beside):
        found = form(words, write)
        if found is not None:
            return found
    return write(words)


def _between(words: str, write: Write) -> str | None:
    found = BETWEEN.match(words)
    return f"{write(found['a'])}和{write(found['b'])}之间" if found else None


def _corner(words: str, write: Write) -> str | None:
    found = CORNER.match(words)
    if found is None:
        return None
    return f"{write(found['a'] or found['c'])}与{write(found['b'] or found['d'])}十字"


def _walked(words: str, write: Write) -> str | None:
    found = WALKED.match(words)
    if found is None:
        return None
    far, unit = found["far"] or found["far2"], found["unit"] or found["unit2"]
    way = COMPASS[found["way"] or found["way2"]]
    return f"{write(found['a'] or found['b'])}往{way}{far}{_unit(unit)}"


def _towards(words: str, write: Write) -> str | None:
    found = TOWARDS.match(words)
    if found is None:
        return None
    far, unit = found["far"] or found["more"] or "", found["unit"] or found["of"] or ""
    return f"{write(found['a'])}往{write(found['goal'])}方向{far}{_unit(unit) if far else ''}"


def _beside(words: str, write: Write) -> str | None:
    bearing = BEARING.match(words)
    if bearing is not None:
        return f"{write(bearing['a'])}{COMPASS[bearing['way']]}边"
    for pattern, side in SIDED:
        found = pattern.match(words)
        if found is not None:
            # What lies opposite something is meant itself, where it is named.
            what, around = found["what"].strip(" ,"), write(found["a"])
            return around + (write(what) if what else side)
    return None


def _unit(unit: str) -> str:
    return "公里" if unit.startswith("k") else "米"


def _ordered(words: str, *, written: Write, small_first: bool) -> str:
    """Write the parts of a place the largest first; where they are told in one order or other."""
    parts = [part.strip() for part in INSIDE.split(words) if part.strip()]
    return "".join(map(written, reversed(parts) if small_first else parts))


def _written(part: str, *, speller: Speller, other: int) -> str:
    return Part(part, speller).written(other)
